from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from pos_loyalty.domain.events import (
    Activity,
    Adjusted,
    Credited,
    CreditKind,
    CreditTakenBack,
    Debited,
    Enrolled,
    HistoryNoted,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
    RewardUse,
    StampGain,
)
from pos_loyalty.domain.fold import Fold, fold
from tests.support.builders import (
    BASIS,
    COFFEE,
    COFFEE_CARD,
    GOLD,
    SILVER,
    at,
    basket,
    credit,
    event,
    program,
    timeline,
)
from tests.support.story import Story

NOON = at("2026-02-03T12:00")
PLAIN = program(redemption={"points": 1, "value": "0.01", "with_purchase_only": False})
TIERED = program(tier=[BASIS, SILVER, GOLD], tiers={"window": "rolling-months", "length": 12})
STAMPED = program(reward=[COFFEE], stamp_card=[{**COFFEE_CARD, "size": 3}])


def purchased(sale_id: str, points: int, *, spent: int = 0, paid: int = 1_000) -> Purchased:
    """A sale as it stands in the log."""
    return Purchased(
        sale_id, NOON, paid, Fraction(paid), credit(points, NOON), points, points, spent
    )


def refunded(sale_id: str, points: int, *, restored: int = 0, paid: int = 1_000) -> Refunded:
    """A complete refund as it stands in the log."""
    return Refunded(sale_id, paid, paid, True, points, restored)


def test_a_fold_that_saw_nothing_stands_at_nothing() -> None:
    """Of a member at another till the name may come before the history: there is nothing yet."""
    empty = Fold(timeline(PLAIN))
    empty.advance(NOON)

    state = empty.state()

    assert (state.at, state.enrolled_at, state.balance) == (NOON, NOON, 0)
    assert state.last.seq == 0
    assert state.last < event(Enrolled(None), NOON, seq=1).position


def test_a_member_enrolls() -> None:
    """The state knows since when, by whom, and whether a welcome is due."""
    state = fold(timeline(PLAIN), [event(Enrolled("ben", welcome=False), NOON)])
    assert (state.enrolled_at, state.referrer_id, state.welcome) == (NOON, "ben", False)
    assert (state.balance, state.valid_until) == (0, None)


def test_a_member_who_joined_elsewhere_has_been_one_since_then() -> None:
    """Rules for new members look at the day on which the member really joined."""
    earlier = NOON - timedelta(days=400)
    state = fold(timeline(PLAIN), [event(Enrolled(welcome=False, since=earlier), NOON, 1)])
    assert state.enrolled_at == earlier


@pytest.mark.parametrize("days", [[30, 90], [90, 30]])
def test_a_member_has_been_one_since_the_first_purchase_brought_along(days: list[int]) -> None:
    """Whichever export comes first: the earliest purchase tells, and later ones tell nothing."""
    bought = [
        replace(purchased(f"s{ago}", 0), occurred_at=NOON - timedelta(days=ago)) for ago in days
    ]
    story = [event(Enrolled(welcome=False), NOON, 1)]
    story += [event(sale, NOON, place) for place, sale in enumerate(bought, 2)]
    assert fold(timeline(PLAIN), story).enrolled_at == NOON - timedelta(days=90)


def test_history_without_enrollment_begins_with_its_first_event() -> None:
    """No sequence of events makes the fold fail, not even one that lacks its beginning."""
    state = fold(timeline(PLAIN), [event(Adjusted(credit(5, NOON)), NOON)])
    assert (state.enrolled_at, state.balance) == (NOON, 5)
    brought = replace(purchased("s", 0), occurred_at=NOON - timedelta(days=90))
    assert fold(timeline(PLAIN), [event(brought, NOON)]).enrolled_at == NOON


def test_the_past_is_left_as_it_is() -> None:
    """Asked to go back in time, a fold stays where it is."""
    story = Story(PLAIN)
    before = story.state
    story.fold.advance(story.now - timedelta(days=9))
    assert story.fold.state() == before


