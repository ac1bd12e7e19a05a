"""Random programs and random stories: what the property tests are told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TypeVar

from hypothesis import strategies as st

from pos_loyalty.domain.basket import Basket, BasketLine, Burn
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.events import MembershipCancelled
from pos_loyalty.domain.program import Program
from tests.support.builders import BASIS, COFFEE, COFFEE_CARD, GOLD, SILVER, program, timeline
from tests.support.story import Story

Value = TypeVar("Value")

CATEGORIES = ("", "kaffee", "brot", "tabak")
PRODUCTS = ("", "latte", "semmel")
TIER_IDS = ("basis", "silver", "gold")
_CENTS = 100


def _maybe(strategy: st.SearchStrategy[Value]) -> st.SearchStrategy[Value | None]:
    return st.none() | strategy


EARN = st.fixed_dictionaries(
    {
        "points": st.sampled_from([0, 1, 3]),
        "per": st.sampled_from(["0.70", "1.00", "3.00"]),
        "whole_units": st.booleans(),
        "rounding": st.sampled_from(["down", "half-up", "up"]),
        "round_base_first": st.booleans(),
        "minimum_purchase": st.sampled_from(["0.00", "5.00"]),
        "exclude_categories": st.sampled_from([[], ["tabak"]]),
        "cap_per_purchase": st.sampled_from([0, 0, 40]),
        "cap_per_day": st.sampled_from([0, 0, 60]),
        "pending_days": st.sampled_from([0, 0, 3]),
        "earn_on_points_part": st.booleans(),
        "earn_when_redeeming": st.booleans(),
        "category": st.sampled_from(
            [
                [],
                [{"category": "kaffee", "points": 2, "per": "0.90"}],
                [{"category": "kaffee", "points_per_item": 5}, {"product": "latte", "points": 0}],
            ]
        ),
    }
)
TIERS = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(["spend", "points", "visits"]),
        "count_bonus_points": st.booleans(),
        "window": st.sampled_from(["lifetime", "rolling-months", "rolling-days", "calendar-year"]),
        "length": st.sampled_from([1, 2, 40]),
        "timing": st.sampled_from(["before", "after"]),
        "downgrade": st.sampled_from(["to-earned", "one-step", "never"]),
        "grace_days": st.sampled_from([0, 0, 1, 20]),
    }
)
EXPIRY = st.sampled_from(
    [
        {"kind": "never"},
        {"kind": "days", "length": 2},
        {"kind": "days", "length": 45},
        {"kind": "months", "length": 1},
        {"kind": "months-end-of-month", "length": 0},
        {"kind": "months-end-of-quarter", "length": 1},
        {"kind": "months-end-of-year", "length": 3},
        {"kind": "fixed-date", "length": 1, "fixed_date": "02-29"},
    ]
)
CAMPAIGN_LIST: list[dict[str, object]] = [
    {"multiplier": "2", "weekdays": ["tue", "sat"]},
    {"multiplier": "1.1", "categories": ["kaffee"]},
    {"multiplier": "0.5", "priority": 3},
    {"multiplier": "3", "budget": 70},
    {"bonus": 7, "minimum_purchase": "4.00"},
    {"bonus": 20, "per_member": 1},
    {"bonus_per_item": 2, "categories": ["kaffee"], "products": ["latte"]},
    {"bonus": 9, "members": ["first-purchase"]},
    {"multiplier": "1.5", "members": ["lapsed-20-days"]},
    {"bonus": 5, "tiers": ["gold"]},
    {"bonus": 4, "members": ["saver"]},
]
CAMPAIGNS = st.lists(st.sampled_from(CAMPAIGN_LIST), max_size=4).map(
    lambda some: [{"id": f"c{n}", "name": f"C{n}", **each} for n, each in enumerate(some)]
)
REDEMPTION = st.fixed_dictionaries(
    {
        "points": st.sampled_from([1, 7, 100]),
        "value": st.sampled_from(["0.01", "1.00"]),
        "step": st.sampled_from([1, 5]),
        "maximum_share": st.sampled_from(["0.5", "1"]),
        "with_purchase_only": st.booleans(),
    }
)
REWARDS = [
    COFFEE,
    {"id": "tenth", "name": "10 %", "cost": 20, "kind": "percent-off", "value": "10"},
    {"id": "fiver", "name": "5 €", "cost": 30, "kind": "amount-off", "value": "5.00", "stock": 2},
    {"id": "gift", "name": "Geschenk", "cost": 0, "kind": "service", "limit": "1 per week"},
    {"id": "month", "name": "Ein Monat", "cost": 9, "kind": "membership", "product": "saver"},
    {"id": "los", "name": "Los", "cost": 7, "kind": "ticket", "product": "bought"},
    {"id": "tree", "name": "Baum", "cost": 6, "kind": "donation", "value": "1.00"},
]
CHALLENGES = [
    {"id": "visits", "name": "2 Besuche", "goal": {"visits": 2}, "bonus": 15, "badge": "b"},
    {"id": "again", "name": "Umsatz", "goal": {"spend": "30.00"}, "bonus": 6, "repeat": True},
    {"id": "points", "name": "Punkte", "goal": {"points": 25}, "badge": "a", "repeat": True},
    {"id": "kinds", "name": "Sorten", "goal": {"categories": 2}, "bonus": 4, "repeat": True},
    {"id": "goods", "name": "Waren", "goal": {"products": 2}, "bonus": 9, "badge": "b"},
]
DRAWS = [
    {"id": "spend", "name": "Umsatz", "prizes": ["A"], "ticket": {"spend": "7.00"}},
    {
        "id": "bought",
        "name": "Gekauft",
        "prizes": ["A"],
        "ticket": {"points": 8},
        "maximum_tickets": 4,
    },
    {"id": "act", "name": "Tat", "prizes": ["A"], "ticket": {"action": "review"}},
]
WHEELS = [
    {
        "id": "daily",
        "name": "Täglich",
        "limit": "1 per day",
        "segments": [{"points": 0, "weight": 2}, {"points": 11, "weight": 1}],
    },
    {
        "id": "paid",
        "name": "Zum Einkauf",
        "minimum_purchase": "5.00",
        "segments": [
            {"points": 0, "weight": 1},
            {"points": 17, "weight": 2},
            {"reward": "free-coffee", "weight": 2},
            {"points": 3, "reward": "fiver", "weight": 1},
            {"points": 1000, "weight": 0},
        ],
    },
]
MEMBERSHIPS = [
    {"id": "club", "name": "Club", "months": 2, "multiplier": "1.3", "percent_off": "2.5"},
    {"id": "saver", "name": "Sparer", "months": 1, "percent_off": "7"},
    {"id": "idle", "name": "Still", "months": 1, "multiplier": "0.5"},
]
CARDS = [
    {**COFFEE_CARD, "size": 3},
    {"id": "visits", "name": "Besuche", "any": True, "size": 2, "reward": "fiver"},
]
TIER_LIST: list[dict[str, str]] = [
    BASIS,
    {**SILVER, "threshold": "20", "redemption_multiplier": "0.9"},
    {**GOLD, "threshold": "60"},
]


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """A program with some of everything."""
    tiers = draw(TIERS)
    sections: dict[str, object] = {
        "earn": draw(_maybe(EARN)),
        "tiers": tiers,
        "tier": draw(st.sampled_from([[], TIER_LIST, TIER_LIST])),
        "campaign": draw(CAMPAIGNS),
        "stacking": {"campaigns": draw(st.sampled_from(["best", "multiply", "add", "priority"]))},
        "expiry": draw(EXPIRY),
        "redemption": draw(_maybe(REDEMPTION)),
        "reward": REWARDS,
        "stamp_card": CARDS,
        "membership": MEMBERSHIPS,
        "challenge": draw(st.sampled_from([[], CHALLENGES])),
        "action": [{"id": "review", "name": "Bewertung", "points": 3}],
        "draw": DRAWS,
        "wheel": draw(st.sampled_from([[], WHEELS, WHEELS])),
        "welcome": draw(_maybe(st.just({"points": 11, "on": "first-purchase"}))),
        "referral": draw(_maybe(st.just({"referrer": 9, "referred": 13}))),
    }
    if not sections["tier"]:
        sections["campaign"] = []
    return program(**sections)


AMOUNTS = st.integers(0, 5_000)
LINES = st.builds(
    lambda amount, quantity, category, product, discount: BasketLine(
        amount,
        quantity,
        category,
        product,
        # Less than the cheapest quantity leaves of the price.
        discount * amount // 400,
    ),
    AMOUNTS,
    st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 2), Fraction(5, 4)]),
    st.sampled_from(CATEGORIES),
    st.sampled_from(PRODUCTS),
    st.integers(0, 100),
)
BURNED = ("free-coffee", "tenth", "fiver", "gift", "month", "los")
BURNS = st.just(Burn()) | st.builds(
    Burn,
    st.sampled_from([0, 5, 20, 100]),
    st.lists(st.sampled_from(BURNED), max_size=2).map(tuple),
)


@st.composite
def baskets(draw: st.DrawFn) -> Basket:
    """A basket of a few lines, sometimes discounted, sometimes burning."""
    lines = tuple(draw(st.lists(LINES, min_size=1, max_size=4)))
    total = sum(line.total_minor for line in lines)
    discount = draw(st.sampled_from([0, 0, 10, 30])) * total // _CENTS
    return Basket(lines, order_discount_minor=discount, burn=draw(BURNS))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens in a story; what is refused changes nothing."""

    words: str
    do: Callable[[Story], object]

    def __repr__(self) -> str:
        return self.words

    def __call__(self, story: Story) -> None:
        """Let it happen."""
        try:
            self.do(story)
        except RefusalError:
            return


