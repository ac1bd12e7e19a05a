"""What came of replayed members, summed up as they go by: nobody but the first and last is kept."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import field, fields, replace
from fractions import Fraction
from operator import attrgetter
from typing import Final

from pos_loyalty.domain.fold import Fold, fold
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.simulation.account import RuleKey, Side
from pos_loyalty.services.simulation.replay import MemberReplay
from pos_loyalty.services.simulation.rulebook import Rulebook
from pos_loyalty.services.simulation.shop_use import Use
from pos_loyalty.storage.recorded import Recorded

KEPT: Final = 10
"""How many winners and losers are kept."""

_RULES: Final = 5


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a rule gave more of, or less."""

    rule: str
    name: str
    points: int


@dataclass(frozen=True, slots=True)
class Change:
    """A member who would have got more, or less: in points, and what it comes to in money."""

    member_id: str
    points: int
    minor: int
    rules: tuple[RuleChange, ...]
    tier_before: str | None
    tier_after: str | None


@dataclass(slots=True)
class SideSum:
    """One of the two worlds, over all members."""

    issued: int = 0
    taken_back: int = 0
    spent: int = 0
    lapsed: int = 0
    given_minor: int = 0
    open_points: int = 0
    debt: int = 0
    rules: Counter[RuleKey] = field(default_factory=Counter)

    def add(self, side: Side, state: MemberState) -> None:
        """Count one member."""
        self.issued += side.issued
        self.taken_back += side.taken_back
        self.spent += side.spent - side.restored
        self.lapsed += side.lapsed
        self.given_minor += side.given_minor
        self.open_points += state.balance + state.debt
        self.debt += state.debt
        for rule, points in side.rules.items():
            self.rules[rule] += points

    def merge(self, other: "SideSum") -> None:
        """Count all of another sum."""
        self.issued += other.issued
        self.taken_back += other.taken_back
        self.spent += other.spent
        self.lapsed += other.lapsed
        self.given_minor += other.given_minor
        self.open_points += other.open_points
        self.debt += other.debt
        self.rules.update(other.rules)


@dataclass(slots=True)
class Tally:
    """The sum over some members. ``differing`` is how many do not stand where they stand."""

    members: int = 0
    sales: int = 0
    remembered: int = 0
    differing: int = 0
    recorded: SideSum = field(default_factory=SideSum)
    tried: SideSum = field(default_factory=SideSum)
    gained: int = 0
    lost: int = 0
    winners: list[Change] = field(default_factory=list)
    losers: list[Change] = field(default_factory=list)
    tiers: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    refused_points: int = 0
    uses: list[Use] = field(default_factory=list)

    def merge(self, other: "Tally") -> None:
        """Count all of another tally."""
        self.members += other.members
        self.sales += other.sales
        self.remembered += other.remembered
        self.differing += other.differing
        self.recorded.merge(other.recorded)
        self.tried.merge(other.tried)
        self.gained += other.gained
        self.lost += other.lost
        self.winners = _most([*self.winners, *other.winners])
        self.losers = _least([*self.losers, *other.losers])
        self.tiers.update(other.tiers)
        self.refused.update(other.refused)
        self.refused_points += other.refused_points
        self.uses += other.uses

    def trim(self) -> None:
        """Keep the first and the last only."""
        self.winners = _most(self.winners)
        self.losers = _least(self.losers)

    def add(self, end: "End", *, value_before: Fraction, value_after: Fraction) -> None:
        """Count a member who was replayed to the end; values are those of one point."""
        replay, account = end.replay, end.replay.account
        before, after = end.before, end.after
        account.recorded.lapse(before.lapsed)
        account.tried.lapse(after.lapsed)
        self.members += 1
        self.sales += account.sales
        self.remembered += account.remembered
        self.differing += not end.is_same
        self.recorded.add(account.recorded, before)
        self.tried.add(account.tried, after)
        self.tiers[before.tier.held, after.tier.held] += 1
        self.refused.update(account.refused)
        self.refused_points += account.refused_points
        points = _benefit(account.tried, after) - _benefit(account.recorded, before)
        minor = _worth(account.tried, after, value_after)
        minor -= _worth(account.recorded, before, value_before)
        if (minor, points) == (0, 0):
            return
        change = Change(
            replay.person.id,
            points,
            minor,
            _changed_rules(account.recorded, account.tried),
            before.tier.held,
            after.tier.held,
        )
        if (minor, points) > (0, 0):
            self.gained += 1
            self.winners.append(change)
        else:
            self.lost += 1
            self.losers.append(change)


