from collections.abc import Mapping
from fractions import Fraction

import pytest

from pos_loyalty.domain.lint_changes import change_advice
from tests.support.builders import BASIS, COFFEE, COFFEE_CARD, GOLD, SILVER, program

_CLUB = {"id": "club", "name": "Club", "fee": "20.00", "percent_off": "5", "multiplier": "2"}
_GOAL = {"id": "ziel", "name": "Ziel", "goal": {"visits": 3}, "bonus": 50}
_DRAW = {"id": "los", "name": "Los", "ticket": {"points": 5}, "prizes": ["Korb", "Korb", "Buch"]}
_PARTNER = {"id": "korn", "name": "Korn", "settlement_value": "0.01"}
_OFF = {**COFFEE, "kind": "percent-off", "value": "10"}


def _found(before: Mapping[str, object], after: Mapping[str, object]) -> list[tuple[str, str]]:
    change = change_advice(program(**after), before=program(**before))
    return [(each.code, each.path) for each in change]


@pytest.mark.parametrize(
    ("section", "items"),
    [
        ("reward", [COFFEE]),
        ("tier", [BASIS, GOLD]),
        ("membership", [_CLUB]),
        ("challenge", [_GOAL]),
        ("draw", [_DRAW]),
        ("partner", [_PARTNER]),
    ],
)
def test_what_is_taken_out(section: str, items: list[dict[str, object]]) -> None:
    """Whoever collected for it is told; what comes in, or stays as it is, needs no advice."""
    with_it, without = {section: items}, {section: items[:-1]}
    assert _found(with_it, without) == [("removed", section)]
    assert _found(without, with_it) == []
    assert _found(with_it, with_it) == []


def test_a_stamp_card_is_taken_out() -> None:
    """Stamps that were collected are worth nothing then."""
    with_card = {"reward": [COFFEE], "stamp_card": [COFFEE_CARD]}
    assert _found(with_card, {"reward": [COFFEE]}) == [("removed", "stamp_card")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, None, [("redemption-removed", "redemption")]),
        (None, {}, []),
        ({}, {"points": 200}, [("points-worth-less", "redemption.value")]),
        ({}, {"points": 50}, []),
        (
            {},
            {"minimum_points": 100, "step": 10},
            [
                ("redeeming-harder", "redemption.minimum_points"),
                ("redeeming-harder", "redemption.step"),
            ],
        ),
        ({"minimum_points": 100, "step": 10}, {}, []),
        ({}, {"maximum_share": "0.5"}, [("redeeming-capped", "redemption.maximum_share")]),
    ],
)
def test_points_as_a_discount(
    before: dict[str, object] | None,
    after: dict[str, object] | None,
    expected: list[tuple[str, str]],
) -> None:
    """Points that were earned are worth less, or harder to spend."""
    assert _found({"redemption": before}, {"redemption": after}) == expected


def test_the_worth_is_told_for_the_same_points() -> None:
    """A hundred points that were one euro are fifty cents."""
    (found,) = change_advice(program(redemption={"points": 200}), before=program(redemption={}))
    assert dict(found.facts) == {"points": 100, "was_minor": 100, "now_minor": 50}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (COFFEE, {"cost": 60}, ["reward-dearer"]),
        (COFFEE, {"cost": 40}, []),
        (COFFEE, {"value": "3.00"}, ["reward-worth-less"]),
        (COFFEE, {"kind": "amount-off", "value": "3.00"}, []),
        (COFFEE, {"tiers": ["gold"]}, ["reward-for-fewer"]),
        ({**COFFEE, "tiers": ["gold"]}, {"tiers": ["basis", "gold"]}, []),
        ({**COFFEE, "tiers": ["gold"]}, {"tiers": []}, []),
        ({**COFFEE, "tiers": ["basis", "gold"]}, {"tiers": ["gold"]}, ["reward-for-fewer"]),
        (COFFEE, {"stock": 5}, ["reward-rarer"]),
        ({**COFFEE, "stock": 5}, {"stock": 0}, []),
        (COFFEE, {"limit": "1 per year"}, ["reward-rarer"]),
        ({**COFFEE, "limit": "2 per year"}, {"limit": "1 per year"}, ["reward-rarer"]),
        ({**COFFEE, "limit": "2 per year"}, {"limit": "1 per month"}, []),
        (COFFEE, {"cooldown_days": 1}, ["reward-rarer"]),
        (COFFEE, {"to": "2026-06-01"}, ["reward-rarer"]),
        ({**COFFEE, "to": "2026-06-01"}, {"to": "2026-05-01"}, ["reward-rarer"]),
        ({**COFFEE, "to": "2026-06-01"}, {"to": "2026-07-01"}, []),
        (_OFF, {"value": "5"}, ["reward-worth-less"]),
        (_OFF, {"maximum_value": "5.00"}, ["reward-worth-less"]),
        ({**_OFF, "maximum_value": "5.00"}, {"maximum_value": "4.00"}, ["reward-worth-less"]),
        ({**_OFF, "maximum_value": "5.00"}, {"maximum_value": "0"}, []),
    ],
)
def test_rewards(before: dict[str, object], after: dict[str, object], expected: list[str]) -> None:
    """A higher price, a lower value, fewer tiers: members were saving for it."""
    tiers = [BASIS, GOLD]
    found = _found(
        {"tier": tiers, "reward": [before]}, {"tier": tiers, "reward": [{**before, **after}]}
    )
    assert [code for code, _ in found] == expected


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ({"threshold": "501"}, "tier-harder"),
        ({"threshold": "499"}, None),
        ({"multiplier": "1.4"}, "tier-earns-less"),
        ({"multiplier": "1.6"}, None),
        ({"redemption_multiplier": "1.1"}, "tier-pays-more"),
        ({"redemption_multiplier": "0.9"}, None),
    ],
)
def test_a_tier(after: dict[str, object], code: str | None) -> None:
    """A tier that is harder to reach, or gives less, disappoints who strove for it."""
    changed = [BASIS, SILVER, {**GOLD, **after}]
    found = _found({"tier": [BASIS, SILVER, GOLD]}, {"tier": changed})
    assert [each for each, _ in found] == ([code] if code else [])


