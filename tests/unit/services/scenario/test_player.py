from collections.abc import Mapping
from typing import Any

import pytest

from pos_loyalty.bootstrap.stories import play_story
from pos_loyalty.services.scenario.document import scenarios_of
from pos_loyalty.services.scenario.steps import Scenario

_TIERS = [
    {"id": "basis", "name": "Basis", "threshold": "0"},
    {"id": "gold", "name": "Gold", "threshold": "500.00", "multiplier": "1.5"},
]
_COFFEE = {"id": "coffee", "name": "Kaffee gratis", "cost": 500, "kind": "product", "value": "3.20"}
_CARD = {"id": "ten", "name": "Zehnerkarte", "category": "kaffee", "size": 10, "reward": "coffee"}


def _play(*steps: Mapping[str, Any], **rules: Any) -> dict[str, Any]:  # noqa: ANN401 - what JSON holds
    program = {
        "schema": 1,
        "name": "Test",
        "currency": "EUR",
        "timezone": "Europe/Berlin",
        "earn": {"points": 1, "per": "1.00"},
        **rules,
    }
    scenario = scenarios_of(
        {
            "schema": 1,
            "id": "s",
            "program": program,
            "start": "2026-01-05T09:00:00+01:00",
            "steps": list(steps),
        }
    )
    assert isinstance(scenario, Scenario)
    return play_story(scenario, "de")


def _codes(result: Mapping[str, Any]) -> list[str | None]:
    return [step["error"]["code"] if not step["ok"] else None for step in result["steps"]]


_BUY = {"do": "purchase", "amount": "10.00"}


def test_a_story_without_enrollment_has_one_member_without_welcome() -> None:
    """The member is there from the start, and neither kind of welcome is given."""
    for when in ("enrolment", "first-purchase"):
        result = _play(_BUY, welcome={"points": 50, "on": when})
        assert result["final"]["members"]["member"]["balance"] == 10


def test_nobody_is_there_before_the_first_enrollment() -> None:
    """Time passes without members; a purchase finds none."""
    result = _play({"do": "advance", "to": "2026-02-01"}, _BUY, {"do": "enroll", "member": "anna"})
    assert _codes(result) == [None, "unknown-member", None]
    assert result["steps"][1]["balance"] == 0
    assert list(result["final"]["members"]) == ["anna"]


def test_the_last_enrolled_member_is_meant() -> None:
    """A step that names nobody is about who joined last."""
    result = _play(
        {"do": "enroll", "member": "anna"},
        {"do": "enroll", "member": "ben"},
        _BUY,
        {**_BUY, "member": "anna", "amount": "5.00"},
        {**_BUY, "member": "carla"},
    )
    balances = {name: m["balance"] for name, m in result["final"]["members"].items()}
    assert balances == {"anna": 5, "ben": 10}
    assert _codes(result)[-1] == "unknown-member"


def test_a_known_key_repeats_the_first_result_whole() -> None:
    """Nothing is done again, the clock stays where it is, and only two figures differ."""
    again = {**_BUY, "key": "k", "at": "2026-03-01"}
    result = _play({**_BUY, "key": "k"}, _BUY, again, {"do": "balance"})
    first, _, repeated, balance = result["steps"]
    assert repeated == {**first, "step": 3, "repeated": True}
    assert balance["balance"] == 20


def test_a_refusal_is_remembered_under_its_key() -> None:
    """Points that come later do not change what was answered."""
    redeem = {"do": "redeem", "reward": "coffee", "key": "k"}
    result = _play(redeem, {"do": "grant", "points": 500}, redeem, reward=[_COFFEE])
    assert _codes(result) == ["insufficient-points", None, "insufficient-points"]
    assert result["steps"][2]["repeated"]


def test_a_key_with_other_content_is_refused() -> None:
    """Neither the old nor the new content is done."""
    result = _play({**_BUY, "key": "k"}, {**_BUY, "key": "k", "amount": "11.00"})
    assert _codes(result) == [None, "key-reused"]
    assert result["steps"][1]["balance"] == 10


def test_the_clock_moves_although_a_step_is_refused() -> None:
    """What lapses on the way is shown with the refused step."""
    result = _play(
        {"do": "grant", "points": 7, "expires": "2026-02-01"},
        {"do": "redeem", "reward": "coffee", "at": "2026-02-01"},
        reward=[_COFFEE],
    )
    refused = result["steps"][1]
    assert (refused["ok"], refused["expired"], refused["balance"]) == (False, 7, 0)


