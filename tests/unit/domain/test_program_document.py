import copy
import tomllib
from datetime import time
from fractions import Fraction
from pathlib import Path

import pytest

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.domain.program import (
    ExpiryKind,
    HourSpan,
    Limit,
    Period,
    Rate,
    Redemption,
    RewardKind,
    TierPolicy,
)
from pos_loyalty.domain.program_document import read_program
from tests.support.builders import at, document

_EVERYTHING = Path(__file__).parents[2] / "support" / "programs" / "everything.toml"

TIER = {"id": "a", "name": "A", "threshold": "0"}
CAMPAIGN = {"id": "c", "name": "C", "multiplier": "2"}
REWARD = {"id": "r", "name": "R", "cost": 1, "kind": "service"}
ACTION = {"id": "a", "name": "A"}
STAMPS = {"id": "s", "name": "S", "size": 10, "reward": "r", "any": True}
CLUB = {"id": "m", "name": "M"}
CHALLENGE = {"id": "ch", "name": "Ch", "goal": {"visits": 3}}
DRAW = {"id": "d", "name": "D", "ticket": {"spend": "1"}}
WHEEL = {"id": "w", "name": "W", "segments": [{"weight": 1}]}
PARTNER = {"id": "p", "name": "P"}


def problems_of(wrong: dict[str, object]) -> list[tuple[str, str]]:
    """Path and reason of all that is wrong with a document."""
    with pytest.raises(WrongDocumentError) as caught:
        read_program(wrong)
    return [(problem.path, problem.reason) for problem in caught.value.problems]


def test_the_document_of_everything_reads() -> None:
    """Every section and key of program schema 1 is known."""
    with _EVERYTHING.open("rb") as file:
        everything = read_program(tomllib.load(file))
    earn = everything.earn
    assert earn is not None
    assert earn.special_rates == (Rate(2, 100, category="kaffee"),)
    assert everything.tiers[1].threshold == 50_000
    campaign = everything.campaigns[0]
    assert campaign.starts_at == at("2026-01-01")
    assert campaign.weekdays == frozenset({1})
    assert campaign.hours == (HourSpan(time(16), time(18)),)
    assert everything.actions[0].limit == Limit(1, Period.YEAR)
    assert everything.redemption == Redemption(100, 100, 100, 100, Fraction(1), True)
    assert everything.stamp_cards[0].reward == "free-coffee"
    assert everything.memberships[0].fee_minor == 2_500
    assert everything.challenges[0].goal == 3
    assert everything.draws[0].ticket_spend_minor == 1_000
    assert sum(segment.weight for segment in everything.wheels[0].segments) == 100
    assert everything.partners[0].settlement_value == Fraction(8, 1000)
    assert (everything.expiry.kind, everything.expiry.length) == (ExpiryKind.MONTHS, 36)


def test_every_key_of_the_document_of_everything_is_checked() -> None:
    """A key that holds a list of lists, or nothing of its kind, never passes."""
    with _EVERYTHING.open("rb") as file:
        everything = tomllib.load(file)
    for path in list(_paths(everything)):
        wrong = copy.deepcopy(everything)
        _put(wrong, path, [[None]])
        assert problems_of(wrong), path


def test_an_absent_section_is_off() -> None:
    """Without [earn] nothing is earned, without [redemption] points are no discount."""
    head = document()
    del head["earn"]
    bare = read_program(head)
    assert (bare.earn, bare.redemption, bare.welcome, bare.referral) == (None, None, None, None)
    assert bare.tier_policy == TierPolicy()
    assert bare.expiry.kind is ExpiryKind.NEVER


def test_an_empty_section_means_the_defaults() -> None:
    """One point per 1.00; 100 points are worth 1.00, in steps of one, all of the purchase."""
    bare = read_program(document(redemption={}, tiers={}, expiry={}, stacking={}, refund={}))
    assert bare.earn is not None
    assert bare.earn.rate == Rate(1, 100)
    assert bare.redemption == Redemption(100, 100, 0, 1, Fraction(1), True)
    assert bare.tier_policy.length == 12


