"""Stores with something in them, for tests to go on from."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from pos_loyalty.domain.events import (
    Adjusted,
    Credit,
    Happening,
    MemberEvent,
    Purchased,
    RewardUse,
)
from pos_loyalty.storage.connection import DriverConnection, bare_connection
from pos_loyalty.storage.event_log import Boot, Fact
from pos_loyalty.storage.opening import create_database
from pos_loyalty.storage.records import MemberRecord, SaleRecord
from pos_loyalty.storage.store import Store, Work

NOW = datetime(2026, 3, 5, 13, 32, tzinfo=UTC)
DAY = "2026-03-05"
ANNA = "ANNA000000"
BEN = "BEN0000000"
BOOT = Boot("boot", lambda: 1000)


def memory_store(*member_ids: str) -> Store:
    """A store in memory in which these members have enrolled."""
    store = Store.in_memory(boot=BOOT)
    if member_ids:
        add_members(store, *member_ids)
    return store


def file_store(database: Path, *member_ids: str) -> Store:
    """A store in a new file in which these members have enrolled."""
    create_database(database, device_id="till")
    store = Store.open(database, boot=BOOT)
    if member_ids:
        add_members(store, *member_ids)
    return store


def add_members(store: Store, *member_ids: str) -> None:
    """Members known by their cards alone."""
    with store.begin() as work:
        for member_id in member_ids:
            work.members.put(MemberRecord(id=member_id, enrolled_at=NOW))
        work.commit()


def fact(happening: Happening, member_id: str = ANNA, **changes: Any) -> Fact:  # noqa: ANN401 - any of its fields
    """A happening that is about to be written."""
    values: dict[str, Any] = {
        "effective_at": NOW,
        "occurred_at": NOW,
        "business_day": DAY,
        "program_version": 1,
    }
    return Fact(happening=happening, member_id=member_id, **{**values, **changes})


def credit(points: int, expires_at: datetime | None = None) -> Credit:
    """Points that can be spent at once."""
    return Credit(points, NOW, expires_at)


def adjusted(points: int) -> Adjusted:
    """Points given by hand."""
    return Adjusted(credit(points))


def purchased(sale_id: str, *, earned: int = 36, spent: int = 0) -> Purchased:
    """A sale over 36.50."""
    return Purchased(
        sale_id=sale_id,
        occurred_at=NOW,
        paid_minor=3650,
        eligible=Fraction(3650),
        award=credit(earned, NOW + timedelta(days=365)),
        capped_points=earned,
        measure_points=earned,
        spent=spent,
        rewards=(RewardUse("coffee", spent),) if spent else (),
    )


def record_sale(
    work: Work, sale_id: str, *, member_id: str = ANNA, earned: int = 36, spent: int = 0
) -> MemberEvent:
    """A whole sale, as services write it: event, entries and row; not committed."""
    event = work.record(fact(purchased(sale_id, earned=earned, spent=spent), member_id))
    work.sales.add_sale(
        sale_record(
            number=work.log.take_number(),
            id=sale_id,
            seq=event.position.seq,
            member_id=member_id,
            earned=earned,
            spent=spent,
        )
    )
    return event


def sale_record(**changes: Any) -> SaleRecord:  # noqa: ANN401 - any of its fields
    """A sale over 36.50."""
    values: dict[str, Any] = {
        "number": 1,
        "id": "sale-1",
        "seq": 1,
        "occurred_at": NOW,
        "effective_at": NOW,
        "business_day": DAY,
        "total_minor": 3650,
        "discount_minor": 0,
        "due_minor": 3650,
        "gift_card_minor": 0,
        "paid_minor": 3650,
        "eligible_minor": 3650,
        "program_version": 1,
    }
    return SaleRecord(**{**values, **changes})


def tamper(database: Path, *statements: str) -> None:
    """Change a file as somebody with a database tool would, past our triggers."""
    with closing(bare_connection(database)) as connection:
        _without_triggers(connection)
        for statement in statements:
            connection.execute(statement)


def _without_triggers(connection: DriverConnection) -> None:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in found:
        connection.execute(f"DROP TRIGGER {name}")
