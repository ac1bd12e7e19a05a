"""Whether the lists beside the log say what the log says.

Sales, reversals, redemptions and program versions are rows of their own, for lists, slips and
prices. Each is derived again from the event that it was written with, and compared.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.events import (
    Happening,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
)
from pos_loyalty.domain.money import half_up
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import (
    Envelope,
    decode_as,
    decode_body,
    decode_json,
    decode_member_event,
    encode_json,
)
from pos_loyalty.storage.instants import from_us
from pos_loyalty.storage.records import (
    RedemptionRecord,
    ReversalKind,
    ReversalRecord,
    SaleRecord,
)
from pos_loyalty.storage.sales import REDEMPTION, REVERSAL, SALE
from pos_loyalty.storage.shape import Shape
from pos_loyalty.storage.shop import program_digest
from pos_loyalty.storage.store import Reading
from pos_loyalty.storage.verify import BadRow

DayOf = Callable[[datetime], str]
"""The local day that an instant counts for, as an ISO date."""

_Record = TypeVar("_Record", SaleRecord, ReversalRecord, RedemptionRecord)
_DAYS: Final = (
    "SELECT epoch, seq, occurred_us, business_day FROM entry ORDER BY device, epoch, seq, line"
)
_PUBLISHED: Final = (
    "SELECT body FROM outbox WHERE type IN ('program-published', 'program-taken') ORDER BY seq"
)


@dataclass(frozen=True, slots=True)
class _Origin:
    """The event that a row was written with, and the days by which it is counted."""

    said: Envelope[Any]
    happening: Happening
    day_of: DayOf

    @property
    def at(self) -> datetime:
        """When it was recorded."""
        return self.said.position.effective_at


def bad_records(reading: Reading, day_of: DayOf) -> Iterator[BadRow]:
    """The rows that somebody changed, removed or added, table by table.

    The log itself is taken to be proved.
    """
    yield from _bad_days(reading, day_of)
    yield from _bad_versions(reading)
    yield from _bad_rows(reading, day_of, "sale", SALE, types=("purchased",), derive=_sale)
    yield from _bad_rows(
        reading, day_of, "reversal", REVERSAL, types=("refunded",), derive=_reversal
    )
    burns = ("redeemed", "redemption-undone")
    yield from _bad_rows(reading, day_of, "redemption", REDEMPTION, types=burns, derive=_redemption)


def _bad_days(reading: Reading, day_of: DayOf) -> Iterator[BadRow]:
    for epoch, seq, occurred_us, day in reading.connection.execute(_DAYS):
        if day != day_of(from_us(occurred_us)):
            yield BadRow("entry", str((epoch, seq)), "differs from its event")


def _bad_versions(reading: Reading) -> Iterator[BadRow]:
    rows = reading.connection.execute(_PUBLISHED)
    said = {data["number"]: data for data in (decode_body(body).data for (body,) in rows)}
    kept = {version.number: version for version in reading.shop.program_versions()}
    for number in sorted(said.keys() | kept.keys()):
        if number not in kept:
            yield BadRow("program_version", str(number), "missing")
        elif number not in said:
            yield BadRow("program_version", str(number), "no such event")
        else:
            version, data = kept[number], said[number]
            valid_from = datetime.fromisoformat(data["valid_from"])
            if version.valid_from != valid_from or program_digest(version.document) != _digest_said(
                data
            ):
                yield BadRow("program_version", str(number), "differs from its event")


def _digest_said(data: Mapping[str, Any]) -> str:
    """A version taken from the hub is in the log by its digest, one of this till's in full."""
    if "digest" in data:
        return str(data["digest"])
    return program_digest(encode_json(data["document"]))


