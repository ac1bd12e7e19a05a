"""Activity inside the window that a tier is measured by.

A rolling window leaves out the instant exactly its length ago.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor
from operator import attrgetter
from typing import assert_never

from pos_loyalty.domain import calendar
from pos_loyalty.domain.member_state import Qualifying
from pos_loyalty.domain.money import simplest
from pos_loyalty.domain.program import Measure, Program, Window
from pos_loyalty.domain.values import dataclass

_LOOK_AHEAD = 64

Amount = int | Fraction
_Measuring = Callable[[Qualifying], Amount]


class RunningSum:
    """An exact sum that is quick while nearly all of its addends are whole."""

    def __init__(self, amounts: Iterable[Amount] = ()) -> None:
        self._whole = 0
        self._rest: Amount = 0
        for amount in amounts:
            self.add(amount)

    @property
    def value(self) -> Fraction:
        """The sum."""
        return Fraction(self._whole + self._rest)

    def add(self, amount: Amount) -> None:
        """Count an amount."""
        if isinstance(amount, int):
            self._whole += amount
        else:
            self._rest += amount

    def take(self, amount: Amount) -> None:
        """Count an amount no longer."""
        self.add(-amount)

    def is_below(self, threshold: int) -> bool:
        """Whether the sum does not reach a whole number."""
        return self._whole + floor(self._rest) < threshold


def window_start(program: Program, at: datetime) -> datetime | None:
    """Activity at or before this instant is outside the window; None: all counts."""
    policy = program.tier_policy
    match policy.window:
        case Window.LIFETIME:
            return None
        case Window.ROLLING_MONTHS:
            return calendar.add_months(at, -policy.length, program.zone)
        case Window.ROLLING_DAYS:
            return calendar.add_days(at, -policy.length, program.zone)
        case Window.CALENDAR_YEAR:
            new_year = date(calendar.local_day(at, program.zone).year, 1, 1)
            # Half-open the other way round: the first instant of the year counts.
            return calendar.midnight(new_year, program.zone) - timedelta(microseconds=1)
        case never:
            assert_never(never)


def amount_of(item: Qualifying, measure: Measure) -> Amount:
    """What one piece of activity adds to the measure."""
    return _AMOUNTS[measure](item)


def _spend(item: Qualifying) -> Amount:
    return simplest(item.spend)


_AMOUNTS: Mapping[Measure, _Measuring] = {
    Measure.SPEND: _spend,
    Measure.POINTS: attrgetter("points"),
    Measure.VISITS: attrgetter("visits"),
}


@dataclass(frozen=True, slots=True)
class Needed:
    """An item that a tier rests on, and what could be lost besides while it is there."""

    item: Qualifying | None
    spare: Amount


class TierWindow:
    """Activity in order of time, with the sum of all that a window may still hold.

    What no later window can hold is left behind, but stays in the list: a later program
    version may look back further.
    """

    def __init__(self, items: Iterable[Qualifying] = ()) -> None:
        self._items = list(items)
        self._times = [item.at for item in self._items]
        self._amount_of: _Measuring = _spend
        self._amounts: list[Amount] = []
        self._left = 0
        self._sum = RunningSum()
        self._program: Program | None = None

    @property
    def items(self) -> tuple[Qualifying, ...]:
        """All activity, oldest first."""
        return tuple(self._items)

    @property
    def inside(self) -> tuple[Qualifying, ...]:
        """What a window may still hold, oldest first."""
        return tuple(self._items[self._left :])

    def add(self, item: Qualifying) -> None:
        """Take in activity, which may be dated before what is already there."""
        times, at = self._times, item.at
        if times and at < times[-1]:
            self._put_between(item)
            return
        # Nearly all activity comes in order of time.
        self._items.append(item)
        times.append(at)
        if self._program is not None:
            amount = self._amount_of(item)
            self._amounts.append(amount)
            self._sum.add(amount)

    def _put_between(self, item: Qualifying) -> None:
        place = bisect_right(self._times, item.at)
        self._items.insert(place, item)
        self._times.insert(place, item.at)
        if self._program is None:
            return
        amount = self._amount_of(item)
        self._amounts.insert(place, amount)
        if place < self._left:
            self._left += 1
        else:
            self._sum.add(amount)

    def exchange(self, old: Qualifying, new: Qualifying | None) -> None:
        """Put ``new``, or nothing, in the place of ``old``, which was added; both of one time."""
        place = bisect_right(self._times, old.at) - 1
        while self._items[place] is not old:
            place -= 1
        for listed in (self._items, self._times, self._amounts):
            del listed[place : place + 1]
        if place < self._left:
            self._left -= 1
        elif self._program is not None:
            self._sum.take(self._amount_of(old))
        if new is not None:
            self.add(new)

    def most(self, program: Program) -> RunningSum:
        """What the measure cannot exceed before more activity comes."""
        if program is not self._program:
            self._program = program
            self._amount_of = _AMOUNTS[program.tier_policy.measure]
            self._amounts = [self._amount_of(item) for item in self._items]
            self._left = 0
            self._sum = RunningSum(self._amounts)
        return self._sum

    def measured(self, program: Program, at: datetime) -> Fraction:
        """The measure at an instant, in the unit of the program's measure."""
        most = self.most(program).value
        start = window_start(program, at) if most else None
        if start is None:
            return most
        gone = self._amounts[self._left : bisect_right(self._times, start)]
        return most - RunningSum(gone).value

    def leave_behind(self, program: Program, at: datetime) -> None:
        """Pass over what no window from ``at`` on can hold."""
        most = self.most(program)
        if self._left == len(self._items):
            return
        start = window_start(program, _day_before(program, at))
        if start is not None:
            place = max(self._left, bisect_right(self._times, start))
            for amount in self._amounts[self._left : place]:
                most.take(amount)
            self._left = place

    def needed_for(self, program: Program, threshold: int) -> Needed:
        """The item without which, and all before it, less than ``threshold`` may be left.

        It is looked for among the oldest only; a later one is found when they are gone.
        """
        rest = simplest(self.most(program).value) - threshold
        item, spare = None, rest
        for place in range(self._left, min(self._left + _LOOK_AHEAD, len(self._items))):
            item, spare = self._items[place], rest
            rest -= self._amounts[place]
            if rest < 0:
                break
        return Needed(item, spare)


def _day_before(program: Program, at: datetime) -> datetime:
    """An instant such that no window from ``at`` on begins before the one of it."""
    today = calendar.midnight(calendar.local_day(at, program.zone), program.zone)
    return today - timedelta(days=1)
