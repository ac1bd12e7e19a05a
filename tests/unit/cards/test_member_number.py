import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.cards.check_character import ALPHABET
from pos_loyalty.cards.errors import MistypedNumberError, UnreadableCardError
from pos_loyalty.cards.member_number import (
    is_member_id,
    masked_number,
    member_number,
    new_member_id,
    parse_number,
)

MEMBER_IDS = st.text(ALPHABET, min_size=10, max_size=10)


def test_an_id_takes_fifty_random_bits() -> None:
    """All of the source's bits arrive in the id, and no others."""
    asked: list[int] = []

    def all_ones(bits: int) -> int:
        asked.append(bits)
        return (1 << bits) - 1

    assert new_member_id(all_ones) == "XXXXXXXXXX"
    assert asked == [50]


def test_ids_from_the_system_differ() -> None:
    """Without a source of its own the id comes from the system's."""
    assert len({new_member_id() for _ in range(50)}) == 50


@given(MEMBER_IDS)
def test_a_shown_number_is_read_back(member_id: str) -> None:
    """Whatever the program shows can be typed as it stands."""
    assert parse_number(member_number(member_id)) == member_id


def test_a_number_is_shown_in_groups() -> None:
    """Five, five and the check character: short enough to keep in mind while typing."""
    assert member_number("K48217P2M9") == "K4821-7P2M9-R"


@pytest.mark.parametrize(
    "typed",
    [
        "K48217P2M9R",
        "k4821-7p2m9-r",
        "  K4821 7P2M9 R ",
        "K4821–7P2M9−R",
        "K 4 8 2 1 7 P 2 M 9 R",
        "K482I-7P2M9-R",
        "k482i-7p2m9-r",
        "K4821\u00a07P2M9\u00a0R\n",
    ],
)
def test_a_number_is_taken_however_it_is_typed(typed: str) -> None:
    """Case and grouping do not matter, nor does I for 1."""
    assert parse_number(typed) == "K48217P2M9"


def test_the_letter_o_means_zero() -> None:
    """No number has the letter, so nobody can mean it."""
    shown = member_number("0000000001")
    assert parse_number(shown.replace("0", "o")) == "0000000001"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "K4821-7P2M9",
        "K4821-7P2M9-B",
        "K4281-7P2M9-R",
        "K4821-7P2M9-RR",
        "Z4821-7P2M9-R",
        "ß4821-7P2M9-R",
        "Anna Berger",
        "LT7K48217P2M90AAAAAAAAAAAAAA",
    ],
)
def test_a_slip_of_the_hand_is_refused(typed: str) -> None:
    """A lost, wrong or exchanged character is told from a member whom nobody knows."""
    with pytest.raises(MistypedNumberError) as caught:
        parse_number(typed)
    assert isinstance(caught.value, UnreadableCardError)
    assert caught.value.code == "unknown-card"
    assert caught.value.facts in ({}, {"reason": "mistyped"})


def test_a_slip_shows_the_last_four_only() -> None:
    """A slip left on the counter does not give the number away."""
    assert masked_number("K48217P2M9") == "••••2M9R"


@pytest.mark.parametrize("text", ["", "K48217P2M", "K48217P2M9R", "k48217p2m9", "K48217P2MO"])
def test_what_is_not_an_id_gets_no_number(text: str) -> None:
    """An id has ten characters of the alphabet; anything else is a bug in the caller."""
    assert not is_member_id(text)
    with pytest.raises(ValueError, match="member id"):
        member_number(text)
    with pytest.raises(ValueError, match="member id"):
        masked_number(text)