def test_thresholds_are_in_the_unit_of_the_measure() -> None:
    """Money for spend, whole numbers for points and visits."""
    tiers = [TIER, {"id": "b", "name": "B", "threshold": "5"}]
    by_spend = read_program(document(tier=tiers))
    by_visits = read_program(document(tier=tiers, tiers={"measure": "visits"}))
    assert (by_spend.tiers[1].threshold, by_visits.tiers[1].threshold) == (500, 5)


def test_money_is_in_the_currency_of_the_program() -> None:
    """Yen have no decimals, Tunisian dinars three."""
    for currency, text, minor in (("JPY", "100", 100), ("TND", "1.250", 1_250)):
        rules = read_program(document(currency=currency, earn={"per": text}))
        assert rules.earn is not None
        assert rules.earn.rate.per_minor == minor


def test_dates_are_local() -> None:
    """A time without offset is local, a date is its local midnight."""
    spans = [
        ("2026-03-29", at("2026-03-28T23:00Z")),
        ("2026-03-29T12:00", at("2026-03-29T10:00Z")),
        ("2026-03-29T12:00-05:00", at("2026-03-29T17:00Z")),
    ]
    for text, instant in spans:
        rules = read_program(document(campaign=[{**CAMPAIGN, "from": text}]))
        assert rules.campaigns[0].starts_at == instant


def test_what_needs_no_length() -> None:
    """The end-of kinds may mean the end of the period of earning itself."""
    rules = read_program(document(expiry={"kind": "months-end-of-year"}))
    assert rules.expiry.length == 0
    fixed = read_program(document(expiry={"kind": "fixed-date", "fixed_date": "02-29"}))
    assert fixed.expiry.fixed_day == (2, 29)


def test_a_window_that_does_not_roll_needs_no_length() -> None:
    """Its length says nothing, so it may say so."""
    rules = read_program(document(tiers={"window": "calendar-year", "length": 0}))
    assert rules.tier_policy.length == 0


@pytest.mark.parametrize(
    ("effect", "multiplier", "bonus", "per_item"),
    [
        ({"multiplier": "2", "bonus": 0, "bonus_per_item": 0}, Fraction(2), 0, 0),
        ({"multiplier": "1", "bonus": 50}, None, 50, 0),
        ({"multiplier": "1", "bonus": 0, "bonus_per_item": 5}, None, 0, 5),
        ({"multiplier": "1", "bonus": 0}, Fraction(1), 0, 0),
        ({"bonus": 0}, None, 0, 0),
    ],
)
def test_a_campaign_may_say_what_it_does_not_give(
    effect: dict[str, object], multiplier: Fraction | None, bonus: int, per_item: int
) -> None:
    """A multiplier of 1 and a bonus of 0 are what their absence is: no contradiction."""
    (campaign,) = read_program(document(campaign=[{"id": "c", "name": "C", **effect}])).campaigns
    assert (campaign.multiplier, campaign.bonus, campaign.bonus_per_item) == (
        multiplier,
        bonus,
        per_item,
    )


@pytest.mark.parametrize(
    ("rate", "points", "per_item"),
    [
        ({"points": 3, "points_per_item": 0}, 3, None),
        ({"points": 0, "per": "1.00", "points_per_item": 5}, 0, 5),
        ({"per": "1.00", "points_per_item": 5}, 1, 5),
        ({"points_per_item": 0}, 1, 0),
    ],
)
def test_a_rate_may_say_what_it_does_not_count(
    rate: dict[str, object], points: int, per_item: int | None
) -> None:
    """0 points per item beside points, or no points beside those per item, contradict nothing."""
    earn = read_program(document(earn={"category": [{"category": "a", **rate}]})).earn
    assert earn is not None
    (special,) = earn.special_rates
    assert (special.points, special.points_per_item) == (points, per_item)


