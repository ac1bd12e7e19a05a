"""Challenges: a goal with visible progress, reached by purchases and undone with them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from math import floor
from typing import assert_never

from pos_loyalty.domain.basket import BasketLine
from pos_loyalty.domain.calendar import is_within
from pos_loyalty.domain.events import ChallengeGain, Purchased
from pos_loyalty.domain.member_state import ChallengeStanding
from pos_loyalty.domain.program import Challenge, ChallengeMeasure, Program
from pos_loyalty.domain.trails import PurchaseTrail
from pos_loyalty.domain.values import dataclass

_DISTINCT = frozenset({ChallengeMeasure.CATEGORIES, ChallengeMeasure.PRODUCTS})
_SHRINKING = frozenset({ChallengeMeasure.SPEND, ChallengeMeasure.POINTS})


@dataclass(frozen=True, slots=True)
class Achievement:
    """What of a purchase counts for challenges. ``eligible`` is exact, in minor units.

    ``points`` is the award after caps without welcome and referral; ``lines`` are those with
    something paid.
    """

    occurred_at: datetime
    eligible: Fraction
    points: int
    lines: Sequence[BasketLine]


@dataclass(frozen=True, slots=True)
class ChallengeProgress:
    """One challenge as a member sees it.

    ``progress`` and ``goal`` are minor units, points, visits or distinct things. Progress is
    rounded down, so that a goal never looks reached before it is, and stays between nothing and
    the goal.
    """

    challenge_id: str
    name: str
    measure: ChallengeMeasure
    progress: int
    goal: int
    completed: int = 0
    is_over: bool = False
    """Whether nothing more can be reached: it was completed, and does not repeat."""


def challenge_gains(
    program: Program, standings: Iterable[ChallengeStanding], achieved: Achievement
) -> tuple[ChallengeGain, ...]:
    """What a purchase adds to each challenge that is open to it, in document order."""
    known = {standing.challenge_id: standing for standing in standings}
    gains = (
        _gain(challenge, known.get(challenge.id, ChallengeStanding(challenge.id)), achieved)
        for challenge in program.challenges
        if is_on(challenge, achieved.occurred_at)
    )
    return tuple(gain for gain in gains if gain is not None)


def progress_in(
    program: Program, standings: Iterable[ChallengeStanding]
) -> tuple[ChallengeProgress, ...]:
    """How far a member has come in each challenge of a program, in document order."""
    known = {standing.challenge_id: standing for standing in standings}
    return tuple(
        _progress(challenge, known.get(challenge.id, ChallengeStanding(challenge.id)))
        for challenge in program.challenges
    )


def moved_challenges(
    program: Program,
    *,
    before: Iterable[ChallengeStanding],
    after: Iterable[ChallengeStanding],
) -> tuple[ChallengeProgress, ...]:
    """The challenges that stand otherwise than before, in document order."""
    known = set(progress_in(program, before))
    return tuple(each for each in progress_in(program, after) if each not in known)


def bonus_reference(challenge_id: str, sale_id: str) -> str:
    """The reference of the credit that completing a challenge with a sale gives."""
    return f"challenge:{challenge_id}:{sale_id}"


def bonus_references(sale: Purchased) -> tuple[str, ...]:
    """The credits that stand for challenges which a sale completed."""
    return tuple(
        bonus_reference(gain.challenge_id, sale.sale_id)
        for gain in sale.challenges
        if gain.completed
    )


@dataclass(frozen=True, slots=True)
class ChallengeBonus:
    """A challenge that was completed, and what that gave; ``points`` may be none."""

    challenge_id: str
    name: str
    points: int


class ChallengeBook:
    """A member's challenges while history is replayed."""

    def __init__(self, before: Iterable[ChallengeStanding] = ()) -> None:
        self._before = {standing.challenge_id: standing for standing in before}
        self._gains: defaultdict[str, list[tuple[PurchaseTrail, ChallengeGain]]] = defaultdict(list)

    def add(self, trail: PurchaseTrail) -> None:
        """Count a purchase; what of it is taken back later is looked up in its trail."""
        for gain in trail.sale.challenges:
            self._gains[gain.challenge_id].append((trail, gain))

    def standings(self) -> tuple[ChallengeStanding, ...]:
        """Where the member stands in each challenge that anything is known of."""
        if not self._before and not self._gains:
            return ()
        ids = sorted({*self._before, *self._gains})
        found = (self._standing(challenge_id) for challenge_id in ids)
        return tuple(each for each in found if each != ChallengeStanding(each.challenge_id))

    def _standing(self, challenge_id: str) -> ChallengeStanding:
        before = self._before.get(challenge_id, ChallengeStanding(challenge_id))
        amount, marks, completed = before.amount, set(before.marks), before.completed
        badge = before.badge
        for trail, gain in self._gains.get(challenge_id, ()):
            if trail.complete:
                continue
            amount += _left_of(trail, gain)
            marks |= set(gain.marks)
            if gain.completed:
                completed += gain.completed
                badge = gain.badge
                if gain.repeat and gain.measure in _DISTINCT:
                    marks = set()
                elif gain.repeat:
                    # What is over counts for the next round. Below zero, refunds took back what
                    # a completion that stays was made of: it must be bought again first.
                    amount -= gain.goal * gain.completed
        return ChallengeStanding(challenge_id, amount, tuple(sorted(marks)), completed, badge)