def test_two_tills_that_burn_apart_leave_a_debt() -> None:
    """Burns that together exceed the balance make it negative; nothing is spendable then."""
    story = Story(PLAIN)
    story.grant(60)
    story.note(Redeemed("one", 50))
    story.note(Redeemed("two", 50))
    assert (story.state.balance, story.state.spendable) == (-40, 0)


def test_a_burn_takes_pending_points_before_it_makes_a_debt() -> None:
    """A debt and open lots exclude each other, pending lots too."""
    story = Story(program(earn={"pending_days": 9}))
    story.buy("50.00")
    story.grant(60)
    story.note(Redeemed("r", 100))
    assert (story.state.balance, story.state.pending, story.state.debt) == (10, 10, 0)


def test_a_debt_that_was_paid_comes_back_to_the_lot_that_paid_it() -> None:
    """Undoing a burn that ran into debt returns its points, also when a credit paid the debt."""
    story = Story(PLAIN)
    story.note(Redeemed("r", 40))
    story.grant(50, expires="2026-03-01")
    assert [lot.points for lot in story.state.lots] == [10]
    story.undo("r")
    assert story.state.balance == 50
    assert [(lot.points, lot.expires_at) for lot in story.state.lots] == [(50, at("2026-03-01"))]


def test_a_debt_paid_by_many_comes_back_to_each() -> None:
    """The last that paid is the first that gets its points back; what is unpaid is forgiven."""
    story = Story(PLAIN)
    story.note(Redeemed("r", 40))
    story.grant(15, expires="2026-03-01")
    story.grant(15, expires="2026-04-01")
    story.note(RedemptionUndone("r", 20))
    assert (story.state.balance, story.state.debt) == (10, 0)
    assert [(lot.points, lot.expires_at) for lot in story.state.lots] == [(10, at("2026-04-01"))]
    story.note(RedemptionUndone("r", 20))
    assert [lot.points for lot in story.state.lots] == [15, 15]


def test_a_sale_taken_back_by_two_tills_counts_down_once() -> None:
    """What both booked stands in the ledger; visits, limits and rewards are returned once."""
    rules = program(reward=[COFFEE], redemption={})
    story = Story(rules)
    story.grant(200)
    story.buy(basket("10.00", rewards=("free-coffee",)), "a")
    story.note(refunded("a", 6, restored=50, paid=680))
    story.note(refunded("a", 6, restored=50, paid=680))
    assert story.state.tallies.purchases == 0
    assert story.state.tallies.reward_uses == ()
    assert story.state.balance == 200 + 50 - 6


def test_a_redemption_undone_by_two_tills_returns_its_free_reward_once() -> None:
    """A free reward that was used once can come back once."""
    story = Story(STAMPED)
    story.stamp("coffee-10", 3)
    story.note(Redeemed("r", 0, (RewardUse("free-coffee", 0, free=True),)))
    assert story.state.free_rewards == ()
    story.note(RedemptionUndone("r", 0))
    story.note(RedemptionUndone("r", 0))
    assert len(story.state.free_rewards) == 1


def test_refunds_of_two_tills_add_up() -> None:
    """Two halves returned apart are the whole: the purchase counts for nothing any more."""
    story = Story(TIERED)
    story.buy("200.00", "a")
    half = Refunded("a", 10_000, 10_000, False, 100, 0)
    story.note(half)
    story.note(half)
    assert story.fold.purchase("a") is not None
    assert story.state.tallies.purchases == 0
    assert story.state.tier.held == "basis"
    assert story.state.balance == 0


