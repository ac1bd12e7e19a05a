"""A member's open lots while history is replayed: credit, burn, restore, take back."""

from bisect import insort
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pos_loyalty.domain.events import Credit, Position
from pos_loyalty.domain.lots import Lot, spending_order


@dataclass(frozen=True, slots=True)
class Taken:
    """Points that a burn took from one lot; ``lot`` is None where it went into debt."""

    lot: Lot | None
    points: int


@dataclass(slots=True)
class ReferenceCredit:
    """A credit that stands for somebody else's sale, and what of it was taken back."""

    lot_id: str
    points: int
    taken_back: int = 0


class Purse:
    """Lots, debt, and what lapsed. A debt and open lots exclude each other."""

    def __init__(self, lots: tuple[Lot, ...] = (), *, debt: int = 0, lapsed: int = 0) -> None:
        self._lots = list(lots)
        self._now = datetime.min.replace(tzinfo=UTC)
        self._lapsed_by_lot: defaultdict[str, int] = defaultdict(int)
        self._references: dict[str, ReferenceCredit] = {}
        self.debt = debt
        self.lapsed = lapsed

    @property
    def lots(self) -> tuple[Lot, ...]:
        """The open lots in spending order."""
        return tuple(self._lots)

    def lapsed_of(self, lot_id: str) -> int:
        """Points of one lot that lapsed so far."""
        return self._lapsed_by_lot[lot_id]

    def reference(self, reference: str) -> ReferenceCredit | None:
        """What was once credited for ``reference``."""
        return self._references.get(reference)

    def next_change(self, after: datetime) -> datetime | None:
        """The next release or expiry."""
        moments = (m for lot in self._lots for m in (lot.spendable_at, lot.expires_at))
        return min((m for m in moments if m is not None and m > after), default=None)

    def advance(self, now: datetime) -> None:
        """Let lots lapse whose instant has come."""
        self._now = now
        # Spending order puts the earliest expiry first.
        while self._lots and self._lots[0].has_lapsed(now):
            self._lapse(self._lots.pop(0))

    def credit(self, position: Position, credit: Credit, *, reference: str = "") -> None:
        """Open a lot; a debt is paid first, but not by points that have lapsed already."""
        lot = Lot(position, credit.points, credit.spendable_at, credit.expires_at)
        if reference:
            self._references[reference] = ReferenceCredit(lot.id, credit.points)
        self._put(lot)

    def burn(self, points: int) -> list[Taken]:
        """Take spendable points in spending order; what is missing becomes debt."""
        spendable = [lot for lot in self._lots if lot.spendable_at <= self._now]
        taken, missing = self._take(spendable, points)
        if missing:
            self.debt += missing
            taken.append(Taken(None, missing))
        return taken

    def restore(self, taken: list[Taken], points: int) -> None:
        """Give back what a burn took, the last taken first, into the lots it came from."""
        while points and taken:
            last = taken.pop()
            back = min(points, last.points)
            if back < last.points:
                taken.append(Taken(last.lot, last.points - back))
            points -= back
            if last.lot is None:
                self.debt -= back
            else:
                self._put(replace(last.lot, points=back))

    def take_back(self, points: int, *, own: str | None) -> None:
        """Take points that must go: own lot, spendable, pending ones, then debt."""
        mine = [lot for lot in self._lots if lot.id == own]
        _, points = self._take(mine, points)
        spendable = [lot for lot in self._lots if lot.spendable_at <= self._now]
        _, points = self._take(spendable, points)
        _, points = self._take(list(self._lots), points)
        self.debt += points

    def _put(self, lot: Lot) -> None:
        if lot.has_lapsed(self._now):
            self._lapse(lot)
            return
        paid = min(self.debt, lot.points)
        self.debt -= paid
        if lot.points == paid:
            return
        open_one = next((one for one in self._lots if one.position == lot.position), None)
        if open_one is None:
            insort(self._lots, replace(lot, points=lot.points - paid), key=spending_order)
        else:
            place = self._lots.index(open_one)
            self._lots[place] = replace(open_one, points=open_one.points + lot.points - paid)

    def _take(self, lots: list[Lot], points: int) -> tuple[list[Taken], int]:
        taken: list[Taken] = []
        for lot in lots:
            if not points:
                break
            part = min(lot.points, points)
            points -= part
            taken.append(Taken(lot, part))
            place = self._lots.index(lot)
            if part == lot.points:
                del self._lots[place]
            else:
                self._lots[place] = replace(lot, points=lot.points - part)
        return taken, points

    def _lapse(self, lot: Lot) -> None:
        self.lapsed += lot.points
        self._lapsed_by_lot[lot.id] += lot.points