def _bad_rows(
    reading: Reading,
    day_of: DayOf,
    table: str,
    shape: Shape[_Record],
    *,
    types: tuple[str, ...],
    derive: Callable[[_Record, _Origin], _Record | None],
) -> Iterator[BadRow]:
    columns = ", ".join(f"{table}.{name}" for name in shape.columns.split(", "))
    rows = reading.connection.execute(
        f"SELECT {columns}, outbox.type, outbox.body FROM {table} "
        f"LEFT JOIN outbox ON outbox.seq = {table}.seq ORDER BY {table}.seq"
    )
    for *values, name, body in rows:
        try:
            record = shape.record(values)
        except ValueError:
            yield BadRow(table, str(values[0]), "unreadable")
            continue
        event = decode_member_event(name, body) if name else None
        if event is None:
            yield BadRow(table, record.id, "no such event")
            continue
        origin = _Origin(decode_body(body), event.happening, day_of)
        if derive(record, origin) != record:
            yield BadRow(table, record.id, "differs from its event")
    marks = ", ".join("?" * len(types))
    missing = reading.connection.execute(
        f"SELECT seq FROM outbox WHERE type IN ({marks}) "
        f"AND seq NOT IN (SELECT seq FROM {table}) ORDER BY seq",
        types,
    )
    yield from (BadRow(table, f"seq {seq}", "missing") for (seq,) in missing)


def _sale(record: SaleRecord, origin: _Origin) -> SaleRecord | None:
    sold, said = origin.happening, origin.said
    if not isinstance(sold, Purchased) or not _says(record.detail, said.detail):
        return None
    basket = decode_as(Basket, encode_json(said.detail["basket"]))
    # Sales from before there were memberships say nothing of their discount.
    reduced_minor = basket.total_minor - said.detail.get("membership_discount_minor", 0)
    return replace(
        record,
        id=sold.sale_id,
        occurred_at=sold.occurred_at,
        effective_at=origin.at,
        business_day=origin.day_of(sold.occurred_at),
        total_minor=basket.total_minor,
        discount_minor=reduced_minor - sold.paid_minor,
        due_minor=sold.paid_minor - basket.gift_card_minor,
        gift_card_minor=basket.gift_card_minor,
        paid_minor=sold.paid_minor,
        eligible_minor=half_up(sold.eligible),
        program_version=said.program,
        member_id=said.member,
        receipt_number=said.detail["receipt_number"],
        earned=sold.award.points,
        spent=sold.spent,
        staff_id=said.staff,
    )


def _reversal(record: ReversalRecord, origin: _Origin) -> ReversalRecord | None:
    refunded, said = origin.happening, origin.said
    if not isinstance(refunded, Refunded):
        return None
    return replace(
        record,
        kind=ReversalKind(said.detail["kind"]),
        sale_id=refunded.sale_id,
        amount_minor=refunded.amount_minor,
        reversed_points=refunded.reversed_points,
        restored_points=refunded.restored_points,
        occurred_at=origin.at,
        effective_at=origin.at,
        business_day=origin.day_of(origin.at),
        program_version=said.program,
        member_id=said.member,
        staff_id=said.staff,
        approved_by=said.approved,
    )


def _redemption(record: RedemptionRecord, origin: _Origin) -> RedemptionRecord | None:
    said = origin.said
    common = replace(
        record,
        occurred_at=origin.at,
        effective_at=origin.at,
        business_day=origin.day_of(origin.at),
        program_version=said.program,
        member_id=said.member or "",
        staff_id=said.staff,
        approved_by=said.approved,
    )
    match origin.happening:
        case Redeemed() as redeemed:
            rewards = [used.reward_id for used in redeemed.rewards]
            return replace(
                common,
                id=redeemed.redemption_id,
                spent=redeemed.spent,
                undoes=None,
                rewards=encode_json(rewards),
            )
        case RedemptionUndone() as undone:
            return replace(
                common,
                spent=undone.restored_points,
                discount_minor=0,
                undoes=undone.redemption_id,
                rewards=encode_json([]),
            )
        case _:
            return None


def _says(kept: bytes, said: object) -> bool:
    try:
        return bool(decode_json(kept) == said)
    except msgspec.DecodeError:
        return False
