import pytest

from pos_loyalty.cards.member_number import is_member_id
from pos_loyalty.cards.reference import ATTEMPTS, member_id_for


def test_a_number_from_elsewhere_makes_the_same_id_at_every_till() -> None:
    """Two tills that import the same export apart take in the same member."""
    assert member_id_for("00004") == "B0B20QEVV7"
    assert is_member_id(member_id_for("Kärntner Straße 7"))


@pytest.mark.parametrize(("one", "other"), [("00004", "4"), ("A 1", "A2"), ("", "0")])
def test_other_numbers_make_other_ids(one: str, other: str) -> None:
    """Leading zeros are part of a number."""
    assert member_id_for(one) != member_id_for(other)


def test_space_around_a_number_is_no_part_of_it() -> None:
    """Exports fill their columns up."""
    assert member_id_for(" KD  12 ") == member_id_for("KD 12")


def test_a_number_whose_id_is_taken_has_others() -> None:
    """A member who got the same id by chance loses nothing."""
    assert len({member_id_for("00004", attempt) for attempt in range(ATTEMPTS)}) == ATTEMPTS
