"""What the hub knows that stands against an event which waits for a person.

Nothing of it is kept: it follows from what came, and when. So it is the same whoever looks, and
what is read here locks nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import msgspec

from pos_loyalty.domain.desk_acts import DeskAct, DeskActKind
from pos_loyalty.domain.events import (
    CreditTakenBack,
    Happening,
    MemberEvent,
    Position,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
    SpinTakenBack,
    TakenBackOnce,
)
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.hub_reports import (
    OtherSide,
    Place,
    RefusedLine,
    ReturnSide,
    SaleSide,
    ShareSide,
)
from pos_loyalty.domain.ledger import entries_of, member_account, moved_points
from pos_loyalty.domain.program import ProgramTimeline
from pos_loyalty.domain.reigns import Reigns
from pos_loyalty.domain.shares import GrantRow
from pos_loyalty.domain.tills import InboxRow
from pos_loyalty.storage.codec import Envelope, decode_body, decode_member_event
from pos_loyalty.storage.instants import from_us
from pos_loyalty.sync.desk_book import DeskWork
from pos_loyalty.sync.entitlement import ProgramShelf

_UNREAD: Final = frozenset({"unreadable", "wrong-place"})
_BY_ACT: Final[Mapping[str, DeskActKind]] = {
    "revoked": DeskActKind.REVOKED,
    "written-off": DeskActKind.WRITTEN_OFF,
}
_NOT_READ: Final = (msgspec.MsgspecError, ValueError, ArithmeticError)

_Told = tuple[InboxRow, MemberEvent]


class OtherSides:
    """The other side of each event, inside one transaction. ``names`` are those of tills."""

    def __init__(
        self, work: DeskWork, shelf: ProgramShelf, names: Mapping[str, str], *, now_us: int
    ) -> None:
        self._work = work
        self._program = shelf.timeline(work)
        self._names = names
        self._now = from_us(now_us)
        self._histories: dict[str, list[_Told]] = {}

    def of(self, line: RefusedLine) -> OtherSide:
        """What stands against it."""
        row = line.row
        said = _envelope(row)
        side = OtherSide(acts=self._acts(row))
        if row.reason in _UNREAD:
            side = replace(
                side,
                due=Place(self._name(row.device), row.epoch, row.seq),
                said=None if said is None else self._named(said.position),
            )
        if said is not None and row.member is not None:
            side = self._of_member(side, row, row.member, said)
        return side

    def _of_member(
        self, side: OtherSide, row: InboxRow, member: str, said: Envelope[Any]
    ) -> OtherSide:
        told = self._history(member)
        before = [event for other, event in told if other.received_us < row.received_us]
        named = self._work.seen_grants(said.shares)
        known = {each.grant.grant for each in named}
        held = [each for each in self._work.seen_grants_of(member) if each.held]
        side = replace(
            side,
            points_then=self._spendable(before, from_us(row.effective_us)),
            points_now=self._spendable([event for _row, event in told], self._now),
            shares=self._shares(named),
            unknown_shares=tuple(sorted(said.shares.keys() - known)),
            elsewhere=self._shares(each for each in held if each.grant.grant not in known),
        )
        subject = _taken_back(_event(row))
        return side if subject is None else self._of_return(side, row, subject, told)

    def _of_return(
        self, side: OtherSide, row: InboxRow, subject: str, told: Sequence[_Told]
    ) -> OtherSide:
        sales = (self._sale(other, event, subject) for other, event in told)
        return replace(
            side,
            sale=next((sale for sale in sales if sale is not None), None),
            returns=tuple(
                self._return(other, event)
                for other, event in told
                if other.id != row.id and _taken_back(event) == subject
            ),
            amends=tuple(
                self._return(other, event)
                for other, event in told
                if isinstance(event.happening, TakenBackOnce) and event.happening.name == subject
            ),
            currency="" if self._program is None else _currency(self._program[0]),
        )

    def _sale(self, row: InboxRow, event: MemberEvent, subject: str) -> SaleSide | None:
        match event.happening:
            case Purchased() as sale if sale.sale_id == subject:
                earned, burned = sale.award.points, sale.spent
            case Redeemed() as redeemed if redeemed.redemption_id == subject:
                earned, burned = 0, redeemed.spent
            case _:
                return None
        return SaleSide(
            subject=subject,
            till=self._name(row.device),
            at_us=row.effective_us,
            earned=earned,
            burned=burned,
        )

    def _return(self, row: InboxRow, event: MemberEvent) -> ReturnSide:
        amount_minor, taken, given = _moved(event.happening)
        return ReturnSide(
            event=row.id,
            till=self._name(row.device),
            at_us=row.effective_us,
            amount_minor=amount_minor,
            reversed=taken,
            restored=given,
        )

    def _acts(self, row: InboxRow) -> tuple[DeskAct, ...]:
        """The operator's act because of which it was kept aside."""
        kind = _BY_ACT.get(row.reason)
        if kind is None:
            return ()
        done = [
            act
            for act in self._work.acts(row.device)
            if act.kind is kind and act.at_us <= row.received_us
        ]
        return tuple(done[-1:])

    def _history(self, member: str) -> list[_Told]:
        if member not in self._histories:
            rows = [row for _member, rows in self._work.histories([member]) for row in rows]
            events = ((row, _event(row)) for row in rows)
            self._histories[member] = [(row, event) for row, event in events if event is not None]
        return self._histories[member]

    def _spendable(self, events: Sequence[MemberEvent], at: datetime) -> int | None:
        """Points that could be burned; None while there is no program to count by."""
        if self._program is None:
            return None
        if not events:
            return 0
        timeline, reigns = self._program
        return _folded(events, timeline, reigns, at)

    def _shares(self, rows: Iterable[GrantRow]) -> tuple[ShareSide, ...]:
        return tuple(
            ShareSide(
                share=row.grant.grant,
                till=self._name(row.grant.device),
                points=row.grant.points,
                held=row.held,
                state=row.state,
            )
            for row in rows
        )

    def _named(self, place: Position) -> Place:
        return Place(self._name(place.device), place.epoch, place.seq)

    def _name(self, device: str) -> str:
        return self._names.get(device, device)


