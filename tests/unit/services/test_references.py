import pytest

from pos_loyalty.cards.member_number import member_number
from pos_loyalty.cards.reference import member_id_for
from pos_loyalty.services.references import free_id_for, member_by_reference, own_id
from pos_loyalty.storage.records import MemberRecord
from tests.support.stores import NOW, memory_store


@pytest.mark.parametrize("text", ["00004", "", "K4821-7P2M9-X", "00000000000"])
def test_a_number_of_elsewhere_is_none_of_ours(text: str) -> None:
    """Eleven figures are somebody else's, also where the check character happens to fit."""
    assert own_id(text) is None


def test_a_number_of_ours_is_known_in_any_spelling() -> None:
    """As it stands on the card, or typed in one go."""
    number = member_number("K48217P2M9")
    assert own_id(number.lower().replace("-", " ")) == "K48217P2M9"


def test_an_id_that_somebody_has_by_chance_is_passed_over() -> None:
    """Two members never share an account."""
    store = memory_store()
    with store.begin() as work:
        assert free_id_for(work, "4") == member_id_for("4")
        work.members.put(MemberRecord(id=member_id_for("4"), enrolled_at=NOW))
        assert free_id_for(work, "4") == member_id_for("4", attempt=1)
        work.members.put(MemberRecord(id=member_id_for("4", 1), enrolled_at=NOW, reference="4"))
        found = member_by_reference(work, " 4 ")
        assert found is not None
        assert found.id == member_id_for("4", 1)
        assert member_by_reference(work, "  ") is None
