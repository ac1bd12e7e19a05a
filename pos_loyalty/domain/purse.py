"""A member's open lots while history is replayed: credit, burn, restore, take back."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from pos_loyalty.domain.events import Credit, Position
from pos_loyalty.domain.lots import BetterEnd, Lot, spending_order
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Taken:
    """Points that a burn took from one lot; ``lot`` is None where it went into debt."""

    lot: Lot | None
    points: int


class Purse:
    """Lots, debt, and what lapsed. A debt and open lots exclude each other."""

    def __init__(
        self,
        lots: tuple[Lot, ...] = (),
        *,
        debt: int = 0,
        lapsed: int = 0,
        better_ends: tuple[BetterEnd, ...] = (),
    ) -> None:
        self._lots = list(lots)
        self._awaited = list(better_ends)
        self._ends: dict[Position, datetime | None] = {}
        self._now = datetime.min.replace(tzinfo=UTC)
        self._lapsed_lots: list[Lot] = []
        self._lapsed_by_lot: defaultdict[str, int] = defaultdict(int)
        self._paid_debt: list[Lot] = []
        self.debt = debt
        self.lapsed = lapsed

    @classmethod
    def resumed(cls, state: MemberState) -> "Purse":
        """The purse as a kept state left it."""
        return cls(state.lots, debt=state.debt, lapsed=state.lapsed, better_ends=state.better_ends)

    @property
    def now(self) -> datetime:
        """The instant that it has reached."""
        return self._now

    @property
    def better_ends(self) -> tuple[BetterEnd, ...]:
        """Ends of open lots that are still to move away, in order of time."""
        if not self._awaited:
            return ()
        still = {lot.position for lot in self._lots}
        return tuple(end for end in self._awaited if end.position in still)

    @property
    def lots(self) -> tuple[Lot, ...]:
        """The open lots in spending order."""
        return tuple(self._lots)

    def lapsed_of(self, lot_id: str) -> int:
        """Points of one lot that lapsed so far."""
        # Only who undoes something asks: until then lots are not even given their names.
        for lot in self._lapsed_lots:
            self._lapsed_by_lot[lot.id] += lot.points
        self._lapsed_lots.clear()
        return self._lapsed_by_lot[lot_id]

    def next_change(self, after: datetime) -> datetime | None:
        """The next release or expiry, or the next end that moves away."""
        moments = [m for lot in self._lots for m in (lot.spendable_at, lot.expires_at)]
        moments += [end.since for end in self.better_ends]
        return min((m for m in moments if m is not None and m > after), default=None)

    def advance(self, now: datetime) -> None:
        """Let lots lapse whose instant has come, and ends move away where a policy lets them."""
        while self._awaited and self._awaited[0].since <= now:
            better = self._awaited.pop(0)
            self._advance(better.since)
            self._move_end(better)
        self._advance(now)

    def await_ends(self, ends: Iterable[BetterEnd]) -> None:
        """Have the ends of a lot move away when their time comes, or now where it has come.

        Said before the lot is opened: one recorded late may have lapsed under its old end only.
        """
        for end in ends:
            insort(self._awaited, end, key=_since)
        self.advance(self._now)

    def credit(self, position: Position, credit: Credit) -> Lot:
        """Open a lot; a debt is paid first, but not by points that have lapsed already."""
        lot = lot_of(position, credit)
        self._put(lot)
        return lot

    def burn(self, points: int) -> list[Taken]:
        """Take points in spending order, pending ones last; what is missing becomes debt.

        A till asks for spendable points only. More is taken when two tills burned apart.
        """
        taken = self._take(points, self._is_spendable)
        missing = points - _points_of(taken)
        return taken + self._owe(missing)

    def restore(self, taken: list[Taken], points: int, position: Position) -> Lot | None:
        """Give back what a burn took, the last taken first, into the lots it came from.

        More than it took is given back when two tills undid it apart: that is a lot of
        its own, for the ledger has it. It is named here.
        """
        while points and taken:
            last = taken.pop()
            back = min(points, last.points)
            if back < last.points:
                taken.append(Taken(last.lot, last.points - back))
            points -= back
            if last.lot is None:
                self._forgive(back)
            else:
                self._put(replace(last.lot, points=back))
        if not points:
            return None
        surplus = Lot(position, points, self._now, None)
        self._put(surplus)
        return surplus

    def take_back(self, points: int, *, own: Lot | None) -> list[Taken]:
        """Take points that must go: own lot, spendable, pending ones, then debt."""
        taken = []
        if points and own is not None and (place := self._place_of(own)) is not None:
            taken.append(self._take_at(place, points))
        taken += self._take(points - _points_of(taken), self._is_spendable)
        return taken + self._owe(points - _points_of(taken))

    def _advance(self, now: datetime) -> None:
        if now <= self._now:
            return
        self._now = now
        # Spending order puts the earliest expiry first.
        while self._lots and self._lots[0].has_lapsed(now):
            self._lapse(self._lots.pop(0))

    def _move_end(self, better: BetterEnd) -> None:
        self._ends[better.position] = better.expires_at
        open_lots = [lot for lot in self._lots if lot.position == better.position]
        for lot in open_lots:
            self._lots.remove(lot)
            self._open(self._today(lot))

    def _today(self, lot: Lot) -> Lot:
        """A lot that was seen earlier, with the end that it has by now."""
        expires_at = self._ends.get(lot.position, lot.expires_at)
        return lot if expires_at == lot.expires_at else replace(lot, expires_at=expires_at)

    def _owe(self, points: int) -> list[Taken]:
        """Take pending points, then run into debt: open lots and a debt exclude each other."""
        taken = self._take(points, _any_lot) if points else []
        missing = points - _points_of(taken)
        if missing:
            self.debt += missing
            taken.append(Taken(None, missing))
        return taken

    def _forgive(self, points: int) -> None:
        """Undo debt; where it has been paid, the lots that paid it get their points back."""
        unpaid = min(self.debt, points)
        self.debt -= unpaid
        points -= unpaid
        while points:
            payer = self._paid_debt.pop()
            back = min(points, payer.points)
            if back < payer.points:
                self._paid_debt.append(replace(payer, points=payer.points - back))
            points -= back
            self._put(replace(payer, points=back))

    def _put(self, lot: Lot) -> None:
        if self._ends:
            lot = self._today(lot)
        if lot.has_lapsed(self._now):
            self._lapse(lot)
            return
        if self.debt and lot.points:
            paid = min(self.debt, lot.points)
            self.debt -= paid
            self._paid_debt.append(replace(lot, points=paid))
            lot = replace(lot, points=lot.points - paid)
        if lot.points:
            self._open(lot)

    def _open(self, lot: Lot) -> None:
        if not self._lots or _is_spent_before(self._lots[-1], lot):
            self._lots.append(lot)
            return
        key = spending_order(lot)
        place = bisect_left(self._lots, key, key=spending_order)
        there = self._lots[place]
        if there.position == lot.position:
            self._lots[place] = replace(there, points=there.points + lot.points)
        else:
            self._lots.insert(place, lot)

    def _place_of(self, lot: Lot) -> int | None:
        if self._ends:
            lot = self._today(lot)
        place = bisect_left(self._lots, spending_order(lot), key=spending_order)
        found = place < len(self._lots) and self._lots[place].position == lot.position
        return place if found else None

    def _is_spendable(self, lot: Lot) -> bool:
        return lot.spendable_at <= self._now

    def _take(self, points: int, may_take: Callable[[Lot], bool]) -> list[Taken]:
        taken: list[Taken] = []
        place = 0
        while points and place < len(self._lots):
            lot = self._lots[place]
            if not may_take(lot):
                place += 1
                continue
            part = self._take_at(place, points)
            points -= part.points
            taken.append(part)
        return taken

    def _take_at(self, place: int, points: int) -> Taken:
        lot = self._lots[place]
        part = min(lot.points, points)
        if part == lot.points:
            del self._lots[place]
        else:
            self._lots[place] = _with_points(lot, lot.points - part)
        return Taken(lot, part)

    def _lapse(self, lot: Lot) -> None:
        self.lapsed += lot.points
        self._lapsed_lots.append(lot)


def lot_of(position: Position, credit: Credit) -> Lot:
    """The lot that a credit opens, as it was when it was opened."""
    return Lot(position, credit.points, credit.spendable_at, credit.expires_at)


def _is_spent_before(one: Lot, other: Lot) -> bool:
    """As ``spending_order`` says, whose parts are soon compared one by one."""
    ends, other_ends = one.expires_at, other.expires_at
    if ends == other_ends:
        return one.position < other.position
    return ends is not None and (other_ends is None or ends < other_ends)


def _with_points(lot: Lot, points: int) -> Lot:
    """As ``replace`` does, in a third of the time: burns leave part of a lot again and again."""
    return Lot(lot.position, points, lot.spendable_at, lot.expires_at)


def _points_of(taken: Iterable[Taken]) -> int:
    return sum([part.points for part in taken])


def _since(end: BetterEnd) -> datetime:
    return end.since


def _any_lot(_: Lot) -> bool:
    return True
