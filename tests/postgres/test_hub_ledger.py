"""The ledger of all tills: it follows from their events, and nobody changes it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg import errors

from pos_loyalty.domain.shared_digest import Part, SharedParts
from pos_loyalty.domain.shared_records import RecordChange, Stamped
from pos_loyalty.domain.tills import FeedRow, InboxRow, InboxStatus
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.hub_store import HubStore
from tests.support.hub_events import burn, credit, event, purchase

_ENTRIES = """
    SELECT device, epoch, seq, line, member_id, sale_id, kind, debit_account, credit_account,
        points, effective_us, occurred_us, business_day, program_version, partner
    FROM entry ORDER BY device, epoch, seq, line
"""
_DIGESTED = """
    SELECT device, epoch, seq, line, member_id, sale_id, kind, debit_account, credit_account,
        points, effective_us, occurred_us, program_version, partner
    FROM entry
"""


def add(store: HubStore, *rows: InboxRow) -> None:
    """Take events in."""
    with store.begin() as work:
        work.add_events(rows)
        work.commit()


def rows_of(url: str, statement: str) -> Sequence[tuple[Any, ...]]:
    """What a statement finds."""
    with psycopg.connect(url) as link:
        return link.execute(statement.encode()).fetchall()


def test_entries_follow_from_events(hub_url: str, store: HubStore) -> None:
    """Burns before earns, with all columns that a till's ledger has."""
    sale = event(3, purchase("S1", earned=12, spent=100), program=4, partner="baeckerei")
    add(store, event(1), event(2, credit(150)), sale)
    moves = [
        ("M1", None, "credit", "program:issued", "member:M1", 150),
        ("M1", "S1", "burn", "member:M1", "program:redeemed", 100),
        ("M1", "S1", "earn", "program:issued", "member:M1", 12),
    ]
    places = [("till-1", 1, 2, 1), ("till-1", 1, 3, 1), ("till-1", 1, 3, 2)]
    times = [(each.effective_us,) * 2 for each in (event(2), sale, sale)]
    marks = [("2026-03-01", 0, ""), *[("2026-03-01", 4, "baeckerei")] * 2]
    assert rows_of(hub_url, _ENTRIES) == [
        (*place, *move, *time, *mark)
        for place, move, time, mark in zip(places, moves, times, marks, strict=True)
    ]


def test_refused_events_have_no_entries(hub_url: str, store: HubStore) -> None:
    """They are no part of the ledger; exceptions are."""
    add(
        store,
        event(1, credit(50), status=InboxStatus.REFUSED, reason="revoked"),
        event(2, burn(80, "R"), status=InboxStatus.EXCEPTION, reason="overspent"),
    )
    assert [row[6] for row in rows_of(hub_url, _ENTRIES)] == ["burn"]


def test_a_repeated_event_is_booked_once(hub_url: str, store: HubStore) -> None:
    """Under whatever place it comes again."""
    add(store, event(1, credit(50)))
    add(store, event(1, credit(50), epoch=2, id_=event(1).id))
    assert len(rows_of(hub_url, _ENTRIES)) == 1


@pytest.mark.parametrize(
    "document",
    [{"timezone": "Pacific/Auckland"}, json.dumps({"timezone": "Pacific/Auckland"})],
    ids=["as-it-is", "as-text"],
)
def test_the_business_day_is_the_shops(hub_url: str, store: HubStore, document: object) -> None:
    """The local day of the program's zone; of the newest program where an event names none."""
    late = datetime(2026, 3, 1, 22, tzinfo=UTC)
    with store.begin() as work:
        rows = [
            FeedRow(
                kind="program",
                key=str(number),
                body=encode_json({"number": number, "document": of}),
            )
            for number, of in ((1, {"timezone": "Europe/Berlin"}), (10, document))
        ]
        work.publish("shop", rows)
        work.commit()
    add(
        store,
        event(1, credit(1), at=late, program=1),
        event(2, credit(1), at=late, program=10),
        event(3, credit(1), at=late, program=77),
    )
    days = [row[12] for row in rows_of(hub_url, _ENTRIES)]
    assert days == ["2026-03-01", "2026-03-02", "2026-03-02"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inbox SET body = 'x'",
        "UPDATE inbox SET seq = seq + 1",
        "UPDATE inbox SET subject = 'x'",
        "DELETE FROM inbox",
        "TRUNCATE inbox",
        "UPDATE entry SET points = points + 1",
        "DELETE FROM entry",
        "TRUNCATE entry",
    ],
)
def test_what_happened_cannot_be_changed(hub_url: str, store: HubStore, statement: str) -> None:
    """Not even by the owner of the tables, in which role small shops run their hub."""
    add(store, event(1, credit(50)))
    with psycopg.connect(hub_url) as link, pytest.raises(errors.RestrictViolation):
        link.execute(statement.encode())
    assert len(rows_of(hub_url, _ENTRIES)) == 1


