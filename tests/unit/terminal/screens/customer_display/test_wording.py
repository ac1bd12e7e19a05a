from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from pos_loyalty.domain.challenges import ChallengeBonus, ChallengeProgress
from pos_loyalty.domain.counter import MemberGlance, Receipt, SalePreview, TierAhead
from pos_loyalty.domain.play import GivePoints, JoinClub, PerformAction, PlayDeed, Played, SpinWheel
from pos_loyalty.domain.program import ChallengeMeasure
from pos_loyalty.domain.slip import SlipKind, TierMeasure
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.customer_display.state import DisplayState, Figure, Moment
from pos_loyalty.terminal.screens.customer_display.wording import display_state
from tests.support.members import ANNA, GOLD, NOBODY, NOON, SILBER, receipt

_GERMAN = words_for("de")
_PREVIEW = SalePreview(
    total_minor=3650, discount_minor=0, due_minor=3650, earned=65, spent=0, balance_after=1349
)


def _shown(
    member: MemberGlance | None = None,
    preview: SalePreview | None = None,
    done: Receipt | None = None,
) -> DisplayState:
    return display_state(
        words=_GERMAN,
        shop_name="Sonnenblume",
        now=NOON,
        member=member,
        preview=preview,
        receipt=done,
    )


def _figure(state: DisplayState) -> Figure:
    assert state.figure is not None
    return state.figure


def test_nobody_there() -> None:
    """Without a member the shop is named, with the time, and nobody's figures."""
    state = _shown()
    assert (state.moment, state.heading, state.clock) == (Moment.IDLE, "Sonnenblume", "14:32")
    assert state.date == "Donnerstag, 5. März"
    assert (state.figure, state.badge, state.journey) == (None, None, None)


def test_greeting() -> None:
    """A member meets name, tier, balance with its worth, and what can be had now."""
    state = _shown(ANNA)
    assert (state.moment, state.heading) == (Moment.GREETING, "Hallo, Anna!")
    assert state.badge is not None
    assert state.badge.name == "Silber"
    figure = _figure(state)
    assert (figure.text, figure.unit, figure.below_rest) == ("1.284", "Punkte", "= 12,84\u00a0€")
    assert state.hints == ("Kaffee gratis", "5,00 € Rabatt")
    assert state.journey is not None
    assert (state.journey.distance, state.journey.target) == ("noch 175,90\u00a0€", "bis Gold")
    assert state.journey.share == 0.75
    assert state.expiry == "120 Punkte gelten bis 31.12.2026"


def test_member_without_a_name_and_without_tiers() -> None:
    """Nobody has to give a name, and not every program has tiers or rewards."""
    state = _shown(NOBODY)
    assert state.heading == "Willkommen!"
    assert _figure(state).text == "0"
    assert (state.badge, state.journey) == (None, None)
    assert state.hints == ()
    assert state.expiry == ""
    assert _shown(NOBODY, done=receipt()).heading == "Danke!"
    assert _shown(replace(ANNA, is_new=True)).heading == "Willkommen, Anna!"


def test_points_run_along() -> None:
    """While the cashier types, the member sees what the purchase will bring."""
    state = _shown(ANNA, _PREVIEW)
    assert state.moment is Moment.COUNTING
    figure = _figure(state)
    assert (figure.above, figure.text, figure.is_gain) == ("Ihr Einkauf bringt", "+65", True)
    assert figure.below_strong == "1.284 Punkte"


def test_redeeming_runs_along() -> None:
    """Points spent are shown as such; with points earned too, both are."""
    spent = replace(_PREVIEW, earned=0, spent=500)
    figure = _figure(_shown(ANNA, spent))
    assert (figure.above, figure.text, figure.is_gain) == ("Sie lösen ein", "−500", False)
    both = _figure(_shown(ANNA, replace(_PREVIEW, spent=500)))
    assert both.below_rest == "· eingelöst 500"


def test_a_preview_of_nothing_is_a_greeting() -> None:
    """Before the first digit there is nothing to show but the balance."""
    assert _shown(ANNA, replace(_PREVIEW, earned=0)).moment is Moment.GREETING


@pytest.mark.parametrize(
    ("done", "above", "text"),
    [
        (receipt(), "Ihr Einkauf bringt", "+65"),
        (receipt(SlipKind.REDEMPTION, earned=0, spent=500), "Eingelöst", "−500"),
        (receipt(SlipKind.REFUND, earned=0, taken_back=14), "Ihre Rückgabe", "−14"),
        (receipt(SlipKind.VOID, earned=0, taken_back=14, restored=500), "Ihre Rückgabe", "+486"),
        (receipt(earned=0), "Ihr Stand", "1.349"),
    ],
)
def test_results(done: Receipt, above: str, text: str) -> None:
    """What was credited, redeemed or taken back, with its sign."""
    state = _shown(ANNA, _PREVIEW, done)
    assert state.moment is Moment.RESULT
    assert (_figure(state).above, _figure(state).text) == (above, text)


def test_new_balance_comes_from_the_receipt() -> None:
    """The number that the slip says is the number that the screen says."""
    figure = _figure(_shown(ANNA, None, receipt()))
    assert (figure.below, figure.below_strong) == ("Neuer Stand", "1.349 Punkte")