def test_percent_off_has_a_percentage_for_a_value() -> None:
    """And other rewards have money."""
    percent = {**REWARD, "kind": "percent-off", "value": "12.5"}
    amount = {**REWARD, "kind": "amount-off", "value": "12.50", "id": "s"}
    rules = read_program(document(reward=[percent, amount]))
    assert rules.rewards[0].percent == Fraction("12.5")
    assert [reward.value_minor for reward in rules.rewards] == [0, 1_250]


WRONG: list[tuple[dict[str, object], str, str]] = [
    ({"schema": 2}, "schema", "unknown-schema"),
    ({"schema": 0}, "schema", "out-of-range"),
    ({"schema": "1"}, "schema", "wrong-type"),
    ({"schema": True}, "schema", "wrong-type"),
    ({"name": ""}, "name", "empty"),
    ({"name": 7}, "name", "wrong-type"),
    ({"currency": "eur"}, "currency", "unknown-currency"),
    ({"currency": ""}, "currency", "empty"),
    ({"currency": 978}, "currency", "wrong-type"),
    ({"timezone": "Europe/Nowhere"}, "timezone", "unknown-timezone"),
    ({"timezone": "../etc"}, "timezone", "unknown-timezone"),
    ({"timezone": ""}, "timezone", "empty"),
    ({"colour": "red"}, "colour", "unknown-key"),
    ({"unit": {"three": "Punkte"}}, "unit.three", "unknown-key"),
    ({"unit": "Punkt"}, "unit", "not-a-table"),
    ({"earn": []}, "earn", "not-a-table"),
    ({"earn": {"points": -1}}, "earn.points", "out-of-range"),
    ({"earn": {"points": 2**63}}, "earn.points", "above"),
    ({"earn": {"points": 1.5}}, "earn.points", "wrong-type"),
    ({"earn": {"per": "0.00"}}, "earn.per", "out-of-range"),
    ({"earn": {"per": "1,00"}}, "earn.per", "not-money"),
    ({"earn": {"per": "1.001"}}, "earn.per", "not-money"),
    ({"earn": {"per": "1e3"}}, "earn.per", "not-money"),
    ({"earn": {"per": "999999999999999999"}}, "earn.per", "not-money"),
    ({"earn": {"per": 1}}, "earn.per", "wrong-type"),
    ({"earn": {"rounding": "nearest"}}, "earn.rounding", "unknown-choice"),
    ({"earn": {"whole_units": "yes"}}, "earn.whole_units", "wrong-type"),
    ({"earn": {"minimum_purchase": "-1"}}, "earn.minimum_purchase", "not-money"),
    ({"earn": {"exclude_categories": "tabak"}}, "earn.exclude_categories", "not-a-list"),
    ({"earn": {"exclude_categories": ["a", 1]}}, "earn.exclude_categories[1]", "wrong-type"),
    ({"earn": {"pending_days": 36_526}}, "earn.pending_days", "above"),
    ({"earn": {"category": [{"points": 2}]}}, "earn.category[0].category", "missing"),
    (
        {"earn": {"category": [{"category": "a", "points_per_item": 1, "points": 2}]}},
        "earn.category[0].points_per_item",
        "one-of",
    ),
    (
        {"earn": {"category": [{"category": "a", "per": "0"}]}},
        "earn.category[0].per",
        "out-of-range",
    ),
    ({"earn": {"category": ["a"]}}, "earn.category[0]", "not-a-table"),
    ({"earn": {"category": {}}}, "earn.category", "not-a-list"),
    ({"tier": [{"name": "A", "threshold": "0"}]}, "tier[0].id", "missing"),
    ({"tier": [{"id": "a", "threshold": "0"}]}, "tier[0].name", "missing"),
    ({"tier": [{"id": "a", "name": "A"}]}, "tier[0].threshold", "missing"),
    (
        {"tier": [{"id": "a", "name": "A"}], "tiers": {"measure": "visits"}},
        "tier[0].threshold",
        "missing",
    ),
    ({"tier": [{**TIER, "threshold": "1"}]}, "tier[0].threshold", "first-not-zero"),
    ({"tier": [TIER, {**TIER, "id": "b"}]}, "tier[1].threshold", "not-ascending"),
    ({"tier": [TIER, {**TIER, "threshold": "9"}]}, "tier[1].id", "used-twice"),
    (
        {"tier": [{**TIER, "threshold": "0.5"}], "tiers": {"measure": "points"}},
        "tier[0].threshold",
        "wrong-type",
    ),
    ({"tier": [{**TIER, "multiplier": "-1"}]}, "tier[0].multiplier", "not-decimal"),
    ({"tier": [{**TIER, "multiplier": 2}]}, "tier[0].multiplier", "wrong-type"),
    ({"tier": [{**TIER, "benefits": [1]}]}, "tier[0].benefits[0]", "wrong-type"),
    ({"tiers": {"measure": "money"}}, "tiers.measure", "unknown-choice"),
    ({"tiers": {"window": "rolling"}}, "tiers.window", "unknown-choice"),
    ({"tiers": {"window": "rolling-months", "length": 0}}, "tiers.length", "out-of-range"),
    ({"tiers": {"length": 1_201}}, "tiers.length", "above"),
    ({"tiers": {"window": "rolling-days", "length": 36_526}}, "tiers.length", "above"),
    ({"tiers": {"timing": "during"}}, "tiers.timing", "unknown-choice"),
    ({"tiers": {"downgrade": "always"}}, "tiers.downgrade", "unknown-choice"),
    ({"tiers": {"grace_days": 99_999}}, "tiers.grace_days", "above"),
    ({"campaign": [{"id": "c", "name": "C"}]}, "campaign[0].multiplier", "one-of"),
    ({"campaign": [{**CAMPAIGN, "bonus": 5}]}, "campaign[0].multiplier", "one-of"),
    ({"campaign": [CAMPAIGN, CAMPAIGN]}, "campaign[1].id", "used-twice"),
    (
        {"campaign": [{**CAMPAIGN, "weekdays": ["Tue"]}]},
        "campaign[0].weekdays[0]",
        "unknown-choice",
    ),
    ({"campaign": [{**CAMPAIGN, "hours": ["16-18"]}]}, "campaign[0].hours[0]", "not-hours"),
    ({"campaign": [{**CAMPAIGN, "hours": ["T1600-18:00"]}]}, "campaign[0].hours[0]", "not-hours"),
    ({"campaign": [{**CAMPAIGN, "hours": ["24:00-02:00"]}]}, "campaign[0].hours[0]", "not-hours"),
    ({"campaign": [{**CAMPAIGN, "hours": ["09:00-09:00"]}]}, "campaign[0].hours[0]", "not-hours"),
    ({"campaign": [{**CAMPAIGN, "from": "1.1.2026"}]}, "campaign[0].from", "not-date"),
    ({"campaign": [{**CAMPAIGN, "from": "2026-W01-1"}]}, "campaign[0].from", "not-date"),
    ({"campaign": [{**CAMPAIGN, "from": "2026-02-30"}]}, "campaign[0].from", "not-date"),
    ({"campaign": [{**CAMPAIGN, "from": "0001-01-01"}]}, "campaign[0].from", "not-date"),
    (
        {"campaign": [{**CAMPAIGN, "from": "2026-02-01", "to": "2026-02-01"}]},
        "campaign[0].to",
        "ends-before-start",
    ),
    ({"campaign": [{**CAMPAIGN, "tiers": ["gold"]}]}, "campaign[0].tiers[0]", "unknown-reference"),
    ({"campaign": [{**CAMPAIGN, "holdout_percent": 101}]}, "campaign[0].holdout_percent", "above"),
    ({"stacking": {"campaigns": "worst"}}, "stacking.campaigns", "unknown-choice"),
    ({"action": [{**ACTION, "limit": "1 a year"}]}, "action[0].limit", "not-limit"),
    ({"action": [{**ACTION, "limit": "0 per year"}]}, "action[0].limit", "not-limit"),
    ({"action": [{**ACTION, "limit": "1 per decade"}]}, "action[0].limit", "not-limit"),
    ({"action": [{**ACTION, "limit": "once"}]}, "action[0].limit", "not-limit"),
    ({"welcome": {"on": "first-visit"}}, "welcome.on", "unknown-choice"),
    ({"referral": {"referred": "50"}}, "referral.referred", "wrong-type"),
    ({"redemption": {"points": 0}}, "redemption.points", "out-of-range"),
    ({"redemption": {"step": 0}}, "redemption.step", "out-of-range"),
    ({"redemption": {"maximum_share": "1.01"}}, "redemption.maximum_share", "above"),
    ({"reward": [{"id": "r", "name": "R", "kind": "service"}]}, "reward[0].cost", "missing"),
    ({"reward": [{"id": "r", "name": "R", "cost": 1}]}, "reward[0].kind", "missing"),
    ({"reward": [{**REWARD, "kind": "car"}]}, "reward[0].kind", "unknown-choice"),
    (
        {"reward": [{**REWARD, "kind": "percent-off", "value": "101"}]},
        "reward[0].value",
        "above",
    ),
    ({"reward": [{**REWARD, "tiers": ["gold"]}]}, "reward[0].tiers[0]", "unknown-reference"),
    ({"reward": [REWARD, REWARD]}, "reward[1].id", "used-twice"),
    ({"reward": [{**REWARD, "cooldown_days": 40_000}]}, "reward[0].cooldown_days", "above"),
    ({"stamp_card": [STAMPS]}, "stamp_card[0].reward", "unknown-reference"),
    (
        {"reward": [REWARD], "stamp_card": [{**STAMPS, "size": 0}]},
        "stamp_card[0].size",
        "out-of-range",
    ),
    (
        {"reward": [REWARD], "stamp_card": [{**STAMPS, "any": False}]},
        "stamp_card[0].category",
        "one-of",
    ),
    (
        {"reward": [REWARD], "stamp_card": [{**STAMPS, "per": "kilo"}]},
        "stamp_card[0].per",
        "unknown-choice",
    ),
    ({"membership": [{**CLUB, "months": 0}]}, "membership[0].months", "out-of-range"),
    ({"membership": [{**CLUB, "fee": "-5"}]}, "membership[0].fee", "not-money"),
    ({"membership": [{**CLUB, "percent_off": "100.5"}]}, "membership[0].percent_off", "above"),
    (
        {"reward": [{**REWARD, "kind": "membership", "product": "m"}]},
        "reward[0].product",
        "unknown-reference",
    ),
    (
        {"reward": [REWARD, {**REWARD, "id": "s", "kind": "ticket", "product": "d"}]},
        "reward[1].product",
        "unknown-reference",
    ),
    (
        {"membership": [CLUB], "reward": [{**REWARD, "kind": "ticket", "product": "m"}]},
        "reward[0].product",
        "unknown-reference",
    ),
    ({"challenge": [{"id": "c", "name": "C"}]}, "challenge[0].goal", "one-of"),
    ({"challenge": [{**CHALLENGE, "goal": {}}]}, "challenge[0].goal", "one-of"),
    (
        {"challenge": [{**CHALLENGE, "goal": {"visits": 1, "spend": "1"}}]},
        "challenge[0].goal",
        "one-of",
    ),
    (
        {"challenge": [{**CHALLENGE, "goal": {"visits": 0}}]},
        "challenge[0].goal.visits",
        "out-of-range",
    ),
    ({"challenge": [{**CHALLENGE, "goal": {"spend": 5}}]}, "challenge[0].goal.spend", "wrong-type"),
    ({"draw": [{"id": "d", "name": "D"}]}, "draw[0].ticket", "one-of"),
    ({"draw": [{**DRAW, "ticket": {"spend": "1", "points": 1}}]}, "draw[0].ticket", "one-of"),
    ({"draw": [{**DRAW, "ticket": {"action": "x"}}]}, "draw[0].ticket.action", "unknown-reference"),
    ({"wheel": [{**WHEEL, "segments": []}]}, "wheel[0].segments", "empty"),
    ({"wheel": [{**WHEEL, "segments": [{"weight": 0}]}]}, "wheel[0].segments", "empty"),
    ({"wheel": [{**WHEEL, "segments": [{}]}]}, "wheel[0].segments[0].weight", "missing"),
    (
        {"wheel": [{**WHEEL, "segments": [{"weight": 1, "reward": "r"}]}]},
        "wheel[0].segments[0].reward",
        "unknown-reference",
    ),
    (
        {"partner": [{**PARTNER, "settlement_value": "a"}]},
        "partner[0].settlement_value",
        "not-decimal",
    ),
    ({"partner": [{"id": "p"}]}, "partner[0].name", "missing"),
    ({"expiry": {"kind": "weeks"}}, "expiry.kind", "unknown-choice"),
    ({"expiry": {"kind": "days"}}, "expiry.length", "missing"),
    ({"expiry": {"kind": "months", "length": 0}}, "expiry.length", "out-of-range"),
    ({"expiry": {"kind": "months", "length": 1_201}}, "expiry.length", "above"),
    ({"expiry": {"kind": "days", "length": 36_526}}, "expiry.length", "above"),
    ({"expiry": {"kind": "fixed-date"}}, "expiry.fixed_date", "not-date"),
    ({"expiry": {"fixed_date": "9-30"}}, "expiry.fixed_date", "not-date"),
    ({"expiry": {"fixed_date": "W05-1"}}, "expiry.fixed_date", "not-date"),
    ({"expiry": {"fixed_date": "02-30"}}, "expiry.fixed_date", "not-date"),
    ({"refund": {"earned": "never"}}, "refund.earned", "unknown-choice"),
    ({"refund": {"shortfall": "waive"}}, "refund.shortfall", "unknown-choice"),
]