def test_the_digest_is_that_of_its_rows(hub_url: str, store: HubStore) -> None:
    """What is summed as entries come is what all of them would give, in any order."""
    add(store, event(1, credit(150)), event(2, purchase("S", earned=12, spent=100)))
    add(store, event(1, credit(7), device="till-2", member="M2"))
    add(store, event(3, burn(20, "R")))
    with store.begin() as work:
        work.records([("member", "M1"), ("member", "M2"), ("card", "M1/3"), ("staff", "S1")])
        work.put_records(
            [
                _record("member", "M1", status="active", segments=["vip"], reference="K-7"),
                _record("member", "M2", status="blocked", segments=None, reference=None),
                _record("card", "M1/3", status="replaced", issued_us=5),
                _record("staff", "S1", name="Cora"),
            ]
        )
        work.commit()
    with store.begin() as work:
        found = work.digest()
    entries = [encode_json(list(row)) for row in rows_of(hub_url, _DIGESTED)]
    assert found == SharedParts(
        members=Part.of([b'["M1","active",["vip"],"K-7"]', b'["M2","blocked",[],null]']),
        cards=Part.of([b'["M1",3,"replaced"]']),
        entries=Part.of(entries),
        balances=Part.of([b'["M1",42]', b'["M2",7]']),
    )
    assert found.entries.rows == 5


def test_the_digest_of_an_empty_hub_is_that_of_nothing(store: HubStore) -> None:
    """As that of a till without members."""
    with store.begin() as work:
        work.records([("member", "M1")])
        assert work.digest() == SharedParts()


def test_an_accepted_event_is_booked(hub_url: str, store: HubStore) -> None:
    """Its entries are there from then on, in history and digest; once."""
    waiting = event(1, credit(50), status=InboxStatus.REFUSED, reason="revoked")
    add(store, waiting)
    with store.begin() as work:
        line = work.accept_event(waiting.id)
        assert line is not None
        assert (line.row, line.till) == (waiting, "till-1")
        assert work.accept_event(waiting.id) is None
        assert work.accept_event("nothing") is None
        work.commit()
    assert [row[9] for row in rows_of(hub_url, _ENTRIES)] == [50]
    with store.begin() as work:
        assert work.history("M1") == [waiting.body]
        totals = work.totals()
        assert (totals.events, totals.entries, totals.points) == (1, 1, 50)
        assert work.digest().entries.rows == 1
        assert work.waiting_events(limit=10) == []


def test_a_seen_exception_is_not_booked_again(hub_url: str, store: HubStore) -> None:
    """It was booked when it came."""
    add(store, event(1, burn(80, "R"), status=InboxStatus.EXCEPTION, reason="overspent"))
    with store.begin() as work:
        assert work.accept_event(event(1).id) is not None
        work.commit()
    assert len(rows_of(hub_url, _ENTRIES)) == 1


@pytest.mark.parametrize("body", [b"{}", event(1, credit(1 << 63)).body])
def test_what_cannot_be_read_or_counted_cannot_be_booked(store: HubStore, body: bytes) -> None:
    """It goes on waiting, for a release that can."""
    odd = replace(event(1, credit(5), status=InboxStatus.REFUSED), body=body)
    add(store, odd)
    with store.begin() as work:
        assert work.accept_event(odd.id) is None
        assert [line.row.id for line in work.waiting_events(limit=10)] == [odd.id]


def _record(kind: str, key: str, **values: object) -> RecordChange:
    fields = {name: Stamped(value=value, hlc=1, device="till-1") for name, value in values.items()}
    return RecordChange(kind=kind, key=key, fields=fields)
