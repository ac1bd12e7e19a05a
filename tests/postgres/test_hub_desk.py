"""What the hub's operator is told, and the codes with which tills are let in."""

from dataclasses import replace
from typing import Final

from pos_loyalty.domain.shared_records import Conflict, RecordChange, Stamped
from pos_loyalty.domain.shares import Grant, GrantRow, GrantState, SharePart
from pos_loyalty.domain.tills import DeviceStatus, InboxStatus
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.hub_work import HubTransaction
from tests.support.hub_events import START_US, credit, event, purchase, till

_HASH: Final = b"\x01" * 32
_HOUR_US: Final = 3600 * 1_000_000
_MS: Final = 1000


def test_a_code_lets_one_till_in(clean_store: HubStore) -> None:
    """Once; the same till may ask again, nobody else may, and no other code does."""
    with clean_store.begin() as work:
        work.add_pairing_code(_HASH, store="Mitte", now_us=0, expires_us=_HOUR_US)
        assert work.take_pairing_code(b"\x02" * 32, device="till-1", now_us=1) is None
        assert work.take_pairing_code(_HASH, device="till-1", now_us=1) == "Mitte"
        assert work.take_pairing_code(_HASH, device="till-1", now_us=2) == "Mitte"
        assert work.take_pairing_code(_HASH, device="till-2", now_us=2) is None


def test_a_code_expires(clean_store: HubStore) -> None:
    """At its instant; and it is forgotten when the next one is made."""
    with clean_store.begin() as work:
        work.add_pairing_code(_HASH, store="Mitte", now_us=0, expires_us=_HOUR_US)
        assert work.take_pairing_code(_HASH, device="till-1", now_us=_HOUR_US) is None
        assert work.take_pairing_code(_HASH, device="till-1", now_us=_HOUR_US - 1) == "Mitte"
        work.add_pairing_code(b"\x02" * 32, store="Nord", now_us=_HOUR_US, expires_us=2 * _HOUR_US)
        assert work.take_pairing_code(_HASH, device="till-1", now_us=1) is None


def test_totals_count_what_there_is(clean_store: HubStore) -> None:
    """Members, events, entries, points, shares, and what waits for a person."""
    with clean_store.begin() as work:
        work.put_device(till("till-1", enrolled_us=1))
        work.put_device(till("till-2", enrolled_us=1))
        work.add_events(
            [
                event(1, credit(100)),
                event(2, purchase("S", earned=5, spent=30)),
                event(3, credit(9), status=InboxStatus.REFUSED),
                event(4, credit(1), status=InboxStatus.EXCEPTION),
            ]
        )
        for name, state, used in (
            ("A", GrantState.OPEN, 10),
            ("B", GrantState.IN_DOUBT, 0),
            ("C", GrantState.CLOSED, 0),
            ("D", GrantState.OPEN, 60),
        ):
            work.put_grant(_share(name, state=state, used=used))
        _put_member(work, "M1", "active")
        _put_member(work, "M2", "erased")
        work.add_conflict(_conflict("note", 1))
        totals = work.totals()
        held = work.shares_held()
    assert (totals.members, totals.events, totals.entries, totals.points) == (2, 4, 4, 76)
    assert (totals.shared_points, held) == (90, {"till-1": 90})
    assert (totals.refused, totals.exceptions, totals.conflicts, totals.erasures) == (1, 1, 1, 1)


def test_totals_of_an_empty_hub(clean_store: HubStore) -> None:
    """Nothing anywhere."""
    with clean_store.begin() as work:
        totals = work.totals()
    assert (totals.members, totals.events, totals.points, totals.erasures) == (0, 0, 0, 0)


def test_what_waits_is_shown_newest_first(clean_store: HubStore) -> None:
    """With the name of its till, and no more than is asked for."""
    rows = [
        replace(event(seq, status=InboxStatus.REFUSED, reason="revoked"), received_us=seq)
        for seq in (1, 2, 3)
    ]
    with clean_store.begin() as work:
        work.put_device(till(name="Kasse 7"))
        work.add_events([*rows, event(4)])
        lines = work.waiting_events(limit=2)
    assert [line.row for line in lines] == [rows[2], rows[1]]
    assert {line.till for line in lines} == {"Kasse 7"}


def test_conflicts_wait_until_somebody_looked(clean_store: HubStore) -> None:
    """Newest first, each settled by itself and once, and not told again by a repeated push."""
    old, new = _conflict("note", 1), _conflict("phone", 2)
    with clean_store.begin() as work:
        work.add_conflict(old)
        work.add_conflict(new)
        assert work.conflicts(limit=10) == [new, old]
        assert work.conflicts(limit=1) == [new]
        assert work.settle_conflict(new, now_us=9)
        assert not work.settle_conflict(new, now_us=9)
        work.add_conflict(new)
        assert work.conflicts(limit=10) == [old]


def test_erasures_wait_for_every_till(clean_store: HubStore) -> None:
    """For each that was there and has not confirmed; not for the one that erased, nor the gone."""
    erased_us = 5000 * _MS
    with clean_store.begin() as work:
        work.put_device(till("till-1", enrolled_us=1))
        for name in ("till-2", "till-3", "till-4"):
            work.put_device(till(name, enrolled_us=1))
        work.put_device(till("till-5", enrolled_us=erased_us))
        work.put_device(till("till-6", enrolled_us=1, status=DeviceStatus.GONE))
        _put_member(work, "M1", "erased")
        _put_member(work, "M2", "active")
        work.add_events(
            [
                replace(event(1, device="till-2"), type="erasure-confirmed"),
                replace(event(1, device="till-3", member="M2"), type="erasure-confirmed"),
            ]
        )
        (line,) = work.erasures(limit=10)
        assert (line.member, line.erased_us) == ("M1", erased_us)
        assert line.waiting == ("Kasse till-3", "Kasse till-4")
        work.add_events(
            [
                replace(event(2, device=name), type="erasure-confirmed")
                for name in ("till-3", "till-4")
            ]
        )
        assert work.erasures(limit=10) == []


def _put_member(work: HubTransaction, key: str, status: str) -> None:
    stamped = Stamped(value=status, hlc=5000 << 16, device="till-1")
    work.records([("member", key)])
    work.put_records([RecordChange(kind="member", key=key, fields={"status": stamped})])


def _conflict(field: str, noticed_us: int) -> Conflict:
    return Conflict(
        kind="member",
        key="M1",
        field=field,
        taken=Stamped(value="a\0", hlc=2, device="till-1"),
        left=Stamped(value=None, hlc=1, device="till-2", seen=7),
        noticed_us=noticed_us,
    )


def _share(name: str, *, state: GrantState, used: int) -> GrantRow:
    grant = Grant(
        grant=name,
        member="M1",
        device="till-1",
        epoch=1,
        parts=(SharePart(50, START_US),),
    )
    return GrantRow(grant=grant, state=state, used=used)