def test_what_lapsed_unseen_is_not_shown_later() -> None:
    """``expired`` is of this step and of the member shown."""
    result = _play(
        {"do": "enroll", "member": "anna"},
        {"do": "grant", "points": 7, "expires": "2026-02-01"},
        {"do": "enroll", "member": "ben"},
        {"do": "balance", "at": "2026-03-01"},
        {"do": "balance", "member": "anna"},
    )
    assert [step.get("expired") for step in result["steps"]] == [0, 0, 0, 0, 0]


def test_only_a_purchase_may_come_late() -> None:
    """It is priced under its own time; everything else is refused and moves nothing."""
    result = _play(
        {"do": "advance", "to": "2026-02-01"},
        {**_BUY, "at": "2026-01-10"},
        {"do": "grant", "points": 5, "at": "2026-01-10"},
        {"do": "quote", "amount": "5.00", "at": "2026-01-10"},
        {**_BUY, "at": "2026-01-01"},
    )
    assert _codes(result) == [None, None, "in-the-past", "in-the-past", "in-the-past"]
    assert result["steps"][-1]["balance"] == 10


def test_a_quote_changes_nothing() -> None:
    """It tells what a purchase would do, and the standing as it is."""
    result = _play({"do": "quote", "amount": "20.00"}, {"do": "balance"})
    quote = result["steps"][0]
    assert (quote["earned"], quote["due"], quote["balance"]) == (20, "20.00", 0)
    assert result["steps"][1]["balance"] == 0


def test_refunds_show_the_member_of_the_purchase() -> None:
    """Whoever joined since then, the purchase's own member is told of."""
    result = _play(
        {"do": "enroll", "member": "anna"},
        {**_BUY, "id": "A"},
        {"do": "enroll", "member": "ben"},
        {"do": "refund", "purchase": "A", "amount": "5.00"},
        {"do": "void", "purchase": "A"},
        {"do": "void", "purchase": "A"},
        {"do": "refund", "purchase": "B"},
    )
    assert [step["balance"] for step in result["steps"][3:6]] == [5, 0, 0]
    assert _codes(result)[5:] == ["already-refunded", "unknown-purchase"]


def test_a_debt_is_a_negative_balance_without_spendable_points() -> None:
    """Points already gone are owed."""
    result = _play(
        {**_BUY, "id": "A", "amount": "500.00"},
        {"do": "redeem", "reward": "coffee", "id": "R"},
        {"do": "void", "purchase": "A"},
        {"do": "undo-redeem", "id": "R"},
        {"do": "undo-redeem", "id": "R"},
        {"do": "undo-redeem", "id": "S"},
        reward=[_COFFEE],
    )
    void = result["steps"][2]
    assert (void["balance"], void["spendable"], void["reversed"]) == (-500, 0, 500)
    assert result["steps"][3]["balance"] == 0
    assert _codes(result)[4:] == ["already-refunded", "unknown-redemption"]


def test_names_are_used_once() -> None:
    """A purchase, a redemption and a member are each called by one name only."""
    result = _play(
        {"do": "enroll", "member": "anna"},
        {"do": "enroll", "member": "anna"},
        {**_BUY, "id": "A"},
        {**_BUY, "id": "A"},
        {"do": "grant", "points": 1000},
        {"do": "redeem", "reward": "coffee", "id": "R"},
        {"do": "redeem", "reward": "coffee", "id": "R"},
        reward=[_COFFEE],
    )
    assert _codes(result) == [None, "not-allowed"] * 2 + [None, None, "not-allowed"]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ({"do": "adjust", "points": 0}, "not-allowed"),
        ({"do": "adjust", "points": -1}, "negative-adjustment"),
        ({"do": "grant", "points": 0}, "not-allowed"),
        ({"do": "set-tier", "tier": "platin"}, "not-allowed"),
        ({"do": "stamp", "card": "nine", "count": 1}, "not-allowed"),
        ({"do": "stamp", "card": "ten", "count": -1}, "negative-adjustment"),
        ({"do": "action", "action": "jump"}, "unknown-action"),
        ({"do": "redeem", "reward": "tea"}, "unknown-reward"),
        ({"do": "redeem", "points": 100}, "not-allowed"),
        ({"do": "history", "entries": [{"at": "2027-01-01"}]}, "not-allowed"),
        ({"do": "spin", "wheel": "wheel", "seed": "x"}, "not-allowed"),
        ({"do": "draw", "draw": "summer", "seed": "x"}, "not-allowed"),
        ({"do": "ticket", "draw": "summer"}, "not-allowed"),
        ({"do": "donate", "points": 5, "reward": "tree"}, "unknown-reward"),
        ({"do": "buy-membership", "membership": "club"}, "not-allowed"),
        ({"do": "cancel-membership", "id": "C"}, "unknown-purchase"),
    ],
)
def test_a_refused_step_has_a_code_and_words(step: Mapping[str, Any], code: str) -> None:
    """A refusal is a result: it changes nothing and says what happened."""
    result = _play(step, {"do": "balance"}, tier=_TIERS, reward=[_COFFEE], stamp_card=[_CARD])
    refused = result["steps"][0]
    assert (refused["ok"], refused["error"]["code"]) == (False, code)
    assert refused["error"]["message"].endswith(".")
    assert result["steps"][1]["balance"] == 0


