from datetime import timedelta

import pytest

from pos_loyalty.domain.lint_fairness import fairness_advice
from pos_loyalty.domain.program import Program
from tests.support.builders import BASIS, COFFEE, GOLD, program

_EXCLUDED = {"exclude_categories": ["gutschein"]}


def _found(draft: Program) -> list[tuple[str, str]]:
    return [(each.code, each.path) for each in fairness_advice(draft)]


def _fair(**sections: object) -> list[tuple[str, str]]:
    """The advice on a program with these sections, gift cards left out."""
    return _found(program(**{"earn": _EXCLUDED, **sections}))


@pytest.mark.parametrize(
    ("expiry", "codes"),
    [
        ({}, []),
        ({"kind": "months", "length": 36, "warn_days": 60}, []),
        ({"kind": "days", "length": 1095, "warn_days": 60}, []),
        ({"kind": "months-end-of-year", "length": 35, "warn_days": 60}, ["short-expiry"]),
        ({"kind": "days", "length": 1094, "warn_days": 60}, ["short-expiry"]),
        ({"kind": "months", "length": 12, "warn_days": 60}, ["short-expiry"]),
        (
            {"kind": "months", "length": 11, "warn_days": 60},
            ["short-expiry", "inactivity-forfeiture"],
        ),
        (
            {"kind": "days", "length": 364, "warn_days": 60},
            ["short-expiry", "inactivity-forfeiture"],
        ),
        ({"kind": "months", "length": 36}, ["no-expiry-warning"]),
    ],
)
def test_points_that_lapse_soon(expiry: dict[str, object], codes: list[str]) -> None:
    """Three years are safe, less than one takes all from who stays away, and nobody is warned."""
    assert [code for code, _ in _fair(expiry=expiry)] == codes