def test_a_new_tier_is_celebrated() -> None:
    """A member who rises is told so, and what it brings; one who falls is not told here."""
    raised = receipt(tier_before=SILBER, tier_after=GOLD, is_raised=True)
    celebration = _shown(ANNA, None, raised).celebration
    assert celebration is not None
    assert celebration.title == "Sie haben Gold erreicht!"
    assert celebration.detail == "Ab jetzt zählen Ihre Punkte ×1,5."
    lowered = receipt(tier_before=GOLD, tier_after=SILBER, is_raised=False)
    assert _shown(ANNA, None, lowered).celebration is None
    plain = receipt(tier_after=replace(GOLD, multiplier=Fraction(1)), is_raised=True)
    thanks = _shown(ANNA, None, plain).celebration
    assert thanks is not None
    assert thanks.detail == "Danke, dass Sie so oft zu uns kommen."


@pytest.mark.parametrize(
    ("measure", "distance"),
    [(TierMeasure.POINTS, "noch 3 Punkte"), (TierMeasure.VISITS, "noch 3 Einkäufe")],
)
def test_the_way_is_told_in_the_programs_own_measure(measure: TierMeasure, distance: str) -> None:
    """Money, points or purchases: whatever the tier is reached by."""
    member = replace(ANNA, tier=None, ahead=TierAhead(GOLD, measure, 3, 900))
    journey = _shown(member).journey
    assert journey is not None
    assert (journey.held, journey.distance) == ("", distance)


def test_names_stay_out_of_the_log() -> None:
    """A state may be logged by mistake; its representation names nobody."""
    assert "Anna" not in repr(_shown(ANNA))


def _after(deed: PlayDeed, **facts: object) -> DisplayState:
    known = Played(deed=deed, name="Glücksrad", member_id="m", balance_after=1334)
    played = replace(known, **facts)  # type: ignore[arg-type]  # fields of Played
    return display_state(
        words=_GERMAN, shop_name="Sonnenblume", now=NOON, member=ANNA, played=played
    )


def test_a_win_at_the_wheel_is_celebrated() -> None:
    """Points run up; a reward is named; without a win there is the balance and no confetti."""
    points = _after(SpinWheel("w"), earned=50)
    assert (_figure(points).above, _figure(points).text) == ("Glücksrad", "+50")
    assert points.celebration is not None
    assert points.celebration.title == "Gewonnen: 50 Punkte"
    reward = _after(SpinWheel("w"), reward="Kaffee gratis")
    assert reward.celebration is not None
    assert reward.celebration.title == "Gewonnen: Kaffee gratis"
    assert _figure(reward).above == "Ihr Stand"
    nothing = _after(SpinWheel("w"))
    assert nothing.celebration is None
    assert _figure(nothing).above == "Diesmal kein Gewinn. Ihr Stand"


def test_clubs_and_donations_are_thanked_for() -> None:
    """With the last good day, and with what the cause gets; other deeds show what they moved."""
    club = _after(JoinClub("c"), name="Sonnenclub", last_day=date(2027, 11, 20))
    assert club.celebration is not None
    assert club.celebration.title == "Willkommen im Sonnenclub!"
    assert club.celebration.detail == "Gültig bis 20.11.2027"
    given = _after(GivePoints("t", 100), spent=100, donated_minor=500)
    assert given.celebration is not None
    assert given.celebration.title == "Danke für 5,00\u00a0€!"
    assert _figure(given).text == "−100"
    action = _after(PerformAction("a"), earned=25)
    assert (_figure(action).text, action.celebration) == ("+25", None)


def test_a_goal_that_was_reached_is_celebrated() -> None:
    """With its bonus, or with praise where there is none; a new tier goes first."""
    bonus = ChallengeBonus("c", "Drei Besuche", 100)
    state = _shown(ANNA, done=replace(receipt(), reached=(bonus,)))
    assert state.celebration is not None
    assert state.celebration.title == "Geschafft: Drei Besuche"
    assert state.celebration.detail == "+100 Punkte als Dankeschön"
    plain = _shown(ANNA, done=replace(receipt(), reached=(replace(bonus, points=0),)))
    assert plain.celebration is not None
    assert plain.celebration.detail == "Bravo!"
    raised = replace(receipt(), reached=(bonus,), is_raised=True, tier_after=GOLD)
    risen = _shown(ANNA, done=raised).celebration
    assert risen is not None
    assert "Gold" in risen.title


def test_the_nearest_goal_has_a_bar() -> None:
    """In the unit of the goal."""
    visits = ChallengeProgress("v", "Besuche", ChallengeMeasure.VISITS, 2, 3)
    state = _shown(replace(ANNA, challenge=visits))
    assert state.challenge is not None
    assert (state.challenge.held, state.challenge.distance) == ("Besuche", "2 von 3")
    spend = ChallengeProgress("s", "Korb", ChallengeMeasure.SPEND, 1250, 5000)
    state = _shown(replace(ANNA, challenge=spend))
    assert state.challenge is not None
    assert state.challenge.distance == "12,50\u00a0€ von 50,00\u00a0€"
    assert _shown(ANNA).challenge is None
