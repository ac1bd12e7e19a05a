from datetime import timedelta
from itertools import pairwise

import pytest

from pos_loyalty.domain.chain import GENESIS, first_broken_link
from pos_loyalty.domain.events import Enrolled, TierSet
from pos_loyalty.domain.ledger import entries_of
from pos_loyalty.storage.errors import BrokenConstraintError
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.store import Store
from tests.support.stores import ANNA, BEN, DAY, NOW, adjusted, fact, memory_store, purchased

_SECOND = timedelta(seconds=1)


def _draft(**changes: object) -> EventDraft:
    values: dict[str, object] = {"type": "note", "data": {}, "effective_at": NOW}
    return EventDraft(**{"occurred_at": NOW, **values, **changes})  # type: ignore[arg-type] # any of its fields


def _rows(store: Store, statement: str) -> list[tuple[object, ...]]:
    with store.read() as reading:
        return [tuple(row) for row in reading.connection.execute(statement)]


def test_events_are_numbered_densely_and_chained() -> None:
    """No event can be lost or slipped in without it being noticed."""
    store = memory_store()
    for _ in range(2):
        with store.begin() as work:
            work.append(_draft())
            work.append(_draft())
            work.commit()
    with store.read() as reading:
        rows = list(reading.log.events())
        device = reading.log.device()
    assert [row.seq for row in rows] == [1, 2, 3, 4]
    assert [rows[0].prev_hash, *(row.hash for row in rows)] == [
        GENESIS,
        *(after.prev_hash for _, after in pairwise(rows)),
        device.tip_hash,
    ]
    assert first_broken_link((row.body, row.hash) for row in rows) is None


def test_effective_time_never_runs_backwards() -> None:
    """A clock that was set back does not put a burn before the credit that it spent."""
    store = memory_store()
    with store.begin() as work:
        first = work.append(_draft(effective_at=NOW))
        work.commit()
    with store.begin() as work:
        assert work.log.effective(NOW - _SECOND) == NOW
        assert work.log.effective(NOW + _SECOND) == NOW + _SECOND
        second = work.append(_draft(effective_at=NOW - _SECOND))
        work.commit()
    assert second.position.effective_at == NOW
    assert first.position < second.position


def test_the_wall_clock_is_kept_as_it_was() -> None:
    """What the clock said stays known, whatever we made of it, with boot and time since then."""
    store = memory_store()
    with store.begin() as work:
        work.append(_draft(occurred_at=NOW - _SECOND))
        work.commit()
    assert _rows(store, "SELECT effective_us - occurred_wall_us, boot_id, mono_ms FROM outbox") == [
        (1_000_000, "boot", 1000)
    ]


def test_a_history_is_one_members_and_in_order() -> None:
    """The fold gets what happened to this member, as it was recorded."""
    store = memory_store(ANNA, BEN)
    with store.begin() as work:
        events = [
            work.record(fact(Enrolled())),
            work.record(fact(adjusted(5), BEN)),
            work.record(fact(purchased("sale-1", earned=36, spent=4))),
            work.record(fact(TierSet("gold"))),
        ]
        work.append(_draft(type="profile-changed", member_id=ANNA))
        work.commit()
    with store.read() as reading:
        assert reading.history(ANNA) == [events[0], events[2], events[3]]
        assert reading.history(BEN) == [events[1]]
        assert reading.history("nobody") == []


def test_a_fact_brings_its_entries() -> None:
    """The ledger holds what the event moved, with its place and its day."""
    store = memory_store(ANNA)
    with store.begin() as work:
        event = work.record(fact(purchased("sale-1", earned=36, spent=4)))
        work.commit()
    assert len(entries_of(event)) == 2
    assert _rows(
        store,
        "SELECT epoch, seq, line, device, kind, debit_account, credit_account, points, sale_id, "
        "business_day FROM entry ORDER BY line",
    ) == [
        (1, 1, 1, "till", "burn", f"member:{ANNA}", "program:redeemed", 4, "sale-1", DAY),
        (1, 1, 2, "till", "earn", "program:issued", f"member:{ANNA}", 36, "sale-1", DAY),
    ]


def test_numbers_on_slips_are_given_out_once() -> None:
    """A number of a sale that was rolled back goes to the next one, and no number goes twice."""
    store = memory_store()
    with store.begin() as work:
        work.log.take_number()
    numbers = []
    for _ in range(2):
        with store.begin() as work:
            numbers += [work.log.take_number(), work.log.take_number()]
            work.commit()
    assert numbers == [1, 2, 3, 4]


def test_stamps_of_the_hybrid_clock_only_rise() -> None:
    """The later write wins, even when the clock was set back in between."""
    store = memory_store()
    stamps = []
    for now in (NOW, NOW - timedelta(hours=1), NOW + _SECOND):
        with store.begin() as work:
            stamps.append(work.log.stamp(now))
            work.commit()
    assert stamps == sorted(set(stamps))


def test_a_new_epoch_goes_on_where_the_log_ends() -> None:
    """After a restore, events are told apart by their epoch and the chain stays whole."""
    store = memory_store()
    with store.begin() as work:
        work.append(_draft())
        work.commit()
    with store.begin() as work:
        work.log.raise_epoch(above=4, next_number=70)
        position = work.append(_draft()).position
        assert (position.epoch, position.seq, work.log.take_number()) == (5, 2, 70)
        work.commit()


@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
@pytest.mark.parametrize(("table", "column"), [("outbox", "body"), ("entry", "points")])
def test_what_happened_is_only_added_to(table: str, column: str, verb: str) -> None:
    """Neither a bug nor a statement typed by hand changes the log or the ledger."""
    store = memory_store(ANNA)
    with store.begin() as work:
        work.record(fact(adjusted(5)))
        work.commit()
    before = _rows(store, f"SELECT * FROM {table}")
    with pytest.raises(BrokenConstraintError, match="only added to"), store.begin() as work:
        work.connection.execute(verb.format(table, column))
    assert _rows(store, f"SELECT * FROM {table}") == before