def test_the_term_is_told_as_it_is_written() -> None:
    """Months stay months and days stay days."""
    in_months = program(earn=None, expiry={"kind": "months", "length": 24, "warn_days": 60})
    in_days = program(earn=None, expiry={"kind": "days", "length": 90, "warn_days": 60})
    assert [each.facts for each in fairness_advice(in_months)] == [(("term", 24),)]
    assert {each.facts for each in fairness_advice(in_days)} == {(("term", timedelta(days=90)),)}


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [
        ({}, []),
        ({"window": "calendar-year"}, [("tier-lost-at-new-year", "tiers.grace_days")]),
        ({"window": "calendar-year", "grace_days": 364}, []),
        ({"window": "calendar-year", "downgrade": "never"}, []),
        ({"window": "rolling-months", "length": 11}, [("tier-lost-by-pause", "tiers.length")]),
        ({"window": "rolling-months", "length": 12}, []),
        ({"window": "rolling-days", "length": 364}, [("tier-lost-by-pause", "tiers.length")]),
        ({"window": "rolling-days", "length": 365}, []),
    ],
)
def test_tiers_that_are_lost_by_a_pause(
    tiers: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    """A year to keep a tier, or days of grace, are fair; one tier for all cannot be lost."""
    assert _fair(tier=[BASIS, GOLD], tiers=tiers) == expected
    assert _fair(tier=[BASIS], tiers=tiers) == []


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"id": "geburtsdatum", "name": "Angaben"}, [("full-birth-date", "action[0].name")]),
        ({"id": "a", "name": "Your date of birth"}, [("full-birth-date", "action[0].name")]),
        ({"id": "a", "name": "Bewertung", "points": 5}, [("paid-review", "action[0].points")]),
        ({"id": "a", "name": "Bewertung"}, []),
        (
            {"id": "a", "name": "Karte aufladen", "points": 5},
            [("preloaded-balance", "action[0].points")],
        ),
        ({"id": "a", "name": "Gutschein gezeigt"}, []),
        ({"id": "eis", "name": "Eis gegessen", "points": 5}, []),
    ],
)
def test_actions_by_what_they_are_called(
    action: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    """Points for a birth date, a review or loaded money are worth a second thought."""
    assert _fair(action=[action]) == expected


def test_price_off_for_everybody() -> None:
    """A discount without cost is a price reduction, unless only a higher tier gets it."""
    off = {**COFFEE, "cost": 0, "kind": "percent-off", "value": "10"}
    amount = {**COFFEE, "cost": 0, "kind": "amount-off"}
    expected = [("price-off-for-everybody", "reward[0].cost")]
    tiers = [BASIS, GOLD]
    assert _fair(reward=[off]) == expected
    assert _fair(reward=[amount]) == expected
    assert _fair(tier=tiers, reward=[{**off, "tiers": ["basis"]}]) == expected
    assert _fair(tier=tiers, reward=[{**off, "tiers": ["gold"]}]) == []
    assert _fair(reward=[{**off, "cost": 5}]) == []
    assert _fair(reward=[{**COFFEE, "cost": 0}]) == []


def test_a_free_club_with_price_off() -> None:
    """Whoever can join for nothing gets the price of everybody."""
    club = {"id": "club", "name": "Club", "percent_off": "5"}
    assert _fair(membership=[club]) == [("price-off-for-everybody", "membership[0].fee")]
    assert _fair(membership=[{**club, "fee": "20.00"}]) == []
    assert _fair(membership=[{**club, "percent_off": "0"}]) == []


def test_points_for_money_that_is_only_loaded() -> None:
    """Selling vouchers earns nothing, and a purchase does not give its price back."""
    voucher = {"category": "gutschein", "points": 2}
    by_product = {"product": "gift-card", "points_per_item": 5}
    free = {"category": "aufladung", "points": 0}
    rates = {**_EXCLUDED, "category": [voucher, by_product, free, {"category": "kaffee"}]}
    assert _fair(earn=rates) == [
        ("preloaded-balance", "earn.category[0].category"),
        ("preloaded-balance", "earn.category[1].product"),
    ]
    assert _fair(earn={**_EXCLUDED, "points": 100}, redemption={}) == [
        ("points-for-their-price", "earn.points")
    ]
    assert _fair(earn={**_EXCLUDED, "points": 99}, redemption={}) == []


def test_points_for_cash() -> None:
    """What is redeemed without a purchase is paid out."""
    assert _fair(redemption={"with_purchase_only": False}) == [
        ("points-for-cash", "redemption.with_purchase_only")
    ]


def test_games_of_chance() -> None:
    """A game that needs a purchase needs open conditions, a draw needs an end."""
    by_spend = {"id": "a", "name": "A", "ticket": {"spend": "10.00"}, "prizes": ["Korb"]}
    by_points = {"id": "b", "name": "B", "ticket": {"points": 5}, "to": "2026-09-01"}
    segments = [{"points": 5, "weight": 1}]
    wheel = {"id": "c", "name": "C", "minimum_purchase": "20.00", "segments": segments}
    free = {"id": "d", "name": "D", "limit": "1 per day", "segments": segments}
    assert _fair(draw=[by_spend, by_points], wheel=[wheel, free]) == [
        ("chance-needs-purchase", "draw[0].ticket.spend"),
        ("draw-without-end", "draw[0].to"),
        ("chance-needs-purchase", "wheel[0].minimum_purchase"),
    ]


@pytest.mark.parametrize(("percent", "is_told"), [(0, False), (10, True), (100, False)])
def test_a_control_group(percent: int, *, is_told: bool) -> None:
    """Members who are left out must not be promised the campaign; nobody in it is no campaign."""
    held_out = {"id": "a", "name": "A", "multiplier": "2", "holdout_percent": percent}
    told = [("hidden-control-group", "campaign[0].holdout_percent")]
    assert _fair(campaign=[held_out]) == (told if is_told else [])


def test_nothing_is_left_out() -> None:
    """Fixed prices and deposits should earn nothing; without earning there is nothing to say."""
    assert _found(program()) == [("nothing-excluded", "earn.exclude_categories")]
    assert _found(program(earn=None)) == []
