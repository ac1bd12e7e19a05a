"""Members whose search words come later."""

from dataclasses import replace

from pos_loyalty.storage.search_gap import ROWS, STAGES, SearchGap, leave_gap, search_gap
from tests.support.stores import memory_store


def test_the_gap_begins_with_the_least_id_and_counts_all() -> None:
    """Whatever order members come in, none of them lies before the gap."""
    with memory_store().begin() as work:
        connection = work.connection
        assert search_gap(connection) is None
        leave_gap(connection, from_id="m", members=3)
        leave_gap(connection, from_id="c", members=2)
        leave_gap(connection, from_id="x", members=1)
        gap = search_gap(connection)
        assert gap == SearchGap("c", 6, 6, ROWS, 0, gap.round if gap else 0)


def test_what_is_left_only_falls() -> None:
    """From all members to none, through rows and then each kind of words."""
    gap = SearchGap("", 600, 600, ROWS, 0, 1)
    told = [gap.unready, replace(gap, missing=300).unready]
    told += [replace(gap, missing=0, stage=stage).unready for stage in STAGES[1:]]
    told += [
        replace(gap, missing=0, stage=STAGES[-1], passed=passed).unready for passed in (1, 700)
    ]
    assert told == [600, 550, 500, 400, 300, 200, 100, 100, 0]