def test_an_undoing_that_comes_before_what_it_undoes_waits() -> None:
    """Clocks of tills differ; whatever order the effective times give, nothing is lost."""
    early, late = NOON, NOON + timedelta(seconds=5)
    events = [
        event(Enrolled(), NOON - timedelta(days=1)),
        event(refunded("a", 10), early, 1, device="b"),
        event(RedemptionUndone("r", 7), early, 2, device="b"),
        event(CreditTakenBack("s", 3), early, 3, device="b"),
        event(purchased("a", 10), late, 1),
        event(Redeemed("r", 7), late, 2),
        event(Credited(CreditKind.REFERRAL, credit(3, NOON), "s"), late, 3),
    ]
    state = fold(timeline(PLAIN), events)
    assert (state.balance, state.tallies.purchases) == (0, 0)


@pytest.mark.parametrize(
    "undoing", [refunded("a", 10), RedemptionUndone("a", 7), CreditTakenBack("a", 3)]
)
def test_a_resumed_fold_refuses_to_undo_what_it_has_not_seen(
    undoing: Refunded | RedemptionUndone | CreditTakenBack,
) -> None:
    """Then the history is folded from the beginning."""
    kept = fold(timeline(PLAIN), [event(Enrolled(), NOON)])
    resumed = Fold(timeline(PLAIN), kept)
    with pytest.raises(KeyError):
        resumed.apply(event(undoing, NOON, 1))


def test_a_void_in_a_resumed_fold_leaves_what_was_before() -> None:
    """First-purchase, lapsed and welcome still know the purchases before the kept state."""
    story = Story(PLAIN)
    story.buy("30.00", "a")
    kept = story.state
    story.to("2026-02-01").buy("80.00", "b")
    story.refund("b")
    resumed = fold(story.timeline, story.events[-2:], at=story.now, state=kept)
    assert resumed == story.retold()
    assert resumed.tallies.largest_eligible == 3_000
    assert resumed.tallies.last_purchase_at == at("2026-01-05T09:00")


def test_a_credit_for_a_sale_is_taken_back_from_its_own_lot() -> None:
    """The referrer's points go from the lot that the referral opened."""
    story = Story(PLAIN)
    story.grant(10, expires="2026-02-01")
    given = credit(100, story.now, at("2027-01-01"))
    story.note(Credited(CreditKind.REFERRAL, given, "sale"))
    story.note(CreditTakenBack("sale", 60))
    assert [lot.points for lot in story.state.lots] == [10, 40]
    reference = story.fold.referral_credit("sale")
    assert reference is not None
    assert (reference.points, reference.taken_back) == (100, 60)


def test_a_tier_set_by_hand_below_the_earned_one_is_raised_at_midnight() -> None:
    """A tier set by hand is a floor; the review at the local midnight finds what was earned."""
    story = Story(TIERED)
    story.buy("600.00")
    story.set_tier("silver")
    assert story.state.tier.held == "silver"
    assert story.state.valid_until == at("2026-01-06")
    assert story.to("2026-01-05T23:59").state.tier.held == "silver"
    assert story.to("2026-01-06").state.tier.held == "gold"


def test_brought_history_reviews_the_tier() -> None:
    """Earlier activity counts for the measure and moves no points."""
    story = Story(TIERED)
    story.note(HistoryNoted((Activity(at("2025-12-01"), 48_000, 480),)))
    assert (story.state.tier.held, story.state.balance) == ("silver", 0)
    assert story.to("2026-12-02").state.tier.held == "basis"


def test_each_new_version_is_reviewed_at_its_first_midnight() -> None:
    """A version that begins today and one that is still to come each get their midnight."""
    high, low = ({**GOLD, "threshold": sum_} for sum_ in ("500", "50"))
    versions = timeline(
        program(tier=[BASIS, high]),
        {"2026-01-05T12:00": program(tier=[BASIS, low]), "2026-02-01": program()},
    )
    story = Story(versions)
    story.buy("100.00")
    assert story.to("2026-01-05T13:00").state.valid_until == at("2026-01-06")
    assert story.to("2026-01-06").state.tier.held == "gold"
    assert story.state.valid_until == at("2026-02-01")
    assert story.to("2026-02-01").state.tier.held is None