def _sales(story: Story) -> list[str]:
    return [f"sale-{n}" for n in range(len(story.events)) if story.fold.purchase(f"sale-{n}")]


def _buy(bought: Basket) -> Step:
    return Step(f"buy {bought}", lambda story: story.buy(bought))


def _buy_late(bought: Basket, hours: int) -> Step:
    def do(story: Story) -> None:
        enrolled = story.state.enrolled_at
        when = max(enrolled, story.now - timedelta(hours=hours))
        story.buy(bought, occurred_at=when)

    return Step(f"buy {hours} h ago {bought}", do)


def _refund(which: int, percent: int | None) -> Step:
    def do(story: Story) -> None:
        sales = _sales(story)
        if not sales:
            return
        sale_id = sales[which % len(sales)]
        trail = story.fold.purchase(sale_id)
        amount = None
        if percent is not None and trail is not None:
            amount = trail.sale.paid_minor * percent // _CENTS
        story.refund(sale_id, amount)

    return Step(f"refund no. {which}: {percent} %", do)


def _undo(which: int) -> Step:
    def do(story: Story) -> None:
        burns = [f"burn-{n}" for n in range(len(story.events))]
        known = [name for name in burns if story.fold.redemption(name)]
        if known:
            story.undo(known[which % len(known)])

    return Step(f"undo no. {which}", do)


