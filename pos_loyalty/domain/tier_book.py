"""A member's tier while history is replayed, reviewed wherever a review can change it."""

from dataclasses import replace
from datetime import UTC, datetime

from pos_loyalty.domain.member_state import Qualifying, TierStanding
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.tier_window import TierWindow, amount_of
from pos_loyalty.domain.tiers import Outlook, outlook, rank, review

_NEVER_QUIET = datetime.min.replace(tzinfo=UTC)


class TierBook:
    """The tier held, the activity it rests on, and when time may change it.

    Most purchases move no tier. Where nothing can come of a review it is left out: that
    is all the difference to reviewing each time.
    """

    def __init__(
        self, standing: TierStanding | None = None, items: tuple[Qualifying, ...] = ()
    ) -> None:
        self._standing = standing or TierStanding()
        self._window = TierWindow(items)
        self._program: Program | None = None
        self._outlook: Outlook | None = None
        self._above: int | None = None
        self._reviewed_by: Program | None = None
        self.quiet_until = _NEVER_QUIET
        """Before it no passing of time moves the tier; set by whoever has looked, reset here."""

    @property
    def standing(self) -> TierStanding:
        """The tier held, and what a later review needs to know."""
        return self._standing

    @property
    def activity(self) -> tuple[Qualifying, ...]:
        """All activity, oldest first."""
        return self._window.items

    def activity_inside(self, program: Program, at: datetime) -> tuple[Qualifying, ...]:
        """What windows from ``at`` on may still hold, oldest first."""
        self._window.leave_behind(program, at)
        return self._window.inside

    def look_anew(self) -> None:
        """Forget what was foreseen on the way: what is kept must not depend on the way."""
        self._foresee(None)

    def add(self, item: Qualifying) -> None:
        """Take in activity."""
        self._window.add(item)

    def exchange(self, old: Qualifying, new: Qualifying | None) -> None:
        """Put ``new``, or nothing, in the place of ``old``."""
        self._window.exchange(old, new)
        if self._program is None or self._outlook is None or self._outlook.spare is None:
            return
        measure = self._program.tier_policy.measure
        lost = amount_of(old, measure) - (amount_of(new, measure) if new else 0)
        spare = self._outlook.spare - lost
        self._foresee(replace(self._outlook, spare=spare) if spare >= 0 else None)

    def give(self, tier_id: str) -> None:
        """Give a tier by hand: a floor until another is given."""
        self._standing = TierStanding(held=tier_id, floor=tier_id)
        self._reviewed_by = None
        self._foresee(None)

    def review(self, program: Program, at: datetime) -> None:
        """Raise or lower the tier."""
        self._window.leave_behind(program, at)
        measured = self._window.measured(program, at)
        self._standing = review(program, self._standing, measured=measured, at=at)
        self._reviewed_by = program
        self._foresee(None)

    def review_after_fact(self, program: Program, at: datetime) -> None:
        """Raise or lower the tier, if what just happened can have moved it."""
        if not self._is_settled(program, at):
            self.review(program, at)

    def next_review(self, program: Program, after: datetime) -> datetime | None:
        """The next local midnight whose review may change the tier; None while none can."""
        return self._outlook_on(program, after).next_review

    def _foresee(self, outlook: Outlook | None) -> None:
        self._outlook = outlook
        if outlook is None:
            self.quiet_until = _NEVER_QUIET

    def _outlook_on(self, program: Program, after: datetime) -> Outlook:
        if self._outlook is None or program is not self._program:
            self._program = program
            self._outlook = outlook(program, self._standing, self._window, after)
            self._above = _threshold_above(program, self._standing)
        return self._outlook

    def _is_settled(self, program: Program, at: datetime) -> bool:
        """Whether the measure is where the tier held belongs, whatever left the window since."""
        if self._outlook is None or program is not self._program:
            return False
        if program is not self._reviewed_by:
            # A tier given by hand, kept, or reached under other rules: nobody has looked at it yet.
            return False
        if at >= self._outlook.calm_until:
            return False
        return self._above is None or self._window.most(program).is_below(self._above)


def _threshold_above(program: Program, standing: TierStanding) -> int | None:
    """What the next tier asks for; None at the top."""
    above = rank(program, standing.held) + 1
    return program.tiers[above].threshold if above < len(program.tiers) else None
