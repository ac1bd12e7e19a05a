import pytest

from pos_loyalty.domain.errors import (
    AlreadyRefundedError,
    ExceedsRefundableError,
    NotAllowedError,
    UnknownPurchaseError,
    UnknownRedemptionError,
)
from pos_loyalty.domain.events import Credited, CreditKind
from pos_loyalty.domain.reversal import quote_referrer_part, share_of
from tests.support.builders import BASIS, COFFEE, GOLD, at, basket, credit, program
from tests.support.story import Story

CENTS = {"points": 1, "value": "0.01", "with_purchase_only": False}
MONTH = {"kind": "months", "length": 1}


def test_a_refund_takes_the_floored_proportion_and_the_last_part_the_rest() -> None:
    """Of the award that is stored, not of today's rules."""
    story = Story(program())
    story.buy("36.50", "a")
    taken = [story.refund("a", 1_000).reversed_points for _ in range(3)]
    assert taken == [9, 10, 10]
    last = story.refund("a")
    assert (last.amount_minor, last.reversed_points, last.complete) == (650, 7, True)
    assert story.state.balance == 0


def test_what_cannot_be_refunded() -> None:
    """Unknown sales, nothing, more than is left, and what was taken back completely."""
    story = Story(program())
    story.buy("10.00", "a")
    with pytest.raises(UnknownPurchaseError):
        story.refund("b")
    for nothing in (0, -1):
        with pytest.raises(NotAllowedError, match="nothing-to-return"):
            story.refund("a", nothing)
    with pytest.raises(ExceedsRefundableError) as caught:
        story.refund("a", 1_001)
    assert caught.value.facts == {"asked_minor": 1_001, "left_minor": 1_000}
    story.refund("a", 400)
    story.refund("a", 600)
    with pytest.raises(AlreadyRefundedError):
        story.refund("a")


def test_a_purchase_paid_by_points_alone_is_taken_back_whole() -> None:
    """No money can go back for it."""
    story = Story(program(redemption=CENTS))
    story.grant(500)
    story.buy(basket("5.00", points=500), "a")
    with pytest.raises(ExceedsRefundableError):
        story.refund("a", 1)
    back = story.refund("a")
    assert (back.restored_points, back.complete, back.amount_minor) == (500, True, 0)
    assert story.state.spendable == 500
    trail = story.fold.purchase("a")
    assert trail is not None
    assert share_of(trail, 0) == 1


def test_spent_points_return_to_their_lots() -> None:
    """With their original expiry; the last taken is the first returned."""
    story = Story(program(earn=None, redemption=CENTS))
    story.grant(100, expires="2026-03-01")
    story.grant(100, expires="2026-02-01")
    story.buy(basket("10.00", points=150), "a")
    assert story.refund("a", 425).restored_points == 75
    assert [lot.points for lot in story.state.lots] == [25, 100]
    assert [lot.expires_at for lot in story.state.lots] == [at("2026-02-01"), at("2026-03-01")]


def test_points_returned_to_a_lapsed_lot_lapse_at_once() -> None:
    """They count as restored and, in the same step, as expired; they pay no debt."""
    story = Story(program(redemption=CENTS))
    story.grant(100, expires="2026-02-01")
    story.buy(basket("10.00", points=100), "a")
    story.burn(9)
    before = story.to("2026-02-01").state
    assert story.refund("a").restored_points == 100
    assert story.state.lapsed - before.lapsed == 100
    assert story.state.balance == -9


def test_of_one_refund_spent_points_return_before_earned_ones_are_taken() -> None:
    """So what was earned and burned elsewhere is covered by what comes back."""
    story = Story(program(redemption=CENTS))
    story.grant(100)
    story.buy(basket("11.00", points=100), "a")
    story.burn(10)
    story.refund("a")
    assert story.state.balance == 90


def test_expired_points_are_not_taken_twice() -> None:
    """What of the purchase's own lot has lapsed is gone already."""
    story = Story(program(expiry=MONTH))
    story.buy("36.00", "a")
    story.burn(10)
    story.to("2026-02-05T09:00").grant(100)
    assert story.refund("a", 1_800).reversed_points == 0
    assert story.refund("a").reversed_points == 10