def test_a_refund_gives_free_rewards_back_before_it_takes_stamps() -> None:
    """A reward used in the purchase returns first, so the card does not go below zero."""
    story = Story(STAMPED)
    story.stamp("coffee-10", 3)
    bought = replace(
        purchased("a", 0),
        rewards=(RewardUse("free-coffee", 0, free=True),),
        stamps=(StampGain("coffee-10", 2, 3, "free-coffee"),),
    )
    story.note(bought)
    story.stamp("coffee-10", 1)
    story.note(Redeemed("r", 0, (RewardUse("free-coffee", 0, free=True),)))
    story.refund("a")
    assert story.state.stamps == (("coffee-10", 1),)
    assert story.state.free_rewards == ()


def test_a_free_reward_that_another_till_used_first_is_no_failure() -> None:
    """Two tills may use one free reward; the fold still adds up."""
    story = Story(PLAIN)
    story.note(Redeemed("r", 0, (RewardUse("free-coffee", 0, free=True),)))
    assert story.state.free_rewards == ()


def test_what_a_fold_answers() -> None:
    """Trails of sales and redemptions, what lapsed of a lot, and counts by day."""
    story = Story(STAMPED)
    story.grant(5, expires="2026-01-06")
    lot = story.state.lots[0]
    story.buy("12.00", "a")
    story.buy("9.00", "b")
    story.refund("b")
    story.note(Redeemed("r", 1))
    told = story.to("2026-01-07").fold
    assert told.lapsed_of(lot.id) == 4
    assert told.credited_on(at("2026-01-05T09:00").date()) == 12
    assert told.stamps_on("coffee-10") == 0
    assert told.tier_held is None
    assert [item.spend for item in told.activity] == [1_200]
    assert told.last_purchase_until(story.now) == at("2026-01-05T09:00")
    assert told.last_purchase_until(at("2025-12-31")) is None
    assert told.purchase("nobody") is None
    redemption = told.redemption("r")
    assert redemption is not None
    assert not redemption.undone
    assert told.redemption("nobody") is None
    assert told.referral_credit("nobody") is None


def test_a_debit_by_hand_takes_spendable_points_then_pending_ones() -> None:
    """A manual debit: spendable, then pending."""
    story = Story(program(earn={"pending_days": 9}))
    story.buy("50.00")
    story.grant(10)
    story.note(Debited(15))
    assert (story.state.spendable, story.state.pending) == (0, 45)


def test_actions_are_counted() -> None:
    """Limits ask how often an action was done."""
    story = Story(PLAIN)
    story.act("review", 25)
    assert [use.subject for use in story.state.tallies.action_uses] == ["review"]
    assert story.state.balance == 25


def test_a_longer_expiry_is_for_older_points_too() -> None:
    """They stay under the better policy, and a refund finds them in their lot."""
    months = ({"kind": "months", "length": length} for length in (1, 12))
    short, long = (program(expiry=policy, welcome={"points": 7}) for policy in months)
    story = Story(timeline(short, {"2026-02-01": long}), start="2026-01-05T09:00")
    story.buy("10.00", "a")
    story.adjust(3)
    story.to("2026-06-01")
    assert (story.state.spendable, story.state.lapsed) == (13, 0)
    assert {lot.expires_at for lot in story.state.lots} == {at("2027-01-05T09:00")}
    story.refund("a")
    assert [lot.points for lot in story.state.lots] == [3]


