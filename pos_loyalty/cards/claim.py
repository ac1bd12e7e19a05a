"""The 36 characters in the code of a claim slip: points for whoever brings it with a card.

``LC`` · key name (1) · moment (6) · amount (8) · nonce (5) · signature (13) · check (1)

The slip names nobody. It says what was bought for how much and when, under the key that
signs cards; its first two characters, which are signed too, keep the one from ever being
taken for the other. A version 3-Q symbol holds it.
"""

import hmac
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from pos_loyalty.cards.check_character import check_character, is_plain, value_of, written
from pos_loyalty.cards.errors import (
    ForeignCardError,
    ForgedCardError,
    OutdatedCardError,
    UnreadableCardError,
)
from pos_loyalty.cards.key_ring import CardKey, CardKeyRing
from pos_loyalty.cards.payload import settled, signature
from pos_loyalty.domain.values import dataclass

LARGEST_CLAIM_MINOR: Final = 2**40 - 1

_PREFIX: Final = "LC"
_LENGTH: Final = 36
_SHORTEST: Final = 12  # a member number may begin with any two characters, and has eleven
_KEY_ID: Final = 2
_MOMENT: Final = slice(3, 9)
_AMOUNT: Final = slice(9, 17)
_NONCE: Final = slice(17, 22)
_SIGNED: Final = slice(0, 22)
_SIGNATURE: Final = slice(22, 35)
_NONCE_BITS: Final = 25
_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)
_STEP: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A purchase that nobody got the points of yet. ``at`` is a full minute."""

    at: datetime
    amount_minor: int
    nonce: int

    def __post_init__(self) -> None:
        if self.at != _EPOCH + _minutes(self.at) * _STEP or not 0 <= _minutes(self.at) < 2**30:
            raise ValueError("a claim is of a full minute since 2020")
        if not 0 < self.amount_minor <= LARGEST_CLAIM_MINOR:
            raise ValueError("a claim is about some money, and less than 2⁴⁰ minor units")
        if not 0 <= self.nonce < 2**_NONCE_BITS:
            raise ValueError("a claim's nonce has 25 bits")

    @property
    def name(self) -> str:
        """What tells this slip from all others: its nonce and its moment."""
        return written(self.nonce, length=5) + written(_minutes(self.at), length=6)


def new_claim(
    at: datetime, amount_minor: int, random_bits: Callable[[int], int] = secrets.randbits
) -> Claim:
    """A claim for a purchase at ``at``, which is cut to the minute."""
    return Claim(_EPOCH + _minutes(at) * _STEP, amount_minor, random_bits(_NONCE_BITS))


def claim_text(claim: Claim, key: CardKey) -> str:
    """The text for the QR code of a claim slip."""
    signed = (
        _PREFIX
        + key.key_id
        + written(_minutes(claim.at), length=6)
        + written(claim.amount_minor, length=8)
        + written(claim.nonce, length=5)
    )
    text = signed + signature(signed, key.secret)
    return text + check_character(text)


def looks_like_claim(text: str) -> bool:
    """Whether ``text`` was meant as a claim slip's code, in whatever state it arrived."""
    plain = settled(text)
    return plain.startswith(_PREFIX) and plain.isalnum() and len(plain) >= _SHORTEST


def read_claim(text: str, key_ring: CardKeyRing, now: datetime) -> Claim:
    """The claim on a genuine slip. How old it is and whether it was used, services know.

    Raises UnreadableCardError, ForeignCardError, ForgedCardError and OutdatedCardError
    where ``read_card`` does.
    """
    plain = settled(text)
    if len(plain) != _LENGTH or not plain.startswith(_PREFIX) or not is_plain(plain):
        raise UnreadableCardError
    # Weights repeat after 31 places: a single wrong character is still noticed here, and an
    # exchange that is not falls foul of the signature.
    if check_character(plain[:-1]) != plain[-1]:
        raise UnreadableCardError
    key_id = plain[_KEY_ID]
    key = key_ring.find(key_id)
    if key is None:
        raise ForeignCardError(key=key_id)
    if not hmac.compare_digest(signature(plain[_SIGNED], key.secret), plain[_SIGNATURE]):
        raise ForgedCardError(key=key_id)
    if not key.is_valid(now):
        raise OutdatedCardError(key=key_id)
    at = _EPOCH + value_of(plain[_MOMENT]) * _STEP
    return Claim(at, value_of(plain[_AMOUNT]), value_of(plain[_NONCE]))


def _minutes(at: datetime) -> int:
    return (at - _EPOCH) // _STEP
