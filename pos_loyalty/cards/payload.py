"""The 28 characters in a card's QR code, signed so that a till can trust them offline.

``LT`` · key name (1) · member id (10) · card issue (1) · signature (13) · check (1)

The signature is 65 bits of HMAC-SHA256: a till sees some thousand cards a day, so
guessing is hopeless, and the whole fits a version 2-Q symbol, which a worn card still
shows. The check character tells a misread code from a forged one without any key.
Codes of 31 characters change every half minute: see ``phone_code``.
"""

import hmac
from datetime import datetime
from typing import Final

from pos_loyalty.cards.check_character import ALPHABET, check_character, is_checked, written
from pos_loyalty.cards.errors import (
    ForeignCardError,
    ForgedCardError,
    OutdatedCardError,
    UnreadableCardError,
)
from pos_loyalty.cards.key_ring import CardKey, CardKeyRing
from pos_loyalty.cards.member_number import MEMBER_ID_LENGTH, is_member_id
from pos_loyalty.domain.values import dataclass

ISSUES: Final = len(ALPHABET)
"""How many issues of one member's card can be told apart; after the last comes 0 again."""

PREFIX: Final = "LT"
"""What all codes of members begin with."""

_LENGTH: Final = 28
_KEY_ID: Final = 2
_MEMBER: Final = slice(3, 3 + MEMBER_ID_LENGTH)
_ISSUE: Final = 13
_SIGNED: Final = slice(0, 14)
_SIGNATURE: Final = slice(14, 27)
_SIGNATURE_LENGTH: Final = 13
_SIGNATURE_BITS: Final = 65
_DIGEST_BITS: Final = 256


@dataclass(frozen=True, slots=True)
class ScannedCard:
    """What a genuine card says. Whether this issue is still the member's card, storage knows."""

    member_id: str
    issue: int
    key_id: str


def card_payload(*, member_id: str, issue: int, key: CardKey) -> str:
    """The text for the QR code of a member's card."""
    if not is_member_id(member_id):
        raise ValueError("a member id is ten characters of the alphabet")
    if not 0 <= issue < ISSUES:
        raise ValueError("a card issue is a number from 0 to 31")
    signed = PREFIX + key.key_id + member_id + ALPHABET[issue]
    text = signed + signature(signed, key.secret)
    return text + check_character(text)


def looks_like_card(text: str) -> bool:
    """Whether ``text`` was meant as a card's code, in whatever state it arrived.

    Anything else may be a number that somebody typed, in groups perhaps.
    """
    plain = settled(text)
    return plain.startswith(PREFIX) and plain.isalnum() and len(plain) > MEMBER_ID_LENGTH + 1


def read_card(text: str, key_ring: CardKeyRing, now: datetime) -> ScannedCard:
    """The member and issue on a genuine card.

    Raises UnreadableCardError when the code is not ours or arrived damaged,
    ForeignCardError when the shop never had the key, ForgedCardError when the signature
    is not that key's, and OutdatedCardError when it is, but the key's grace is over.
    """
    plain = settled(text)
    if len(plain) != _LENGTH or not plain.startswith(PREFIX) or not is_checked(plain):
        raise UnreadableCardError
    return _verified(plain, key_ring, now)


def _verified(plain: str, key_ring: CardKeyRing, now: datetime) -> ScannedCard:
    key_id, member_id = plain[_KEY_ID], plain[_MEMBER]
    key = key_ring.find(key_id)
    if key is None:
        raise ForeignCardError(member=member_id, key=key_id)
    if not hmac.compare_digest(signature(plain[_SIGNED], key.secret), plain[_SIGNATURE]):
        raise ForgedCardError(member=member_id, key=key_id)
    if not key.is_valid(now):
        raise OutdatedCardError(member=member_id, key=key_id)
    return ScannedCard(member_id, ALPHABET.index(plain[_ISSUE]), key_id)


def settled(text: str) -> str:
    """Upper case without margins: Caps Lock and a scanner's own suffix are no damage."""
    return text.strip().upper() if text.isascii() else ""


def signature(signed: str, secret: bytes) -> str:
    """Thirteen characters that only who has the secret can put behind ``signed``."""
    digest = hmac.digest(secret, signed.encode("ascii"), "sha256")
    top = int.from_bytes(digest, "big") >> (_DIGEST_BITS - _SIGNATURE_BITS)
    return written(top, length=_SIGNATURE_LENGTH)