@dataclass(frozen=True, slots=True)
class End:
    """Where one member stands in both worlds at the end."""

    replay: MemberReplay
    before: MemberState
    after: MemberState
    is_same: bool


def end_of(
    rules: Rulebook,
    replay: MemberReplay,
    kept: MemberState | None,
    recorded: Callable[[], Iterable[Recorded]],
) -> End:
    """Bring a member to the end in both worlds, and compare.

    Where the shop has kept a state, that is what is compared with, at its own instant; else
    the history as it was ``recorded`` is folded.
    """
    trial, tried = rules.trial, replay.fold
    before, is_same = None, True
    if trial.is_cut or kept is None or kept.versions != len(trial.published.versions):
        events = (each.event for each in recorded())
        before = fold(trial.published, events, at=trial.until)
    else:
        tried.advance(kept.at)
        state = tried.glance()
        if state.at > kept.at:
            # What somebody else's purchase came to was asked for, and came to nothing.
            kept = fold(trial.published, (), at=state.at, state=kept)
        is_same = _stands(state) == _stands(kept)
        if trial.has_same_rules:
            # Of activity, other rules may keep more than the published ones.
            is_same = is_same and tried.activity_ahead() == kept.qualifying
        if not is_same or not trial.has_same_rules:
            before = _moved(rules, kept)
    tried.advance(trial.until)
    after = tried.glance()
    if before is None:
        return End(replay, after, after, is_same)
    return End(replay, before, after, is_same and _stands(after) == _stands(before))


def _moved(rules: Rulebook, kept: MemberState) -> MemberState:
    """Where a member would stand at the end, had nothing but time passed since."""
    is_quiet = kept.valid_until is None or rules.trial.until < kept.valid_until
    if is_quiet and not kept.memberships:
        return replace(kept, at=rules.trial.until)
    later = Fold(rules.trial.published, kept, reigns=rules.published)
    later.advance(rules.trial.until)
    return later.glance()


_AHEAD: Final = frozenset({"versions", "valid_until", "qualifying"})
_stands: Final = attrgetter(*(f.name for f in fields(MemberState) if f.name not in _AHEAD))
"""Where a state says that a member stands, without what only time will bring."""


def _benefit(side: Side, state: MemberState) -> int:
    return state.balance + side.spent - side.restored


def _worth(side: Side, state: MemberState, value: Fraction) -> int:
    points = state.balance
    minor = abs(points) * value.numerator // value.denominator
    return side.given_minor + (minor if points >= 0 else -minor)


def _changed_rules(recorded: Side, tried: Side) -> tuple[RuleChange, ...]:
    changes = (
        RuleChange(*rule, tried.rules.get(rule, 0) - recorded.rules.get(rule, 0))
        for rule in {*recorded.rules, *tried.rules}
    )
    moving = sorted((change for change in changes if change.points), key=_size)
    return tuple(moving[:_RULES])


def _size(change: RuleChange) -> tuple[int, str, str]:
    return (-abs(change.points), change.rule, change.name)


def _rank(change: Change) -> tuple[int, int, str]:
    return (-change.minor, -change.points, change.member_id)


def _most(changes: list[Change]) -> list[Change]:
    return sorted(changes, key=_rank)[:KEPT]


def _least(changes: list[Change]) -> list[Change]:
    return sorted(changes, key=_fall)[:KEPT]


def _fall(change: Change) -> tuple[int, int, str]:
    return (change.minor, change.points, change.member_id)