def test_a_longer_expiry_does_not_reach_back() -> None:
    """What a burn took before it stays taken, and what had lapsed stays lapsed."""
    short = program(expiry={"kind": "months", "length": 6}, redemption={"step": 1})
    story = Story(timeline(short, {"2026-06-01": program()}), start="2026-01-05T09:00")
    story.adjust(100)
    story.grant(100, "2026-05-01")
    story.to("2026-04-01").burn(150)
    assert [lot.points for lot in story.state.lots] == [50]
    assert story.state.better_ends[0].since == at("2026-06-01")
    assert story.state.valid_until == at("2026-06-01")
    kept = story.to("2026-05-31").state
    assert kept.lots[0].expires_at == at("2026-07-05T09:00")
    resumed = Fold(story.timeline, kept)
    resumed.advance(at("2026-09-01"))
    assert resumed.state() == story.to("2026-09-01").state == story.retold()
    assert (resumed.state().spendable, resumed.state().lots[0].expires_at) == (50, None)


def test_points_given_back_after_a_longer_expiry_began_have_it() -> None:
    """Their lot would have had it, had they been in it."""
    short = program(expiry={"kind": "months", "length": 6}, redemption={"step": 1})
    story = Story(timeline(short, {"2026-06-01": program()}), start="2026-01-05T09:00")
    story.adjust(100)
    story.burn(100, "r")
    story.to("2026-06-02").undo("r")
    assert [(lot.points, lot.expires_at) for lot in story.state.lots] == [(100, None)]


def test_a_late_record_has_the_better_end_at_once() -> None:
    """It would have lapsed under the policy of its own time, and does not."""
    short = program(expiry={"kind": "months", "length": 1})
    story = Story(timeline(short, {"2026-02-01": program()}), start="2026-01-05T09:00")
    story.to("2026-06-01").buy("10.00", occurred_at=at("2026-01-20"))
    assert (story.state.spendable, story.state.lapsed) == (10, 0)
    story.refund(story.quotes[-1].purchased.sale_id)
    assert story.state.lots == ()


@pytest.mark.parametrize(
    "window", [{}, {"window": "rolling-months", "length": 12}, {"window": "calendar-year"}]
)
def test_new_rules_review_the_first_fact_under_them(window: dict[str, object]) -> None:
    """A tier that they ask more for goes at once, whether time was let pass before or not."""
    tiers = {"downgrade": "to-earned", **window}
    rules = timeline(
        program(tier=[BASIS, SILVER, GOLD], tiers=tiers),
        {
            "2026-02-10T12:00": program(
                tier=[BASIS, SILVER, {**GOLD, "threshold": "5000"}], tiers=tiers
            )
        },
    )
    bought = [
        replace(purchased(str(number), 0, paid=paid), occurred_at=at(when))
        for number, (when, paid) in enumerate(
            [("2026-02-05", 90_000), ("2026-02-10T13:00", 100), ("2026-02-10T14:00", 100)]
        )
    ]
    events = [event(Enrolled(), at("2026-02-01"))]
    events += [event(sale, sale.occurred_at, seq) for seq, sale in enumerate(bought, start=2)]
    straight, stepwise = Fold(rules), Fold(rules)
    held = []
    for each in events:
        straight.apply(each)
        stepwise.advance(each.position.effective_at)
        stepwise.apply(each)
        held.append((straight.tier_held, stepwise.tier_held))
    assert held == [(tier, tier) for tier in ("basis", "gold", "silver", "silver")]


def test_a_purchase_counts_for_the_rules_of_its_own_hour() -> None:
    """Rules that begin at noon ask for less from noon on."""
    rules = timeline(
        program(tier=[BASIS, SILVER]),
        {"2026-02-10T12:00": program(tier=[BASIS, {**SILVER, "threshold": "5"}])},
    )
    fold_ = Fold(rules)
    fold_.apply(event(Enrolled(), at("2026-02-01")))
    for seq, (when, tier) in enumerate(
        [("2026-02-10T11:00", "basis"), ("2026-02-10T13:00", "silver")], start=2
    ):
        sale = replace(purchased(str(seq), 0, paid=300), occurred_at=at(when))
        fold_.apply(event(sale, at(when), seq))
        assert fold_.tier_held == tier
