"""Events as tills write them, for tests of the hub's end."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import Final

from pos_loyalty.domain.events import (
    Credit,
    Credited,
    CreditKind,
    Enrolled,
    Happening,
    Position,
    Purchased,
    Redeemed,
)
from pos_loyalty.domain.tills import DeviceRow, FeedRow, InboxRow, InboxStatus
from pos_loyalty.storage.codec import Envelope, encode_body, type_name
from pos_loyalty.storage.instants import to_us

START: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
START_US: Final = to_us(START)


def till(device: str = "till-1", **fields: object) -> DeviceRow:
    """A till that was let in."""
    given: dict[str, object] = {"public_key": b"key", "store": "Mitte", "name": f"Kasse {device}"}
    return DeviceRow(device=device, **(given | fields))  # type: ignore[arg-type] # as a test says


def credit(points: int) -> Credited:
    """Points by hand, spendable at once and for good."""
    return Credited(CreditKind.ACTION, Credit(points, START, None))


def burn(points: int, redemption: str) -> Redeemed:
    """Points burned without a sale."""
    return Redeemed(redemption, points)


def event(
    seq: int,
    happening: Happening | None = None,
    *,
    member: str = "M1",
    device: str = "till-1",
    epoch: int = 1,
    id_: str = "",
    at: datetime | None = None,
    status: InboxStatus = InboxStatus.APPLIED,
    reason: str = "",
    subject: str | None = None,
    program: int = 0,
    partner: str = "",
) -> InboxRow:
    """An event as the hub takes it in; a minute after the one before it."""
    happening = happening or Enrolled()
    at = at or START + timedelta(minutes=seq)
    id_ = id_ or f"{device}/{epoch}/{seq}"
    body = encode_body(
        Envelope(
            id=id_,
            type=type_name(happening),
            ver=1,
            position=Position(at, device, epoch, seq),
            occurred=at,
            data=happening,
            member=member,
            program=program,
            partner=partner,
        )
    )
    return InboxRow(
        device=device,
        epoch=epoch,
        seq=seq,
        id=id_,
        type=type_name(happening),
        member=member,
        subject=subject,
        effective_us=to_us(at),
        body=body,
        hash=sha256(body).digest(),
        received_us=to_us(at) + 1,
        status=status,
        reason=reason,
    )


def purchase(sale: str, *, earned: int = 0, spent: int = 0) -> Purchased:
    """A sale that earned and burned."""
    return Purchased(sale, START, 1000, Fraction(1000), Credit(earned, START, None), 0, 0, spent)


def told_of(row: InboxRow) -> FeedRow:
    """What the feed of events tells of an event."""
    return FeedRow(kind=row.type, key=row.id, body=row.body, device=row.device)