def test_a_threshold_is_told_in_its_measure() -> None:
    """Money as money, visits as a number."""
    higher = {**GOLD, "threshold": "600"}
    spend = change_advice(program(tier=[BASIS, higher]), before=program(tier=[BASIS, GOLD]))
    visits = {"measure": "visits"}
    counted = change_advice(
        program(tier=[BASIS, higher], tiers=visits),
        before=program(tier=[BASIS, GOLD], tiers=visits),
    )
    assert [dict(each.facts) for each in spend] == [
        {"name": "Gold", "was_minor": 50000, "now_minor": 60000}
    ]
    assert [dict(each.facts) for each in counted] == [{"name": "Gold", "was": 500, "now": 600}]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ({}, {"measure": "visits"}, "tier-measure-changed"),
        ({}, {"window": "rolling-months", "length": 24}, "tier-window-shorter"),
        ({"window": "rolling-months", "length": 12}, {}, None),
        (
            {"window": "rolling-months", "length": 12},
            {"window": "rolling-days", "length": 364},
            "tier-window-shorter",
        ),
        (
            {"window": "rolling-days", "length": 365},
            {"window": "calendar-year"},
            "tier-window-shorter",
        ),
        ({"window": "calendar-year"}, {"window": "rolling-days", "length": 365}, None),
    ],
)
def test_how_tiers_are_counted(
    before: dict[str, object], after: dict[str, object], code: str | None
) -> None:
    """What counts in another way, or for a shorter time, can cost a tier that is held."""
    tiers = [BASIS, GOLD]
    found = _found({"tier": tiers, "tiers": before}, {"tier": tiers, "tiers": after})
    assert [each for each, _ in found] == ([code] if code else [])
    assert _found({"tiers": before}, {"tier": tiers, "tiers": after}) == []


def test_a_stamp_card_with_more_fields() -> None:
    """A card that was nearly full is not any more; a smaller one is a gift."""
    small = {"reward": [COFFEE], "stamp_card": [COFFEE_CARD]}
    large = {"reward": [COFFEE], "stamp_card": [{**COFFEE_CARD, "size": 12}]}
    assert _found(small, large) == [("stamp-card-larger", "stamp_card[0].size")]
    assert _found(large, small) == []


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"goal": {"visits": 4}}, [("challenge-harder", "challenge[0].goal")]),
        ({"goal": {"visits": 2}}, []),
        ({"goal": {"products": 2}}, [("challenge-harder", "challenge[0].goal")]),
        ({"bonus": 40}, [("challenge-gives-less", "challenge[0].bonus")]),
    ],
)
def test_a_challenge(after: dict[str, object], expected: list[tuple[str, str]]) -> None:
    """Whoever has begun runs after a goal that moves."""
    assert _found({"challenge": [_GOAL]}, {"challenge": [{**_GOAL, **after}]}) == expected


def test_a_club_that_was_paid_for() -> None:
    """What was sold is owed until it ends."""
    worse = {**_CLUB, "percent_off": "4", "multiplier": "1"}
    assert _found({"membership": [_CLUB]}, {"membership": [worse]}) == [
        ("membership-worse", "membership[0].percent_off"),
        ("membership-worse", "membership[0].multiplier"),
    ]


def test_prizes_that_were_announced() -> None:
    """One basket of two is gone; one more is no harm."""
    fewer = {**_DRAW, "prizes": ["Korb", "Buch", "Ball"]}
    more = {**_DRAW, "prizes": ["Buch", "Korb", "Korb", "Ball"]}
    assert _found({"draw": [_DRAW]}, {"draw": [fewer]}) == [("prizes-changed", "draw[0].prizes")]
    assert _found({"draw": [_DRAW]}, {"draw": [more]}) == []


def test_new_points() -> None:
    """Fewer for a purchase, or for a shorter time: said, though nothing earned is touched."""
    assert _found({"earn": {"points": 2}}, {}) == [("earns-less", "earn.points")]
    assert _found({}, {"earn": {"points": 2}}) == []
    longer = {"expiry": {"kind": "months", "length": 36}}
    shorter = {"expiry": {"kind": "months-end-of-quarter", "length": 33}}
    assert _found({}, longer) == [("expiry-shortened", "expiry.length")]
    assert _found(longer, shorter) == [("expiry-shortened", "expiry.length")]
    assert _found(longer, {}) == []


def test_factors_are_told_exactly() -> None:
    """A tier's multiplier stays the fraction that it is."""
    less = [BASIS, {**GOLD, "multiplier": "1.25"}]
    (found,) = change_advice(program(tier=less), before=program(tier=[BASIS, GOLD]))
    assert dict(found.facts) == {"name": "Gold", "was": Fraction(3, 2), "now": Fraction(5, 4)}
