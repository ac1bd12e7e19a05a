"""Ledger entries: the points that one event moves, from one account to another.

An event is the truth and its entries are what can be summed: whoever holds the event can
derive the entries again and compare. Points that lapse move nowhere, for the passing of
time is no entry.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, assert_never

from pos_loyalty.domain.events import (
    Adjusted,
    Credited,
    CreditTakenBack,
    Debited,
    Enrolled,
    Happening,
    HistoryNoted,
    MemberEvent,
    MembershipBought,
    MembershipCancelled,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
    SpinTakenBack,
    Spun,
    Stamped,
    Subject,
    TakenBackOnce,
    TierSet,
)
from pos_loyalty.domain.values import dataclass

ISSUED: Final = "program:issued"
REDEEMED: Final = "program:redeemed"
ADJUSTED: Final = "program:adjusted"


class EntryKind(StrEnum):
    """Why points moved."""

    EARN = "earn"
    BURN = "burn"
    CREDIT = "credit"
    CREDIT_TAKEN_BACK = "credit-taken-back"
    REVERSED = "reversed"
    RESTORED = "restored"
    ADJUSTED = "adjusted"
    DEBITED = "debited"
    RETURNED = "returned"
    RECLAIMED = "reclaimed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One transfer of points. ``line`` counts from one within its event."""

    line: int
    kind: EntryKind
    debit_account: str
    credit_account: str
    points: int
    sale_id: str | None = None

    def __post_init__(self) -> None:
        if self.points <= 0 or self.line <= 0 or self.debit_account == self.credit_account:
            raise ValueError(self)


@dataclass(frozen=True, slots=True)
class _Move:
    kind: EntryKind
    source: str
    target: str
    points: int
    sale_id: str | None = None


def member_account(member_id: str) -> str:
    """The account that holds a member's points."""
    return f"member:{member_id}"


def entries_of(event: MemberEvent) -> tuple[Entry, ...]:
    """What one event moves, burns before earns; nothing for an event without points."""
    moves = _moves(event.happening, member_account(event.member_id))
    moving = (move for move in moves if move.points)
    return tuple(
        Entry(line, move.kind, move.source, move.target, move.points, move.sale_id)
        for line, move in enumerate(moving, start=1)
    )


def moved_points(entries: Iterable[Entry], account: str) -> int:
    """What entries add to an account; below zero when they take more than they bring."""
    return sum(
        entry.points * ((entry.credit_account == account) - (entry.debit_account == account))
        for entry in entries
    )


def _moves(happening: Happening, member: str) -> tuple[_Move, ...]:
    match happening:
        case Purchased() as sale:
            moves: tuple[_Move, ...] = (
                _Move(EntryKind.BURN, member, REDEEMED, sale.spent, sale.sale_id),
                _Move(EntryKind.EARN, ISSUED, member, sale.award.points, sale.sale_id),
            )
        case Refunded() as refund:
            taken, given = refund.reversed_points, refund.restored_points
            moves = (
                _Move(EntryKind.REVERSED, member, ISSUED, taken, refund.sale_id),
                _Move(EntryKind.RESTORED, REDEEMED, member, given, refund.sale_id),
            )
        case Credited(credit=credit) | Spun(credit=credit):
            moves = (_Move(EntryKind.CREDIT, ISSUED, member, credit.points),)
        case CreditTakenBack(points=points) | SpinTakenBack(points=points):
            moves = (_Move(EntryKind.CREDIT_TAKEN_BACK, member, ISSUED, points),)
        case Redeemed() as redeemed:
            moves = (_Move(EntryKind.BURN, member, REDEEMED, redeemed.spent),)
        case RedemptionUndone() as undone:
            moves = (_Move(EntryKind.RESTORED, REDEEMED, member, undone.restored_points),)
        case Adjusted() | Debited() | TakenBackOnce() as correction:
            moves = _corrected(correction, member)
        case (
            Enrolled()
            | TierSet()
            | HistoryNoted()
            | Stamped()
            | MembershipBought()
            | MembershipCancelled()
        ):
            moves = ()
        case never:
            assert_never(never)
    return moves


def _corrected(correction: Adjusted | Debited | TakenBackOnce, member: str) -> tuple[_Move, ...]:
    match correction:
        case Adjusted(credit):
            return (_Move(EntryKind.ADJUSTED, ADJUSTED, member, credit.points),)
        case Debited(points):
            return (_Move(EntryKind.DEBITED, member, ADJUSTED, points),)
        case TakenBackOnce(subject, name, returned, reclaimed):
            sale_id = name if subject is Subject.SALE else None
            # What such an event itself put right too much is a reversal again.
            return (
                _Move(EntryKind.RETURNED, ISSUED, member, max(0, returned), sale_id),
                _Move(EntryKind.REVERSED, member, ISSUED, max(0, -returned), sale_id),
                _Move(EntryKind.RECLAIMED, member, REDEEMED, max(0, reclaimed), sale_id),
                _Move(EntryKind.RESTORED, REDEEMED, member, max(0, -reclaimed), sale_id),
            )
        case never:
            assert_never(never)
