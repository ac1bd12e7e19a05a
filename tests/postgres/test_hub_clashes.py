"""Requests that meet: one of them wins, the other one is done again and sees what happened."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

import pytest

from pos_loyalty.domain.shared_records import RecordChange, Stamped
from pos_loyalty.domain.shares import Grant, GrantRow, SharePart, reserved
from pos_loyalty.domain.tills import HubMeta
from pos_loyalty.storage.errors import BrokenConstraintError
from pos_loyalty.storage.hub_errors import ClashError, again
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.sync.books import HubWork
from tests.support.hub_events import event, till

_BALANCE: Final = 100


def share(name: str, points: int) -> GrantRow:
    """A share of one member's points."""
    return GrantRow(
        grant=Grant(grant=name, member="M1", device="till-1", epoch=1, parts=(SharePart(points),))
    )


def give(work: HubWork, name: str, points: int) -> bool:
    """Set points apart if there are as many, as the hub does."""
    if reserved(work.open_grants(member="M1")) + points > _BALANCE:
        return False
    work.put_grant(share(name, points))
    return True


def test_many_who_ask_at_once_never_get_more_than_there_is(store: HubStore) -> None:
    """Eight ask for seven points until there are none: fourteen get them, and two are left."""

    def ask(asker: int) -> int:
        given = 0
        while True:

            def request(name: str = f"{asker}/{given}") -> bool:
                with store.begin_shares() as work:
                    work.lock_member("M1")
                    is_given = give(work, name, 7)
                    work.commit()
                return is_given

            if not again(request):
                return given
            given += 1

    with ThreadPoolExecutor(8) as pool:
        given = sum(pool.map(ask, range(8)))
    with store.begin() as work:
        held = reserved(work.open_grants(member="M1"))
    assert (given, held) == (14, 98)


def test_without_the_lock_points_would_be_given_twice(store: HubStore) -> None:
    """What the lock is for: two that look at one instant both find all points free."""
    with store.begin_shares() as first, store.begin_shares() as second:
        assert give(first, "A", 80)
        assert give(second, "B", 80)
        first.commit()
        second.commit()
    with store.begin() as work:
        assert reserved(work.open_grants(member="M1")) > _BALANCE


def test_who_waited_for_a_member_is_done_again(store: HubStore) -> None:
    """It must not go on with what it saw before it waited."""
    looked = threading.Event()

    def second() -> None:
        with store.begin_shares() as work:
            work.meta()
            looked.set()
            work.lock_member("M1")

    with ThreadPoolExecutor() as pool, store.begin_shares() as first:
        first.lock_member("M1")
        waiting = pool.submit(second)
        looked.wait(20)
        first.commit()
        with pytest.raises(ClashError):
            waiting.result(20)


def test_an_instant_does_not_move(store: HubStore) -> None:
    """History, shares and points on the way are of one moment, whatever comes meanwhile."""
    with store.begin_shares() as asking:
        assert asking.history("M1") == []
        with store.begin() as pushing:
            pushing.add_events([event(1)])
            pushing.put_transit("till-1", {"M1": 40})
            pushing.commit()
        assert asking.history("M1") == []
        assert asking.transit("M1") == 0


def test_what_a_push_burned_from_a_share_is_not_overwritten(store: HubStore) -> None:
    """Who read a share before it was used may not put it back as it was."""
    with store.begin() as work:
        work.put_grant(share("A", 50))
        work.commit()

    def ask() -> None:
        with store.begin_shares() as asking:
            asking.meta()
            with store.begin() as pushing:
                pushing.put_grant(replace(share("A", 50), used=30))
                pushing.commit()
            asking.open_grants(member="M1")

    with pytest.raises(ClashError):
        ask()


def test_two_who_bring_one_event_do_not_both_keep_it(store: HubStore) -> None:
    """The second one clashes, and done again it finds the event there."""
    both_looked = threading.Barrier(2, timeout=20)

    def push(seq: int) -> bool:
        is_first_time = True

        def request() -> bool:
            nonlocal is_first_time
            with store.begin() as work:
                work.known_events(["the-same"])
                if is_first_time:
                    is_first_time = False
                    both_looked.wait()
                new = work.add_events([event(seq, id_="the-same")])
                work.commit()
            return bool(new)

        return again(request)

    with ThreadPoolExecutor(2) as pool:
        news = list(pool.map(push, [1, 2]))
    assert sorted(news) == [False, True]
    with store.begin() as work:
        assert len(work.history("M1")) == 1
        assert len(work.event_hashes("till-1", [(1, 1), (1, 2)])) == 2


def test_two_who_change_one_record_take_turns(store: HubStore) -> None:
    """Each merges into what the other one left: no field is lost."""

    def change(field: str) -> None:
        def request() -> None:
            with store.begin() as work:
                work.records([("member", "M1")])
                stamped = Stamped(value=field, hlc=1, device="till-1")
                work.put_records([RecordChange(kind="member", key="M1", fields={field: stamped})])
                work.commit()

        again(request)

    names = [f"field-{number}" for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(change, names))
    with store.begin() as work:
        assert sorted(work.records([("member", "M1")])["member", "M1"]) == sorted(names)


def test_records_are_locked_in_one_order(store: HubStore) -> None:
    """Two who change the same records, named in any order, do not wait for each other for ever."""
    keys = [("member", f"M{number}") for number in range(40)]

    def change(order: Sequence[tuple[str, str]]) -> None:
        for _ in range(10):
            with store.begin() as work:
                work.records(order)
                work.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(change, [keys, keys[::-1], keys[10:], keys[::-2]]))


def test_a_record_that_was_not_locked_is_not_changed(clean_store: HubStore) -> None:
    """Whoever forgets the lock is told, and not only when two meet."""
    change = RecordChange(kind="member", key="M1", fields={})
    with clean_store.begin() as work, pytest.raises(BrokenConstraintError):
        work.put_records([change])


def test_what_a_hub_knows_of_itself_is_not_overwritten(store: HubStore) -> None:
    """A request that began before the hub was put back may not undo that."""
    with store.begin() as old:
        assert old.meta().incarnation == 1
        with store.begin() as operator:
            operator.put_meta(HubMeta(2, is_recovering=True, key_version=0))
            operator.commit()
        with pytest.raises(ClashError):
            old.put_meta(HubMeta(1, is_recovering=False, key_version=1))


def test_a_tills_key_is_read_while_somebody_writes(store: HubStore) -> None:
    """Checking a signature waits for nobody; of a till that nobody knows there is no key."""
    with store.begin() as work:
        work.put_device(till())
        work.commit()
    with store.begin() as pushing, store.begin() as checking:
        assert pushing.device("till-1") is not None
        assert checking.public_key("till-1") == b"key"
        assert checking.public_key("till-2") is None


def test_a_tills_requests_take_turns(store: HubStore) -> None:
    """Whoever reads a till has it to itself until the end of its transaction."""
    with store.begin() as work:
        work.put_device(till(seq=0))
        work.commit()

    def count(_: int) -> None:
        def request() -> None:
            with store.begin() as work:
                row = work.device("till-1")
                assert row is not None
                work.put_device(replace(row, backlog=row.backlog + 1))
                work.commit()

        again(request)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count, range(40)))
    with store.begin() as work:
        row = work.device("till-1")
    assert row is not None
    assert row.backlog == 40