def test_points_already_gone_make_a_debt() -> None:
    """The balance goes negative, and the next credit pays the debt first."""
    story = Story(program())
    story.buy("36.00", "a")
    story.burn(30)
    story.refund("a")
    assert (story.state.balance, story.state.spendable) == (-30, 0)
    story.buy("40.00")
    assert (story.state.balance, story.state.spendable) == (10, 10)


def test_an_award_is_taken_from_its_own_lot_first() -> None:
    """Then spendable lots in spending order, then pending ones, then debt."""
    story = Story(program(earn={"pending_days": 5}, expiry=MONTH))
    story.buy("30.00", "a")
    story.buy("40.00", "b")
    story.grant(20, expires="2026-01-09")
    story.refund("a", 1_000)
    assert [lot.points for lot in story.state.lots] == [20, 20, 40]
    story.to("2026-01-10T09:00").burn(20)
    story.grant(5)
    story.refund("a")
    assert [lot.points for lot in story.state.lots] == [20, 5]


def test_a_refund_shrinks_the_measure_in_proportion() -> None:
    """The tier is reviewed right after it."""
    story = Story(program(tier=[BASIS, GOLD]))
    story.buy("600.00", "a")
    story.refund("a", 10_000)
    assert story.state.tier.held == "gold"
    story.refund("a", 1)
    assert story.state.tier.held == "basis"


def test_points_for_a_tier_go_by_the_floored_proportion() -> None:
    """Ten points less a third are seven."""
    tiers = [BASIS, {**GOLD, "threshold": "7"}]
    story = Story(program(tier=tiers, tiers={"measure": "points"}))
    story.buy("10.00", "a")
    story.refund("a", 333)
    assert story.state.tier.held == "gold"
    story.refund("a", 67)
    assert story.state.tier.held == "basis"


def test_rewards_of_a_purchase_return_to_their_limits() -> None:
    """When it is completely taken back; in part, they stay used."""
    story = Story(program(redemption=CENTS, reward=[{**COFFEE, "limit": "1 per year"}]))
    story.grant(200)
    story.buy(basket("10.00", rewards=("free-coffee",)), "a")
    story.refund("a", 100)
    in_part = len(story.state.tallies.reward_uses)
    story.refund("a")
    assert (in_part, len(story.state.tallies.reward_uses)) == (1, 0)


def test_the_referrers_points_go_in_the_same_proportion() -> None:
    """Floored over the sum, less what of their lot has lapsed."""
    story = Story(program())
    given = credit(99, story.now, at("2026-02-01"))
    story.note(Credited(CreditKind.REFERRAL, given, "sale"))
    buyer = Story(program())
    buyer.buy("10.00", "sale")
    trail = buyer.fold.purchase("sale")
    assert trail is not None
    half = quote_referrer_part(story.fold, "sale", share_of(trail, 500))
    assert half is not None
    assert half.points == 49
    story.note(half)
    assert quote_referrer_part(story.fold, "sale", share_of(trail, 500)) is None
    story.burn(20)
    story.to("2026-02-01")
    rest = quote_referrer_part(story.fold, "sale", share_of(trail, 1_000))
    assert rest is not None
    assert rest.points == 20
    assert quote_referrer_part(story.fold, "other", share_of(trail, 1_000)) is None


def test_a_redemption_is_undone_once() -> None:
    """Its points return to their lots, its reward to its limit."""
    story = Story(program(redemption=CENTS, reward=[COFFEE]))
    story.grant(100, expires="2026-03-01")
    story.redeem("r", points=20, rewards=("free-coffee",))
    assert story.state.spendable == 30
    assert story.undo("r").restored_points == 70
    assert [(lot.points, lot.expires_at) for lot in story.state.lots] == [(100, at("2026-03-01"))]
    with pytest.raises(AlreadyRefundedError):
        story.undo("r")
    with pytest.raises(UnknownRedemptionError):
        story.undo("nothing")
