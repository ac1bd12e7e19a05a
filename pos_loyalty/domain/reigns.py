"""Which program version is in force, asked many times while history is replayed."""

from bisect import bisect_right
from datetime import UTC, date, datetime
from itertools import pairwise

from pos_loyalty.domain import calendar
from pos_loyalty.domain.events import Credit, Position
from pos_loyalty.domain.expiry import expiry_instant
from pos_loyalty.domain.lots import BetterEnd
from pos_loyalty.domain.program import Program, ProgramTimeline

_EVER = datetime.min.replace(tzinfo=UTC)
# After it there need not be another midnight, wherever the shop is.
_LAST_MIDNIGHTS = datetime(9999, 12, 30, tzinfo=UTC)


class Reigns:
    """The versions of a timeline with the midnights at which tiers come under new rules."""

    def __init__(self, timeline: ProgramTimeline) -> None:
        self._starts = [_EVER, *sorted({version.valid_from for version in timeline.versions})]
        self._programs = [timeline.at(start).program for start in self._starts]
        changes = zip(self._starts[1:], pairwise(self._programs), strict=True)
        # Nearly always there is one program, and this is asked for with each event.
        self._only = None if len(timeline.versions) > 1 else timeline.versions[0].program
        self._versions = {version.number: version for version in timeline.versions}
        policies = {program.expiry for program in self._programs}
        self.has_one_expiry = len(policies) == 1
        """Whether no end of a lot ever moves away."""
        self._switches = [
            _first_midnight(start, new) for start, (old, new) in changes if new is not old
        ]

    def program_at(self, instant: datetime) -> Program:
        """The rules in force."""
        if self._only is not None:
            return self._only
        return self._programs[bisect_right(self._starts, instant) - 1]

    def day_at(self, instant: datetime) -> date:
        """The local day of an instant."""
        return calendar.local_day(instant, self.program_at(instant).zone)

    def better_ends(
        self, position: Position, credit: Credit, *, version: int
    ) -> tuple[BetterEnd, ...]:
        """How the end of a lot moves away that was opened under a version, in order of time.

        A later policy counts from its start where it is better for the member, unless the lot
        has lapsed by then; a credit with an expiry of its own keeps it.
        """
        given = self._versions.get(version)
        if self.has_one_expiry or given is None:
            return ()
        under, expires_at = given.program, credit.expires_at
        if expires_at != expiry_instant(under.expiry, credit.spendable_at, under.zone):
            return ()
        ends = []
        for start, program in zip(self._starts, self._programs, strict=True):
            if expires_at is None or not given.valid_from < start < expires_at:
                continue
            offered = expiry_instant(program.expiry, credit.spendable_at, program.zone)
            if offered is None or offered > expires_at:
                expires_at = offered
                ends.append(BetterEnd(position, start, offered))
        return tuple(ends)

    def start_after(self, instant: datetime) -> datetime | None:
        """When the next version begins to rule."""
        place = bisect_right(self._starts, instant)
        return self._starts[place] if place < len(self._starts) else None

    def switch_after(self, instant: datetime) -> datetime | None:
        """The next midnight that is the first under new rules."""
        if not self._switches:
            return None
        place = bisect_right(self._switches, instant)
        return self._switches[place] if place < len(self._switches) else None


def _first_midnight(start: datetime, program: Program) -> datetime:
    if start > _LAST_MIDNIGHTS:
        return start
    at_midnight = calendar.midnight(calendar.local_day(start, program.zone), program.zone)
    return start if at_midnight == start else calendar.next_midnight(start, program.zone)
