"""A member's statement: every entry with the balance after it, and what lapsed in between."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.ledger import EntryKind, entries_of, member_account, moved_points
from pos_loyalty.domain.program import ProgramTimeline
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.member_book import effective_now, member_of
from pos_loyalty.services.shares import ShareOffice, looked_up
from pos_loyalty.storage.store import Store
from pos_loyalty.storage.timeline import TimelineShelf


class StatementKind(StrEnum):
    """Why a line stands in a statement: as in the ledger, or because time has passed."""

    EARN = EntryKind.EARN.value
    BURN = EntryKind.BURN.value
    CREDIT = EntryKind.CREDIT.value
    CREDIT_TAKEN_BACK = EntryKind.CREDIT_TAKEN_BACK.value
    REVERSED = EntryKind.REVERSED.value
    RESTORED = EntryKind.RESTORED.value
    ADJUSTED = EntryKind.ADJUSTED.value
    DEBITED = EntryKind.DEBITED.value
    RETURNED = EntryKind.RETURNED.value
    RECLAIMED = EntryKind.RECLAIMED.value
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One change of the balance. ``points`` is below zero where it took some.

    ``partner`` names the partner of a coalition at which it happened.
    """

    at: datetime
    kind: StatementKind
    points: int
    balance: int
    sale_id: str = ""
    partner: str = ""


class Statements:
    """Reads members' histories; writes nothing."""

    def __init__(
        self, store: Store, shelf: TimelineShelf, office: ShareOffice | None = None
    ) -> None:
        """``office`` asks the hub for a history that is not here."""
        self._store = store
        self._office = office
        self._shelf = shelf

    def lines(self, member_id: str, now: datetime) -> tuple[StatementLine, ...]:
        """All that moved a member's points up to ``now``, oldest first.

        Raises UnknownMemberError, and HistoryElsewhereError without the hub's word.
        """
        return looked_up(self._office, lambda: self._read(member_id, now))

    def _read(self, member_id: str, now: datetime) -> tuple[StatementLine, ...]:
        with self._store.read() as reading:
            member_of(reading, member_id)
            timeline = self._shelf.timeline(reading)
            history = reading.history(member_id)
            at = effective_now(reading, now)
        return tuple(_lines(timeline, history, at))


def _lines(
    timeline: ProgramTimeline, history: list[MemberEvent], at: datetime
) -> Iterator[StatementLine]:
    fold = Fold(timeline)
    balance, lapsed = 0, 0
    for event in history:
        if event is not history[0]:
            for moment, points in _lapses(fold, event.position.effective_at, lapsed):
                balance, lapsed = balance - points, lapsed + points
                yield StatementLine(moment, StatementKind.LAPSED, -points, balance)
        fold.apply(event)
        for entry in entries_of(event):
            points = moved_points((entry,), member_account(event.member_id))
            balance += points
            kind = StatementKind(entry.kind.value)
            when = event.position.effective_at
            sale_id = entry.sale_id or ""
            yield StatementLine(when, kind, points, balance, sale_id, event.partner)
    if history:
        for moment, points in _lapses(fold, at, lapsed):
            balance -= points
            yield StatementLine(moment, StatementKind.LAPSED, -points, balance)


def _lapses(fold: Fold, to: datetime, known: int) -> Iterator[tuple[datetime, int]]:
    """What lapses up to an instant, one step of time after the other.

    What an event gave back to a lot that was gone lapsed with the event itself.
    """
    state = fold.state()
    while True:
        if state.lapsed > known:
            yield state.at, state.lapsed - known
            known = state.lapsed
        if state.at == to:
            return
        step = to if state.valid_until is None else min(state.valid_until, to)
        fold.advance(step)
        state = fold.state()