@pytest.mark.parametrize(("wrong", "path", "reason"), WRONG, ids=lambda each: str(each)[:60])
def test_a_wrong_key_is_named(wrong: dict[str, object], path: str, reason: str) -> None:
    """One thing wrong is one problem, at its path, with its reason."""
    assert (path, reason) in problems_of(document(**wrong))


@pytest.mark.parametrize("key", ["schema", "name", "currency", "timezone"])
def test_the_head_is_required(key: str) -> None:
    """Schema, name, currency and time zone must be there; each is missed once."""
    wrong = document()
    del wrong[key]
    assert problems_of(wrong) == [(key, "missing")]


def test_all_problems_come_at_once() -> None:
    """Whoever wrote the file mends it in one go."""
    wrong = document(currency="euro", earn={"points": -1, "pro": 1}, campaign=[{"multiplier": "x"}])
    assert problems_of(wrong) == [
        ("currency", "unknown-currency"),
        ("earn.points", "out-of-range"),
        ("earn.pro", "unknown-key"),
        ("campaign[0].id", "missing"),
        ("campaign[0].name", "missing"),
        ("campaign[0].multiplier", "not-decimal"),
    ]


def _paths(table: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    match table:
        case dict():
            inner = [_paths(value, (*path, key)) for key, value in table.items()]
        case list():
            inner = [_paths(value, (*path, place)) for place, value in enumerate(table)]
        case _:
            return [path]
    return [path for paths in inner for path in paths]


def _put(table: dict[str, object], path: tuple[str | int, ...], value: object) -> None:
    place: object = table
    for key in path[:-1]:
        place = place[key]  # type: ignore[index]  # a parsed file is as deep as it is
    place[path[-1]] = value  # type: ignore[index]  # as above


@pytest.mark.parametrize("kind", list(RewardKind))
def test_a_reward_needs_a_cost_and_a_kind_only(kind: RewardKind) -> None:
    """What it is a ticket for, or a membership of, may be left to the people at the counter."""
    reward = {"id": "r", "name": "R", "cost": 1, "kind": kind.value}
    assert read_program(document(reward=[reward])).rewards[0].kind is kind
