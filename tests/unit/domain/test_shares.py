from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.shares import (
    Grant,
    GrantRow,
    GrantState,
    SharePart,
    first_of,
    free_parts,
    held_parts,
    reserved,
)


def _end(part: SharePart) -> int:
    return 99 if part.expires_us is None else part.expires_us


ENDS = st.sampled_from([10, 20, 30, None])
LOTS = st.lists(st.tuples(st.integers(1, 50), ENDS), max_size=6).map(
    lambda lots: sorted((SharePart(*lot) for lot in lots), key=_end)
)


def _row(*parts: SharePart, used: int = 0, state: GrantState = GrantState.OPEN) -> GrantRow:
    grant = Grant(grant="g", member="m", device="d", epoch=1, parts=parts)
    return GrantRow(grant=grant, used=used, state=state)


def _after(parts: object, instant: int) -> int:
    return sum(part.points for part in parts if _end(part) > instant)  # type: ignore[attr-defined]


def test_a_part_holds_something() -> None:
    """No part of a share is empty, or less."""
    with pytest.raises(ValueError, match="0"):
        SharePart(0)


def test_parts_are_used_in_their_order_and_end() -> None:
    """What may be burned at an instant is what was not burned of the parts that go on."""
    row = _row(SharePart(10, 100), SharePart(20, None), used=5)
    assert row.grant.points == 30
    assert row.left_at(99) == 25
    assert row.left_at(100) == 20
    assert row.held == 25
    assert held_parts(row) == (SharePart(5, 100), SharePart(20, None))
    assert held_parts(replace(row, used=10)) == (SharePart(20, None),)


@pytest.mark.parametrize("state", [GrantState.CLOSED, GrantState.WRITTEN_OFF])
def test_a_share_that_is_over_holds_nothing(state: GrantState) -> None:
    """What was given back or written off is nobody's share."""
    row = _row(SharePart(10), state=state)
    assert (row.left_at(0), row.held, held_parts(row)) == (0, 0, ())


def test_a_share_in_doubt_is_still_set_apart() -> None:
    """As long as nobody knows what was burned of it, nobody else gets it."""
    rows = [_row(SharePart(10), state=GrantState.IN_DOUBT), _row(SharePart(5), used=7)]
    assert reserved(rows) == 10


def test_the_first_of_some_parts() -> None:
    """So many points, taken from the front; no more than there are."""
    parts = (SharePart(5, 10), SharePart(5, None))
    assert first_of(parts, 7) == (SharePart(5, 10), SharePart(2, None))
    assert first_of(parts, 99) == parts
    assert first_of(parts, 0) == ()


def test_what_is_on_the_way_may_be_any_lot() -> None:
    """What is left over is taken to end as early as it can."""
    lots = [SharePart(10, 10), SharePart(10, None)]
    assert free_parts(lots, [], gone=8) == (SharePart(10, 10), SharePart(2, None))


def test_a_share_keeps_a_lot_that_lasts_as_long() -> None:
    """A share that never ends leaves the lot that ends first to others, and the other way round."""
    lots = [SharePart(10, 10), SharePart(10, None)]
    assert free_parts(lots, [_row(SharePart(10, None))], gone=0) == (SharePart(10, 10),)
    assert free_parts(lots, [_row(SharePart(10, 10))], gone=0) == (SharePart(10, None),)


def test_where_an_undoing_took_the_lot_another_one_goes() -> None:
    """A share is not worth less than its points, though its lot was taken back."""
    assert free_parts([SharePart(10, 10)], [_row(SharePart(6, None))], gone=0) == (
        SharePart(4, 10),
    )


@given(LOTS, st.data())
def test_shares_find_enough_at_every_later_instant(
    lots: list[SharePart], data: st.DataObject
) -> None:
    """Whatever is given: at no instant do shares hold more than lots that are open then."""
    gone = data.draw(st.integers(0, sum(lot.points for lot in lots)))
    rows: list[GrantRow] = []
    for _ in range(data.draw(st.integers(0, 5))):
        free = free_parts(lots, rows, gone=gone)
        whole = sum(part.points for part in free)
        given_now = first_of(free, data.draw(st.integers(0, whole)))
        if given_now:
            rows.append(_row(*given_now))
    for instant in (0, 10, 20, 30):
        held = sum(_after(row.grant.parts, instant) for row in rows)
        worst = max(0, gone - sum(lot.points for lot in lots if _end(lot) <= instant))
        assert held <= _after(lots, instant) - worst
    assert reserved(rows) + gone <= sum(lot.points for lot in lots)
