"""The 31 characters that a phone shows: a card's code that is another one every half minute.

``LT`` · key name (1) · member id (10) · time step (4) · signature (13) · check (1)

A time-based one-time password in the sense of RFC 6238, written as a card is. The step is
20 bits of the Unix time over thirty seconds, so it comes around once a year; the signature is
65 bits of HMAC-SHA256 under a secret of this card alone, which is derived from the shop's key.
A till needs no network and no list of secrets to check it, a new card ends the old one's codes,
and a photograph of the screen is worth nothing a minute later. A version 2-M symbol holds it.
"""

import hmac
from dataclasses import field
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.cards.check_character import (
    ALPHABET,
    check_character,
    is_checked,
    value_of,
    written,
)
from pos_loyalty.cards.errors import UnreadableCardError
from pos_loyalty.cards.key_ring import CardKey
from pos_loyalty.cards.payload import PREFIX, settled, signature
from pos_loyalty.domain.values import dataclass

STEP: Final = timedelta(seconds=30)

_LENGTH: Final = 31
_KEY_ID: Final = 2
_MEMBER: Final = slice(3, 13)
_STEP: Final = slice(13, 17)
_SIGNED: Final = slice(0, 17)
_SIGNATURE: Final = slice(17, 30)
_STEP_LENGTH: Final = 4
_STEPS: Final = len(ALPHABET) ** _STEP_LENGTH
_PURPOSE: Final = "phone code"


@dataclass(frozen=True, slots=True)
class PhoneCode:
    """What a phone's code says. Nothing of it is believed before ``is_signed_with``."""

    key_id: str
    member_id: str
    text: str = field(repr=False)

    def is_signed_with(self, secret: bytes) -> bool:
        """Whether the card with that secret made this code, at whatever time."""
        made = signature(self.text[_SIGNED], secret)
        return hmac.compare_digest(made, self.text[_SIGNATURE])

    def step_near(self, now: datetime) -> int:
        """The count of half minutes since 1970 that the code names, the one nearest to ``now``."""
        at = step_at(now)
        ahead = (value_of(self.text[_STEP]) - at) % _STEPS
        return at + ahead - (_STEPS if ahead >= _STEPS // 2 else 0)


def is_phone_code(text: str) -> bool:
    """Whether ``text`` has the length and the beginning of a phone's code."""
    plain = settled(text)
    return len(plain) == _LENGTH and plain.startswith(PREFIX)


def read_phone_code(text: str) -> PhoneCode:
    """The parts of a code. Raises UnreadableCardError when it is not ours or arrived damaged."""
    plain = settled(text)
    if not is_phone_code(plain) or not is_checked(plain):
        raise UnreadableCardError
    return PhoneCode(plain[_KEY_ID], plain[_MEMBER], plain)


def phone_secret(key: CardKey, *, member_id: str, issue: int) -> bytes:
    """The 32 bytes that one card's phone codes are signed with; the phone may know them."""
    context = f"{_PURPOSE} {member_id}{ALPHABET[issue]}"
    return hmac.digest(key.secret, context.encode("ascii"), "sha256")


def phone_code(secret: bytes, *, key_id: str, member_id: str, at: datetime) -> str:
    """The code that a phone with that secret shows at ``at``."""
    signed = PREFIX + key_id + member_id + written(step_at(at), length=_STEP_LENGTH)
    text = signed + signature(signed, secret)
    return text + check_character(text)


def step_at(at: datetime) -> int:
    """How many half minutes have passed since 1970."""
    return int(at.timestamp() // STEP.total_seconds())