def badges_of(standings: Iterable[ChallengeStanding]) -> tuple[str, ...]:
    """The badges that a member holds, in alphabetical order."""
    return tuple(sorted({each.badge for each in standings if each.completed and each.badge}))


def _gain(
    challenge: Challenge, standing: ChallengeStanding, achieved: Achievement
) -> ChallengeGain | None:
    amount, marks = _contribution(challenge.measure, achieved)
    if not amount and not marks:
        return None
    return ChallengeGain(
        challenge_id=challenge.id,
        measure=challenge.measure,
        goal=challenge.goal,
        amount=amount,
        marks=marks,
        completed=_completions(challenge, standing, amount, marks),
        badge=challenge.badge,
        repeat=challenge.repeat,
    )


def _completions(
    challenge: Challenge, standing: ChallengeStanding, amount: Fraction, marks: tuple[str, ...]
) -> int:
    if standing.completed and not challenge.repeat:
        # It still counts on: should the purchase that completed it be taken back, these are there.
        return 0
    if challenge.measure in _DISTINCT:
        return int(len({*standing.marks, *marks}) >= challenge.goal)
    times = max(0, floor((standing.amount + amount) / challenge.goal))
    return times if challenge.repeat else min(1, times)


def _progress(challenge: Challenge, standing: ChallengeStanding) -> ChallengeProgress:
    is_over = bool(standing.completed) and not challenge.repeat
    done = len(standing.marks) if challenge.measure in _DISTINCT else floor(standing.amount)
    return ChallengeProgress(
        challenge_id=challenge.id,
        name=challenge.name,
        measure=challenge.measure,
        progress=challenge.goal if is_over else min(max(0, done), challenge.goal),
        goal=challenge.goal,
        completed=standing.completed,
        is_over=is_over,
    )


def _contribution(
    measure: ChallengeMeasure, achieved: Achievement
) -> tuple[Fraction, tuple[str, ...]]:
    match measure:
        case ChallengeMeasure.VISITS:
            return Fraction(1), ()
        case ChallengeMeasure.SPEND:
            return achieved.eligible, ()
        case ChallengeMeasure.POINTS:
            return Fraction(achieved.points), ()
        case ChallengeMeasure.CATEGORIES:
            return Fraction(0), _distinct(line.category for line in achieved.lines)
        case ChallengeMeasure.PRODUCTS:
            return Fraction(0), _distinct(line.product for line in achieved.lines)
        case never:
            assert_never(never)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name}))


def _left_of(trail: PurchaseTrail, gain: ChallengeGain) -> Fraction:
    """What a purchase still adds after refunds; visits and marks stay until all went back."""
    if gain.measure not in _SHRINKING or not trail.refunded_minor:
        return gain.amount
    taken = gain.amount * Fraction(trail.refunded_minor, trail.sale.paid_minor)
    return gain.amount - (taken if gain.measure is ChallengeMeasure.SPEND else floor(taken))


def is_on(challenge: Challenge, at: datetime) -> bool:
    """Whether purchases at ``at`` move the challenge."""
    return is_within(at, starts_at=challenge.starts_at, ends_at=challenge.ends_at)