def _cancel(which: int) -> Step:
    def do(story: Story) -> None:
        bought = [held.source for held in story.state.memberships if "-" in held.source]
        if bought:
            story.note(MembershipCancelled(bought[which % len(bought)]))

    return Step(f"cancel membership no. {which}", do)


def _spin(wheel: str, seed: str) -> Step:
    def do(story: Story) -> None:
        if story.program.wheel(wheel) is not None:
            story.spin(wheel, seed=seed)

    return Step(f"spin {wheel} by {seed}", do)


def _wait(hours: int) -> Step:
    return Step(f"wait {hours} h", lambda story: story.to(timedelta(hours=hours)))


STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(_buy, baskets()),
    st.builds(_buy, baskets()),
    st.builds(_buy, baskets()),
    st.builds(_buy_late, baskets(), st.integers(1, 900)),
    st.builds(_refund, st.integers(0, 9), st.sampled_from([None, 10, 33, 50])),
    st.builds(_refund, st.integers(0, 9), st.sampled_from([None, 10, 33, 50])),
    st.builds(_undo, st.integers(0, 9)),
    st.builds(_wait, st.sampled_from([1, 14, 24, 72, 700, 5000])),
    st.builds(_wait, st.sampled_from([10, 30, 700])),
    st.sampled_from(["club", "saver", "idle"]).map(
        lambda club: Step(f"join {club}", lambda story: story.join(club))
    ),
    st.builds(_cancel, st.integers(0, 3)),
    st.integers(0, 80).map(lambda n: Step(f"grant {n}", lambda story: story.grant(n))),
    st.integers(-60, 60).map(lambda n: Step(f"adjust {n}", lambda story: story.adjust(n))),
    st.integers(1, 60).map(lambda n: Step(f"burn {n}", lambda story: story.burn(n))),
    st.just(Step("burn all", lambda story: story.burn(story.state.spendable))),
    st.just(
        Step(
            "redeem a coffee",
            lambda story: story.redeem(f"burn-{len(story.events)}", rewards=("free-coffee",)),
        )
    ),
    st.integers(1, 3).map(
        lambda n: Step(
            f"buy {n} tickets",
            lambda story: story.buy_tickets("bought", n, f"burn-{len(story.events)}"),
        )
    ),
    st.sampled_from(["daily", "paid"]).flatmap(
        lambda wheel: st.integers(0, 5).map(lambda seed: _spin(wheel, f"seed {seed}"))
    ),
    st.sampled_from([6, 12, 30, 7]).map(
        lambda n: Step(f"donate {n}", lambda story: story.donate(n, "tree"))
    ),
    st.just(Step("review", lambda story: story.act("review", 3))),
    st.sampled_from(["spend", "bought", "act"]).map(
        lambda draw: Step(f"hold {draw}", lambda story: story.hold(draw))
    ),
    st.sampled_from(TIER_IDS).map(
        lambda tier: Step(f"set tier {tier}", lambda story: story.set_tier(tier))
    ),
    st.integers(1, 4).map(lambda n: Step(f"stamp {n}", lambda story: story.stamp("coffee-10", n))),
)


def tell(story: Story, steps: Iterable[Step]) -> Story:
    """Let one step after the other happen."""
    for step in steps:
        step(story)
    return story


@st.composite
def stories(draw: st.DrawFn, *, versions: int = 1, most: int = 20) -> Story:
    """A story under random rules that change now and then, told to its end."""
    rules = [draw(programs()) for _ in range(versions)]
    starts = draw(st.permutations(["2026-01-07", "2026-01-10T12:30", "2026-02-28"]))
    later = dict(zip(starts, rules[1:], strict=False))
    story = Story(timeline(rules[0], later), welcome=draw(st.booleans()), referrer_id="ben")
    story.grant(draw(st.sampled_from([0, 0, 50, 200])))
    return tell(story, draw(st.lists(STEPS, min_size=min(6, most), max_size=most)))


PROGRAMS = programs()
STORIES = stories()
CHANGING_STORIES = st.integers(1, 3).flatmap(lambda versions: stories(versions=versions))
