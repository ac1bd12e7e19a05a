"""What a new version makes worse for members who have collected under the one before."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol, TypeVar, assert_never

from pos_loyalty.domain import calendar
from pos_loyalty.domain.advice import Advice, Fact, advice, best_rate, point_worth
from pos_loyalty.domain.events import MOST_POINTS
from pos_loyalty.domain.expiry import expiry_instant
from pos_loyalty.domain.program import Limit, Measure, Program, Reward, Tier, Window


class _Listed(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


Listed = TypeVar("Listed", bound=_Listed)
_ANY_YEAR = 2026


def change_advice(program: Program, *, before: Program) -> Iterator[Advice]:
    """Advice on each rule that is worse for members than it was."""
    yield from _removed(program, before)
    yield from _redemption(program, before)
    yield from _rewards(program, before)
    yield from _tiers(program, before)
    yield from _collections(program, before)
    yield from _clubs_and_games(program, before)
    if best_rate(program) < best_rate(before):
        yield advice("earns-less", "earn.points")
    if _lapses_sooner(program, before):
        yield advice("expiry-shortened", "expiry.length")


def _removed(program: Program, before: Program) -> Iterator[Advice]:
    sections: tuple[tuple[str, Sequence[_Listed], Sequence[_Listed]], ...] = (
        ("reward", before.rewards, program.rewards),
        ("tier", before.tiers, program.tiers),
        ("stamp_card", before.stamp_cards, program.stamp_cards),
        ("membership", before.memberships, program.memberships),
        ("challenge", before.challenges, program.challenges),
        ("draw", before.draws, program.draws),
        ("partner", before.partners, program.partners),
    )
    for path, old, new in sections:
        kept = {each.id for each in new}
        yield from (advice("removed", path, name=each.name) for each in old if each.id not in kept)


def _pairs(
    section: str, before: Sequence[Listed], after: Sequence[Listed]
) -> Iterator[tuple[str, Listed, Listed]]:
    """What is in both versions: its path now, how it was, how it is."""
    known = {each.id: each for each in before}
    for place, new in enumerate(after):
        if new.id in known:
            yield f"{section}[{place}]", known[new.id], new


def _redemption(program: Program, before: Program) -> Iterator[Advice]:
    old, new = before.redemption, program.redemption
    if old is None:
        return
    if new is None:
        yield advice("redemption-removed", "redemption")
        return
    if (point_worth(program) or 0) < (point_worth(before) or 0):
        yield advice(
            "points-worth-less",
            "redemption.value",
            points=old.points,
            was_minor=old.value_minor,
            now_minor=new.value_of(old.points),
        )
    for key, was, now in (
        ("minimum_points", old.minimum_points, new.minimum_points),
        ("step", old.step, new.step),
    ):
        if now > was:
            yield advice("redeeming-harder", f"redemption.{key}", was_points=was, now_points=now)
    if new.maximum_share < old.maximum_share:
        yield advice(
            "redeeming-capped",
            "redemption.maximum_share",
            was_percent=old.maximum_share,
            now_percent=new.maximum_share,
        )


def _rewards(program: Program, before: Program) -> Iterator[Advice]:
    for path, old, new in _pairs("reward", before.rewards, program.rewards):
        if new.cost > old.cost:
            facts = {"was_points": old.cost, "now_points": new.cost}
            yield advice("reward-dearer", f"{path}.cost", name=new.name, **facts)
        if _is_worth_less(new, old):
            yield advice("reward-worth-less", f"{path}.value", name=new.name)
        if new.tiers and not (old.tiers and old.tiers <= new.tiers):
            yield advice("reward-for-fewer", f"{path}.tiers", name=new.name)
        for key in _tightened(new, old):
            yield advice("reward-rarer", f"{path}.{key}", name=new.name)


def _tightened(new: Reward, old: Reward) -> Iterator[str]:
    """The keys by which a reward is to be had less often, or not as long."""
    if 0 < new.stock < (old.stock or MOST_POINTS):
        yield "stock"
    if new.limit is not None and _is_tighter(new.limit, old.limit):
        yield "limit"
    if new.cooldown_days > old.cooldown_days:
        yield "cooldown_days"
    if new.ends_at is not None and (old.ends_at is None or new.ends_at < old.ends_at):
        yield "to"


def _is_tighter(new: Limit, old: Limit | None) -> bool:
    """Limits of different periods are not compared: which is tighter depends on the member."""
    return old is None or (new.period is old.period and new.count < old.count)


def _is_worth_less(new: Reward, old: Reward) -> bool:
    if new.kind is not old.kind:
        return False
    capped = 0 < new.maximum_value_minor < (old.maximum_value_minor or MOST_POINTS)
    return capped or new.value_minor < old.value_minor or new.percent < old.percent


def _tiers(program: Program, before: Program) -> Iterator[Advice]:
    old_policy, new_policy = before.tier_policy, program.tier_policy
    if not before.tiers:
        return
    if old_policy.measure is not new_policy.measure:
        yield advice("tier-measure-changed", "tiers.measure")
    elif _counts_less_time(program, before):
        yield advice("tier-window-shorter", "tiers.window")
    for path, old, new in _pairs("tier", before.tiers, program.tiers):
        if old_policy.measure is new_policy.measure and new.threshold > old.threshold:
            facts = _thresholds(new_policy.measure, was=old, now=new)
            yield advice("tier-harder", f"{path}.threshold", name=new.name, **facts)
        if new.multiplier < old.multiplier:
            factors = {"was": old.multiplier, "now": new.multiplier}
            yield advice("tier-earns-less", f"{path}.multiplier", name=new.name, **factors)
        if new.redemption_multiplier > old.redemption_multiplier:
            yield advice("tier-pays-more", f"{path}.redemption_multiplier", name=new.name)


def _thresholds(measure: Measure, *, was: Tier, now: Tier) -> dict[str, Fact]:
    if measure is Measure.SPEND:
        return {"was_minor": was.threshold, "now_minor": now.threshold}
    return {"was": was.threshold, "now": now.threshold}


def _counts_less_time(program: Program, before: Program) -> bool:
    return _window_days(program) < _window_days(before)


def _window_days(program: Program) -> Fraction:
    """About how many days count for a tier; only compared, never shown."""
    policy = program.tier_policy
    match policy.window:
        case Window.LIFETIME:
            return Fraction(10**9)
        case Window.ROLLING_DAYS:
            return Fraction(policy.length)
        case Window.ROLLING_MONTHS:
            return Fraction(policy.length * 365, 12)
        case Window.CALENDAR_YEAR:
            # A year at most, and half of one on average.
            return Fraction(365, 2)
        case never:
            assert_never(never)


def _collections(program: Program, before: Program) -> Iterator[Advice]:
    for path, old, new in _pairs("stamp_card", before.stamp_cards, program.stamp_cards):
        if new.size > old.size:
            yield advice(
                "stamp-card-larger", f"{path}.size", name=new.name, was=old.size, now=new.size
            )
    for path, earlier, later in _pairs("challenge", before.challenges, program.challenges):
        if earlier.measure is not later.measure or later.goal > earlier.goal:
            yield advice("challenge-harder", f"{path}.goal", name=later.name)
        if later.bonus < earlier.bonus:
            facts = {"was_points": earlier.bonus, "now_points": later.bonus}
            yield advice("challenge-gives-less", f"{path}.bonus", name=later.name, **facts)


def _clubs_and_games(program: Program, before: Program) -> Iterator[Advice]:
    for path, old, new in _pairs("membership", before.memberships, program.memberships):
        if new.percent_off < old.percent_off:
            yield advice("membership-worse", f"{path}.percent_off", name=new.name)
        if new.multiplier < old.multiplier:
            yield advice("membership-worse", f"{path}.multiplier", name=new.name)
    for path, earlier, later in _pairs("draw", before.draws, program.draws):
        if Counter(earlier.prizes) - Counter(later.prizes):
            yield advice("prizes-changed", f"{path}.prizes", name=later.name)


def _lapses_sooner(program: Program, before: Program) -> bool:
    """Whether points earned on the first of any month last shorter than they did."""
    return any(_lapse(program, month) < _lapse(before, month) for month in range(1, 13))


def _lapse(program: Program, month: int) -> datetime:
    earned = calendar.midnight(date(_ANY_YEAR, month, 1), program.zone)
    return expiry_instant(program.expiry, earned, program.zone) or datetime.max.replace(
        tzinfo=earned.tzinfo
    )
