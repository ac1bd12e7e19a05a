from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pos_loyalty.cards.check_character import check_character
from pos_loyalty.cards.claim import (
    LARGEST_CLAIM_MINOR,
    Claim,
    claim_text,
    looks_like_claim,
    new_claim,
    read_claim,
)
from pos_loyalty.cards.errors import (
    ForeignCardError,
    ForgedCardError,
    OutdatedCardError,
    UnreadableCardError,
)
from pos_loyalty.cards.key_ring import CardKey, CardKeyRing
from pos_loyalty.cards.payload import card_payload, looks_like_card, read_card, signature

NOW = datetime(2026, 5, 4, 9, 30, 59, tzinfo=UTC)
KEY = CardKey("K", bytes(range(32)), made_at=NOW)
RING = CardKeyRing((KEY,))
CLAIM = new_claim(NOW, 3650, lambda bits: 2**bits - 1)
TEXT = claim_text(CLAIM, KEY)


def test_a_slip_says_when_and_how_much() -> None:
    """The moment is cut to the minute; scanners' margins and lower case are no damage."""
    assert read_claim(f" {TEXT.lower()}\r\n", RING, NOW) == CLAIM
    assert (CLAIM.at, CLAIM.amount_minor) == (NOW.replace(second=0), 3650)


def test_a_slip_is_no_card_and_a_card_is_no_slip() -> None:
    """The first two characters tell them apart, damaged or not."""
    card = card_payload(member_id="0123456789", issue=0, key=KEY)
    assert looks_like_claim(TEXT)
    assert looks_like_claim(TEXT[:-3].lower())
    assert not looks_like_card(TEXT)
    assert not looks_like_claim(card)
    assert not looks_like_claim("LC123456789")
    with pytest.raises(UnreadableCardError):
        read_claim(card, RING, NOW)
    with pytest.raises(UnreadableCardError):
        read_card(TEXT, RING, NOW)


def test_a_signature_for_a_card_is_none_for_a_slip() -> None:
    """The prefix is signed: the same figures under the other one have another signature."""
    back = TEXT[:22] + signature("LT" + TEXT[2:22], KEY.secret)
    with pytest.raises(ForgedCardError):
        read_claim(back + check_character(back), RING, NOW)


@pytest.mark.parametrize("text", ["", TEXT[:-1], TEXT + "0", "XX" + TEXT[2:], TEXT[:-1] + "I", "ß"])
def test_what_is_no_whole_slip_is_unreadable(text: str) -> None:
    """Length, prefix, alphabet and check character are looked at before any key."""
    with pytest.raises(UnreadableCardError):
        read_claim(text, RING, NOW)


def test_foreign_and_outdated_keys_are_told_apart() -> None:
    """As with cards: a key we never had, and one whose grace is over."""
    other = CardKeyRing((replace(KEY, key_id="0"),))
    with pytest.raises(ForeignCardError):
        read_claim(TEXT, other, NOW)
    rotated = RING.rotated(NOW, timedelta(days=1))
    assert read_claim(TEXT, rotated, NOW) == CLAIM
    with pytest.raises(OutdatedCardError):
        read_claim(TEXT, rotated, NOW + timedelta(days=2))


def test_two_slips_of_one_minute_have_two_names() -> None:
    """The nonce tells them apart."""
    assert new_claim(NOW, 100, lambda _: 1).name != new_claim(NOW, 100, lambda _: 2).name


@pytest.mark.parametrize(
    ("at", "amount_minor", "nonce"),
    [
        (CLAIM.at, 0, 1),
        (CLAIM.at, LARGEST_CLAIM_MINOR + 1, 1),
        (CLAIM.at, 1, 2**25),
        (CLAIM.at, 1, -1),
        (NOW, 1, 1),
        (datetime(2019, 12, 31, tzinfo=UTC), 1, 1),
    ],
)
def test_what_does_not_fit_is_no_claim(at: datetime, amount_minor: int, nonce: int) -> None:
    """Some money, a full minute since 2020, and 25 bits."""
    with pytest.raises(ValueError, match="claim"):
        Claim(at, amount_minor, nonce)