def test_a_blocked_member_is_refused_until_unblocked() -> None:
    """A block holds for what a member does, not for what is put right."""
    result = _play({"do": "block"}, _BUY, {"do": "balance"}, {"do": "unblock"}, _BUY)
    assert _codes(result) == [None, "member-blocked", None, None, None]


def test_a_referral_credits_both() -> None:
    """The referrer is named by the story's own name."""
    result = _play(
        {"do": "enroll", "member": "anna"},
        {"do": "enroll", "member": "ben", "referrer": "anna"},
        {"do": "enroll", "member": "carla", "referrer": "nobody"},
        {**_BUY, "member": "ben", "amount": "20.00"},
        referral={"referrer": 100, "referred": 50, "minimum_purchase": "20.00"},
    )
    assert _codes(result)[2] == "unknown-member"
    balances = {name: m["balance"] for name, m in result["final"]["members"].items()}
    assert balances == {"anna": 100, "ben": 70}


def test_a_campaign_for_one_member_names_that_member() -> None:
    """In a story the name is the id."""
    campaign = {"id": "c", "name": "Für Anna", "members": ["anna"], "multiplier": "2"}
    result = _play(
        {"do": "enroll", "member": "anna"},
        {"do": "enroll", "member": "ben"},
        {**_BUY, "member": "anna"},
        {**_BUY, "member": "ben"},
        campaign=[campaign],
    )
    assert [step["earned"] for step in result["steps"][2:]] == [20, 10]


def test_stamps_stand_on_every_step_and_full_cards_grant() -> None:
    """Cards without stamps stand at zero; what a full one grants is told and kept."""
    result = _play(
        {"do": "balance"},
        {"do": "stamp", "card": "ten", "count": 12},
        reward=[_COFFEE],
        stamp_card=[_CARD],
    )
    empty, full = result["steps"]
    assert (empty["stamps"], full["stamps"], full["granted"]) == (
        {"ten": 0},
        {"ten": 2},
        ["coffee"],
    )
    assert result["final"]["members"]["member"]["rewards"] == ["coffee"]


def test_lots_are_told_in_spending_order_with_local_ends() -> None:
    """First what lapses first; what never lapses has no end."""
    result = _play(
        {"do": "grant", "points": 3, "expires": None},
        {"do": "grant", "points": 2, "expires": "2026-08-01"},
    )
    assert result["final"]["members"]["member"]["lots"] == [
        {"points": 2, "expires": "2026-08-01T00:00:00+02:00"},
        {"points": 3, "expires": None},
    ]


def test_without_tiers_both_are_null() -> None:
    """A program without tiers has none to tell."""
    step = _play(_BUY)["steps"][0]
    assert (step["tier"], step["tier_used"]) == (None, None)


def test_history_reaches_a_tier_without_points() -> None:
    """Earlier activity counts for the measure and leaves the balance alone."""
    entries = [{"at": "2025-12-01", "spend": "500.00", "points": 480}]
    result = _play({"do": "history", "entries": entries}, _BUY, tier=_TIERS)
    history, purchase = result["steps"]
    assert (history["tier"], history["balance"]) == ("gold", 0)
    assert purchase["explanation"] == [
        {"rule": "base", "text": "10,00\N{NO-BREAK SPACE}€", "points": 10},
        {"rule": "tier", "text": "Gold ×1,5", "points": 5},
    ]


def test_a_story_goes_alike_each_time() -> None:
    """What it does not name has no name that would be another one the next time."""
    club = {"id": "club", "name": "Club", "fee": "25.00", "months": 12}
    buying = {"do": "buy-membership", "membership": "club"}
    steps = (buying, {**buying, "id": "C"}, {"do": "cancel-membership", "id": "C"})
    first, again = (_play(*steps, membership=[club]) for _ in range(2))
    assert first == again
    assert [step.get("id") for step in first["steps"]] == [None, "C", "C"]
