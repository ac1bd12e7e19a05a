"""What happened at other tills, as the hub told it: read like the till's own."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.events import (
    Happening,
    MemberEvent,
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
    decode_member_event,
    encode_json,
)
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.records import RedemptionRecord, ReversalKind, ReversalRecord, SaleRecord

NO_NUMBER: Final = 0
"""The running number of what another till sold: its slips carry numbers of their own."""

_HISTORY: Final = """
    SELECT type, body FROM foreign_event WHERE member_id = ?
    ORDER BY effective_us, device, epoch, seq
"""
_NAMED: Final = """
    SELECT type, body, business_day
    FROM foreign_name JOIN foreign_event USING (device, epoch, seq)
    WHERE kind = ? AND name = ? ORDER BY effective_us, device, epoch, seq
"""
_OF_NOBODY: Final = """
    SELECT body FROM foreign_event WHERE type = ? AND member_id IS NULL
    ORDER BY effective_us, device, epoch, seq
"""


@dataclass(frozen=True, slots=True)
class _Origin:
    said: Envelope[Any]
    happening: Happening
    business_day: str

    @property
    def at(self) -> datetime:
        return self.said.position.effective_at


class ForeignReader:
    """Finds what other tills did."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def history(self, member_id: str) -> list[MemberEvent]:
        """What happened to a member at other tills, in order."""
        rows = self._connection.execute(_HISTORY, (member_id,))
        decoded = (decode_member_event(name, body) for name, body in rows)
        return [event for event in decoded if event is not None]

    def bodies(self, kind: str) -> Iterator[bytes]:
        """The bodies of events of a type that are about no member, in order."""
        for row in self._connection.execute(_OF_NOBODY, (kind,)):
            yield row[0]

    def sale(self, sale_id: str) -> SaleRecord | None:
        """A sale of another till."""
        return next(self._sales("sale", sale_id), None)

    def sales_by_receipt(self, receipt_number: str) -> tuple[SaleRecord, ...]:
        """Sales of other tills on that receipt, newest first."""
        return tuple(self._sales("receipt", receipt_number))[::-1] if receipt_number else ()

    def reversals_of(self, sale_id: str) -> tuple[ReversalRecord, ...]:
        """What other tills took back of a sale, oldest first."""
        found = (_reversal(origin) for origin in self._named("reversal", sale_id))
        return tuple(record for record in found if record is not None)

    def redemption(self, redemption_id: str) -> RedemptionRecord | None:
        """A redemption at another till."""
        return self._redemption("redemption", redemption_id)

    def undoing_of(self, redemption_id: str) -> RedemptionRecord | None:
        """What took a redemption back at another till, if anything did."""
        return self._redemption("undoing", redemption_id)

    def _sales(self, kind: str, name: str) -> Iterator[SaleRecord]:
        found = (_sale(origin) for origin in self._named(kind, name))
        return (record for record in found if record is not None)

    def _redemption(self, kind: str, name: str) -> RedemptionRecord | None:
        origin = next(self._named(kind, name), None)
        return _redemption(origin) if origin else None

    def _named(self, kind: str, name: str) -> Iterator[_Origin]:
        for type_, body, day in self._connection.execute(_NAMED, (kind, name)).all():
            event = decode_member_event(type_, body)
            if event is not None:
                yield _Origin(decode_body(body), event.happening, day)


def _sale(origin: _Origin) -> SaleRecord | None:
    sold, said = origin.happening, origin.said
    if not isinstance(sold, Purchased):
        return None
    detail = said.detail or {}
    basket = decode_as(Basket, encode_json(detail.get("basket", {"lines": []})))
    total_minor = basket.total_minor
    reduced_minor = total_minor - detail.get("membership_discount_minor", 0)
    return SaleRecord(
        number=NO_NUMBER,
        id=sold.sale_id,
        seq=said.position.seq,
        occurred_at=sold.occurred_at,
        effective_at=origin.at,
        business_day=origin.business_day,
        total_minor=total_minor,
        discount_minor=reduced_minor - sold.paid_minor,
        due_minor=sold.paid_minor - basket.gift_card_minor,
        gift_card_minor=basket.gift_card_minor,
        paid_minor=sold.paid_minor,
        eligible_minor=half_up(sold.eligible),
        program_version=said.program,
        member_id=said.member,
        receipt_number=detail.get("receipt_number", ""),
        earned=sold.award.points,
        spent=sold.spent,
        staff_id=said.staff,
        detail=encode_json(detail),
    )


def _reversal(origin: _Origin) -> ReversalRecord | None:
    refunded, said = origin.happening, origin.said
    if not isinstance(refunded, Refunded):
        return None
    return ReversalRecord(
        number=NO_NUMBER,
        id=said.id,
        seq=said.position.seq,
        kind=ReversalKind((said.detail or {}).get("kind", ReversalKind.REFUND)),
        sale_id=refunded.sale_id,
        amount_minor=refunded.amount_minor,
        reversed_points=refunded.reversed_points,
        restored_points=refunded.restored_points,
        occurred_at=origin.at,
        effective_at=origin.at,
        business_day=origin.business_day,
        program_version=said.program,
        member_id=said.member,
        staff_id=said.staff,
        approved_by=said.approved,
    )


def _redemption(origin: _Origin) -> RedemptionRecord | None:
    said = origin.said
    match origin.happening:
        case Redeemed() as redeemed:
            id_, spent, undoes = redeemed.redemption_id, redeemed.spent, None
            rewards = [used.reward_id for used in redeemed.rewards]
        case RedemptionUndone() as undone:
            id_, spent, undoes = said.id, undone.restored_points, undone.redemption_id
            rewards = []
        case _:
            return None
    return RedemptionRecord(
        number=NO_NUMBER,
        id=id_,
        seq=said.position.seq,
        member_id=said.member or "",
        spent=spent,
        discount_minor=0,
        occurred_at=origin.at,
        effective_at=origin.at,
        business_day=origin.business_day,
        program_version=said.program,
        undoes=undoes,
        rewards=encode_json(rewards),
        staff_id=said.staff,
        approved_by=said.approved,
    )
