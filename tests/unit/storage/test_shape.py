from datetime import UTC, datetime

import pytest

from pos_loyalty.storage.records import (
    CardRecord,
    CardStatus,
    MemberRecord,
    MemberStatus,
    ProgramRecord,
    RedemptionRecord,
    RequestRecord,
    ReversalKind,
    ReversalRecord,
    StaffRecord,
)
from pos_loyalty.storage.shape import OfFields, Shape
from tests.support.stores import DAY, NOW, sale_record

_LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "record",
    [
        MemberRecord(id="M", enrolled_at=NOW),
        MemberRecord(
            id="M",
            enrolled_at=NOW,
            status=MemberStatus.BLOCKED,
            given_name="Anna",
            consents={"mail": "2026-01-01"},
            hlc=7,
        ),
        CardRecord("M", 3, CardStatus.REPLACED, NOW),
        sale_record(member_id="M", detail=b'{"a":1}'),
        ReversalRecord(
            number=2,
            id="r",
            seq=2,
            kind=ReversalKind.VOID,
            sale_id="s",
            amount_minor=1,
            reversed_points=2,
            restored_points=3,
            occurred_at=NOW,
            effective_at=_LATER,
            business_day=DAY,
            program_version=1,
        ),
        RedemptionRecord(
            number=3,
            id="b",
            seq=3,
            member_id="M",
            spent=5,
            discount_minor=6,
            occurred_at=NOW,
            effective_at=NOW,
            business_day=DAY,
            program_version=1,
            undoes="a",
        ),
        ProgramRecord(1, NOW, b"{}", _LATER, "s1"),
        RequestRecord("key", b"hash", b"{}", NOW),
        StaffRecord(id="s1", name="Eva", role="cashier", active=False, last_failure_at=_LATER),
    ],
    ids=lambda record: type(record).__name__,
)
def test_a_record_comes_back_as_it_was(record: OfFields) -> None:
    """What lies in a row is the whole record."""
    shape = Shape("any", type(record))
    assert shape.record(shape.values(record)) == record


def test_columns_say_what_their_numbers_count() -> None:
    """Instants lie in columns of microseconds, and are named so."""
    assert Shape("staff", StaffRecord).columns == (
        "id, name, role, pin_hash, active, failed_pins, last_failure_us, hlc"
    )
    assert Shape("request", RequestRecord).insertion == (
        "INSERT INTO request (key, content_hash, outcome, created_us) VALUES (?, ?, ?, ?)"
    )
