from datetime import UTC, datetime, timedelta

import pytest

from pos_loyalty.cards.check_character import check_character
from pos_loyalty.cards.errors import (
    ForeignCardError,
    ForgedCardError,
    OutdatedCardError,
    UnreadableCardError,
)
from pos_loyalty.cards.key_ring import CardKey, CardKeyRing
from pos_loyalty.cards.payload import ScannedCard, card_payload, looks_like_card, read_card

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
KEY = CardKey("7", bytes(range(32)), made_at=NOW)
RING = CardKeyRing((KEY,))
CARD = card_payload(member_id="K48217P2M9", issue=2, key=KEY)


def resealed(text: str) -> str:
    """The text with the check character that fits it: a forger can compute that too."""
    return text[:-1] + check_character(text[:-1])


def test_a_genuine_card_tells_member_issue_and_key() -> None:
    """All that the card says comes back."""
    assert read_card(CARD, RING, NOW) == ScannedCard("K48217P2M9", 2, "7")


def test_the_written_form_never_changes() -> None:
    """Cards in pockets are read by every later release: same key, same characters."""
    assert CARD == "LT7K48217P2M9244744CAMB0N6ME"


@pytest.mark.parametrize("text", [CARD.lower(), CARD.swapcase(), f" {CARD}\r\n", f"{CARD}\t"])
def test_caps_lock_and_margins_do_no_harm(text: str) -> None:
    """What a keyboard-like scanner does to a code on its way is undone."""
    assert read_card(text, RING, NOW).member_id == "K48217P2M9"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "LT",
        CARD[1:],
        CARD[:-1],
        CARD + "0",
        resealed(CARD + "000"),
        CARD[:10] + CARD[11:],
        CARD.replace("LT", "XX"),
        resealed(CARD.replace("LT", "LV")),
        resealed(CARD + "0"),
        CARD[:14] + "-" + CARD[15:],
        "https://example.org/" + CARD,
        "4006381333931",
        "ſT" + CARD[2:],
        "LT" + "ß" * 13,
    ],
)
def test_damaged_and_strange_codes_are_unreadable(text: str) -> None:
    """A lost character or somebody else's bar code is not called a forgery."""
    with pytest.raises(UnreadableCardError) as caught:
        read_card(text, RING, NOW)
    assert caught.value.code == "unknown-card"
    assert caught.value.facts == {}


@pytest.mark.parametrize("place", [3, 12, 13, 14, 26])
def test_a_changed_card_with_a_fitting_check_is_forged(place: int) -> None:
    """Nobody makes himself another member, issue or signature."""
    other = "0" if CARD[place] != "0" else "1"
    with pytest.raises(ForgedCardError) as caught:
        read_card(resealed(CARD[:place] + other + CARD[place + 1 :]), RING, NOW)
    assert caught.value.code == "forged-card"
    assert caught.value.facts["key"] == "7"


def test_a_card_under_a_key_we_never_had_is_foreign() -> None:
    """The neighbor's card is not an attack."""
    theirs = card_payload(member_id="K48217P2M9", issue=0, key=CardKey("8", bytes(32), made_at=NOW))
    with pytest.raises(ForeignCardError) as caught:
        read_card(theirs, RING, NOW)
    assert caught.value.code == "foreign-card"
    assert caught.value.facts == {"member": "K48217P2M9", "key": "8"}


def test_a_foreign_key_of_the_same_name_does_not_pass() -> None:
    """The key's name proves nothing; its secret does."""
    theirs = card_payload(member_id="K48217P2M9", issue=0, key=CardKey("7", bytes(32), made_at=NOW))
    with pytest.raises(ForgedCardError) as caught:
        read_card(theirs, RING, NOW)
    assert caught.value.facts == {"member": "K48217P2M9", "key": "7"}


def test_a_card_of_a_replaced_key_is_taken_until_its_grace_is_over() -> None:
    """After that it is refused as outdated, not as forged."""
    ring = RING.rotated(NOW, timedelta(days=90))
    end = NOW + timedelta(days=90)
    assert read_card(CARD, ring, end - timedelta(seconds=1)).key_id == "7"
    with pytest.raises(OutdatedCardError) as caught:
        read_card(CARD, ring, end)
    assert caught.value.code == "replaced-card"
    assert caught.value.facts == {"member": "K48217P2M9", "key": "7"}


def test_a_forgery_under_an_ended_key_is_still_a_forgery() -> None:
    """The end of a key does not make a wrong signature harmless."""
    ring = RING.rotated(NOW, timedelta(0))
    with pytest.raises(ForgedCardError):
        read_card(resealed(CARD[:13] + "0" + CARD[14:]), ring, NOW)


@pytest.mark.parametrize(
    ("text", "card"),
    [
        (CARD, True),
        (CARD[:-1], True),
        (CARD.lower() + "\n", True),
        ("LT821-7P2M9-B", False),
        ("LT8217P2M9B", False),
        ("LT 821 7P2M9 B", False),
        ("Anna Berger", False),
        ("", False),
    ],
)
def test_codes_are_told_from_typed_numbers(text: str, *, card: bool) -> None:
    """A number may begin with the letters of the prefix and is still a number."""
    assert looks_like_card(text) is card


@pytest.mark.parametrize("issue", [-1, 32])
def test_an_issue_has_one_character(issue: int) -> None:
    """A counter that runs over is a bug in the caller."""
    with pytest.raises(ValueError, match="issue"):
        card_payload(member_id="K48217P2M9", issue=issue, key=KEY)


def test_only_members_get_cards() -> None:
    """What is not a member id is not put on a card."""
    with pytest.raises(ValueError, match="member id"):
        card_payload(member_id="K4821", issue=0, key=KEY)
