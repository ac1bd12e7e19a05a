from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.cards.check_character import ALPHABET, check_character
from pos_loyalty.cards.errors import UnreadableCardError
from pos_loyalty.cards.key_ring import CardKey
from pos_loyalty.cards.payload import card_payload
from pos_loyalty.cards.phone_code import (
    STEP,
    is_phone_code,
    phone_code,
    phone_secret,
    read_phone_code,
    step_at,
)

NOW = datetime(2026, 5, 4, 9, 0, 10, tzinfo=UTC)
KEY = CardKey("7", bytes(range(32)), made_at=NOW)
SECRET = phone_secret(KEY, member_id="K48217P2M9", issue=2)


def shown(at: datetime = NOW) -> str:
    """What Anna's phone shows."""
    return phone_code(SECRET, key_id="7", member_id="K48217P2M9", at=at)


def test_the_written_form_never_changes() -> None:
    """Phones in pockets are read by every later release: same secret and time, same characters."""
    assert SECRET.hex() == "24fb7ad874628363cb4d7d9f4c2d7361ca9da93c0991219cb6d8da4161e9901f"
    assert shown() == "LT7K48217P2M9GHTQKC7JAXBFKPLN77"


def test_a_code_says_whose_it_is_and_when() -> None:
    """Member, key and half minute come back, and the signature is the card's own."""
    code = read_phone_code(f" {shown().lower()}\r\n")
    assert (code.member_id, code.key_id) == ("K48217P2M9", "7")
    assert code.step_near(NOW) == step_at(NOW)
    assert code.is_signed_with(SECRET)


@pytest.mark.parametrize(
    "other",
    [
        phone_secret(KEY, member_id="K48217P2M9", issue=3),
        phone_secret(KEY, member_id="K48217P2M8", issue=2),
        phone_secret(CardKey("7", bytes(32), made_at=NOW), member_id="K48217P2M9", issue=2),
        KEY.secret,
    ],
)
def test_each_card_has_a_secret_of_its_own(other: bytes) -> None:
    """A newer card, another member or another shop makes other codes."""
    assert not read_phone_code(shown()).is_signed_with(other)


def test_a_code_holds_for_half_a_minute() -> None:
    """Within a step it stays, so that a hand may tremble; then it is another one."""
    begin = NOW - timedelta(seconds=10)
    assert shown(begin) == shown(begin + STEP - timedelta(milliseconds=1)) != shown(begin + STEP)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    st.integers(-150, 150),
)
def test_the_step_is_found_again_within_months(at: datetime, days: int) -> None:
    """Four characters come around once a year; nearby, they name one half minute."""
    code = read_phone_code(shown(at))
    assert code.step_near(at + timedelta(days=days)) == step_at(at)


@given(st.integers(0, 29), st.sampled_from(ALPHABET))
def test_a_changed_code_is_damaged_or_not_the_cards(place: int, character: str) -> None:
    """The check character catches a misread one, the signature a changed one."""
    text = shown()
    changed = text[:place] + character + text[place + 1 :]
    if changed == text:
        return
    with pytest.raises(UnreadableCardError):
        read_phone_code(changed)
    resealed = changed[:-1] + check_character(changed[:-1])
    if is_phone_code(resealed):
        assert not read_phone_code(resealed).is_signed_with(SECRET)


@pytest.mark.parametrize("text", ["", shown()[1:], shown() + "0", "X" + shown()[1:], "LTÄ" * 11])
def test_other_texts_are_no_phone_code(text: str) -> None:
    """Wrong length, wrong beginning, foreign characters."""
    assert not is_phone_code(text)
    with pytest.raises(UnreadableCardError):
        read_phone_code(text)


def test_a_plastic_card_is_none() -> None:
    """The two are told apart by their length."""
    assert not is_phone_code(card_payload(member_id="K48217P2M9", issue=2, key=KEY))
    assert is_phone_code(shown())


def test_the_code_does_not_show() -> None:
    """Whoever has the code has the card, for a minute: it stays out of logs."""
    assert shown() not in repr(read_phone_code(shown()))
