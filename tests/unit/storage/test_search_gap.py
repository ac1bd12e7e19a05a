"""Members whose search words come later."""

from pos_loyalty.storage.search_gap import SearchGap, leave_gap, search_gap
from tests.support.stores import memory_store


def test_the_gap_begins_with_the_least_id_and_counts_all() -> None:
    """Whatever order members come in, none of them lies before the gap."""
    with memory_store().begin() as work:
        connection = work.connection
        assert search_gap(connection) is None
        leave_gap(connection, from_id="m", members=3)
        leave_gap(connection, from_id="c", members=2)
        leave_gap(connection, from_id="x", members=1)
        assert search_gap(connection) == SearchGap("c", 6)
