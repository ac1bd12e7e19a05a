"""The tier against the plain reading of the rules: every midnight reviewed, every sum anew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from pos_loyalty.domain.calendar import add_days, add_months, next_midnight
from pos_loyalty.domain.events import Credit, Enrolled, Happening, Purchased, Refunded, TierSet
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.member_state import Qualifying, TierStanding
from pos_loyalty.domain.program import Measure, Program, Window
from pos_loyalty.domain.tier_window import window_start
from pos_loyalty.domain.tiers import review
from tests.property.stories import TIER_IDS, TIER_LIST, TIERS
from tests.support.builders import at, event, program, timeline

START = at("2026-01-27T09:30")
RULES = TIERS.map(lambda policy: program(tier=TIER_LIST, tiers=policy))
# So many hours on, or to so many hours around the day when an earlier purchase leaves the window.
WAITS = st.one_of(
    st.sampled_from([1, 10, 14, 24, 38, 24 * 27, 24 * 31, 24 * 70]).map(lambda on: (None, on)),
    st.tuples(st.integers(-4, -1), st.sampled_from([-30, -10, -1, 0, 1, 10, 15, 20, 24, 40, 80])),
)
FACTS = st.one_of(
    st.integers(0, 7_000),
    st.integers(0, 7_000),
    st.integers(0, 500),
    st.integers(0, 500),
    st.integers(-5, -1),
    st.sampled_from(TIER_IDS),
)
STORY = st.lists(st.tuples(WAITS, FACTS), min_size=1, max_size=14)


class Plain:
    """Reviews at every midnight and after every fact, and sums the window each time."""

    def __init__(self, rules: Program) -> None:
        self._rules = rules
        self._at = START
        self._items: dict[str, Qualifying] = {}
        self.standing = TierStanding()
        self._review()

    def advance(self, to: datetime) -> None:
        """Review at each midnight on the way."""
        while (midnight := next_midnight(self._at, self._rules.zone)) <= to:
            self._at = midnight
            self._review()
        self._at = to

    def happen(self, fact: Happening) -> None:
        """Take a fact and review."""
        match fact:
            case TierSet(tier_id):
                self.standing = TierStanding(tier_id, tier_id)
                return
            case Purchased() as sale:
                item = Qualifying(sale.occurred_at, sale.eligible, sale.measure_points, 1)
                self._items[sale.sale_id] = item
            case Refunded(sale_id):
                del self._items[sale_id]
            case _:
                raise AssertionError(fact)
        self._review()

    def _review(self) -> None:
        start = window_start(self._rules, self._at)
        inside = [i for i in self._items.values() if start is None or i.at > start]
        match self._rules.tier_policy.measure:
            case Measure.SPEND:
                measured = sum((item.spend for item in inside), Fraction(0))
            case Measure.POINTS:
                measured = Fraction(sum(item.points for item in inside))
            case _:
                measured = Fraction(len(inside))
        self.standing = review(self._rules, self.standing, measured=measured, at=self._at)


@settings(max_examples=200)
@given(RULES, STORY)
def test_leaving_out_reviews_changes_no_tier(
    rules: Program, story: list[tuple[tuple[int | None, int], int | str]]
) -> None:
    """The same tier, grace and steps as by reviewing at every midnight and after every fact."""
    plain, told = Plain(rules), Fold(timeline(rules))
    told.apply(event(Enrolled(), START))
    now, bought = START, [START]
    facts = _facts([fact for _, fact in story])
    waits = (wait for wait, _ in story)
    for seq, ((around, hours), fact) in enumerate(zip(waits, facts, strict=True), start=1):
        meant = now if around is None else _leaves(rules, bought[max(around, -len(bought))])
        now = max(now, meant + timedelta(hours=hours))
        plain.advance(now)
        told.advance(now)
        assert told.tier_held == plain.standing.held
        if isinstance(fact, Purchased):
            bought.append(now)
        happening = replace(fact, occurred_at=now) if isinstance(fact, Purchased) else fact
        plain.happen(happening)
        told.apply(event(happening, now, seq))
        # Asking for the state would make it look ahead anew.
        assert told.tier_held == plain.standing.held
    assert told.state().tier == plain.standing


def _leaves(rules: Program, bought_at: datetime) -> datetime:
    """About when a purchase leaves the window."""
    policy = rules.tier_policy
    if policy.window is Window.ROLLING_DAYS:
        return add_days(bought_at, policy.length, rules.zone)
    return add_months(bought_at, policy.length, rules.zone)


def _facts(story: list[int | str]) -> Iterator[Happening]:
    """Purchases of so many cents, refunds of one of the last, tiers set by hand."""
    open_sales: list[str] = []
    for seq, fact in enumerate(story):
        match fact:
            case str():
                yield TierSet(fact)
            case int() if fact >= 0:
                open_sales.append(str(seq))
                points = fact // 100
                award = Credit(points, START, None)
                yield Purchased(str(seq), START, fact, Fraction(fact), award, points, points)
            case _ if len(open_sales) >= -fact:
                yield Refunded(open_sales.pop(fact), 0, 0, True, 0, 0)
            case _:
                yield TierSet("basis")
