from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.shared_digest import Part, SharedParts

_LINES = st.lists(st.binary(max_size=8))


@given(lines=_LINES, data=st.data())
def test_the_order_of_rows_is_nothing(lines: list[bytes], data: st.DataObject) -> None:
    """Two tills that heard of things in another order say the same."""
    assert Part.of(data.draw(st.permutations(lines))) == Part.of(lines)


@given(lines=_LINES, cut=st.integers(0, 8))
def test_a_part_is_the_sum_of_its_parts(lines: list[bytes], cut: int) -> None:
    """What is known as a sum is added whole, and rows are added one by one."""
    whole = Part.of(lines)
    assert Part.of(lines[:cut]) + Part.of(lines[cut:]) == whole
    assert Part.known(bytes.fromhex(whole.digest), whole.rows) == whole


def test_one_row_more_or_another_is_another_digest() -> None:
    """A row that is there twice is not one that is missing."""
    found = [Part.of(lines) for lines in ([], [b"a"], [b"a", b"a"], [b"b"], [b"a", b"b"])]
    assert len({part.digest for part in found}) == 5


def test_rows_are_told_apart_by_the_part_that_they_are_in() -> None:
    """A card is no member."""
    part = Part.of([b"a"])
    assert SharedParts(members=part).digest != SharedParts(cards=part).digest