def moved_by(row: InboxRow) -> int | None:
    """What an event does to the member's points; None where it says nothing of points."""
    event = _event(row)
    return (
        None if event is None else moved_points(entries_of(event), member_account(event.member_id))
    )


def _folded(
    events: Sequence[MemberEvent], timeline: ProgramTimeline, reigns: Reigns, at: datetime
) -> int:
    fold = Fold(timeline, reigns=reigns)
    for event in events:
        fold.apply(event)
    fold.advance(max(at, events[-1].position.effective_at))
    return fold.state().spendable


def _envelope(row: InboxRow) -> Envelope[Any] | None:
    with suppress(*_NOT_READ):
        return decode_body(row.body)
    return None


def _event(row: InboxRow) -> MemberEvent | None:
    with suppress(*_NOT_READ):
        return decode_member_event(row.type, row.body)
    return None


def _taken_back(event: MemberEvent | None) -> str | None:
    """The sale, redemption, credit or spin of which it takes something back."""
    match event.happening if event is not None else None:
        case (
            Refunded(sale_id=subject)
            | RedemptionUndone(redemption_id=subject)
            | CreditTakenBack(reference=subject)
            | SpinTakenBack(spin_id=subject)
        ):
            return subject
        case _:
            return None


def _moved(happening: Happening) -> tuple[int | None, int, int]:
    """Money, points taken and points given by a taking back."""
    match happening:
        case Refunded() as refund:
            return refund.amount_minor, refund.reversed_points, refund.restored_points
        case RedemptionUndone(restored_points=points):
            return None, 0, points
        case CreditTakenBack(points=points) | SpinTakenBack(points=points):
            return None, points, 0
        case TakenBackOnce() as amended:
            return None, amended.reclaimed, amended.returned
        case _:
            return None, 0, 0


def _currency(timeline: ProgramTimeline) -> str:
    return timeline.versions[0].program.currency.code
