from datetime import timedelta

import pytest

from pos_loyalty.domain.errors import (
    LimitReachedError,
    MemberBlockedError,
    NegativeAdjustmentError,
    NotAllowedError,
    UnknownActionError,
    UnknownMemberError,
)
from pos_loyalty.domain.events import Activity
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.services.points import MOST_STAMPS
from tests.support.shop import APPROVED, CASHIER, Shop, rules, scratch_shop


def _adjust(shop: Shop, member_id: str, points: int, reason: str = "Kulanz") -> int:
    adjust = shop.application.points.adjust
    return adjust(shop.request(), member_id, points=points, reason=reason).value.balance


def test_points_are_given_and_taken_by_hand() -> None:
    """An adjustment is an entry like any other, and its slip says how many."""
    shop = scratch_shop(rules(expiry={"kind": "days", "length": 30}))
    anna = shop.enroll()
    assert _adjust(shop, anna, 80) == 80
    assert shop.state(anna).lots[0].expires_at is not None
    adjust = shop.application.points.adjust
    taken = adjust(shop.request(), anna, points=-30, reason="Irrtum").value
    assert (taken.adjusted, taken.balance) == (-30, 50)
    facts = shop.job(taken).facts
    assert (facts.kind, facts.adjusted_points, facts.balance) == (SlipKind.ADJUSTMENT, -30, 50)
    assert facts.reason is None
    quiet = adjust(shop.request(), anna, points=1, reason="x", slip=False).value
    assert quiet.print_job is None
    assert shop.verified().ok


@pytest.mark.parametrize(("points", "reason"), [(0, "Kulanz"), (10, "  ")])
def test_an_adjustment_has_an_amount_and_a_reason(points: int, reason: str) -> None:
    """Nothing is adjusted by nothing, nor for no reason."""
    shop = scratch_shop()
    anna = shop.enroll()
    with pytest.raises(NotAllowedError, match="adjustment-empty"):
        _adjust(shop, anna, points, reason)


def test_no_more_is_taken_than_is_there() -> None:
    """A debit by hand makes no debt; points that are pending count as there."""
    shop = scratch_shop(rules(earn={"pending_days": 14}))
    anna = shop.enroll()
    shop.sell(anna, "30.00")
    with pytest.raises(NegativeAdjustmentError) as caught:
        _adjust(shop, anna, -31)
    assert caught.value.facts == {"asked": 31, "held": 30}
    assert _adjust(shop, anna, -30) == 0


def test_a_grant_expires_as_told_or_by_the_program() -> None:
    """A lot of its own: with its own end, none, or the program's."""
    shop = scratch_shop(rules(expiry={"kind": "days", "length": 30}))
    anna = shop.enroll()
    end = shop.now + timedelta(days=3)
    grant = shop.application.points.grant
    grant(shop.request(), anna, points=1, expires_at=end)
    grant(shop.request(), anna, points=2, expires_at=None)
    granted = shop.application.points.grant_by_policy(shop.request(), anna, points=4).value
    assert granted.earned == 4
    ends = {lot.points: lot.expires_at for lot in shop.state(anna).lots}
    assert (ends[1], ends[2]) == (end, None)
    assert ends[4] is not None
    with pytest.raises(NotAllowedError, match="nothing-granted"):
        grant(shop.request(), anna, points=0, expires_at=None)


def test_an_action_is_rewarded_as_often_as_its_limit_says() -> None:
    """Once a day is once a day, and tomorrow is another one."""
    shop = scratch_shop()
    anna = shop.enroll()
    act = shop.application.points.action
    assert act(shop.request(actor=CASHIER), anna, "review").value.earned == 10
    before = shop.written()
    with pytest.raises(LimitReachedError):
        act(shop.request(actor=CASHIER), anna, "review")
    assert shop.written() == before
    shop.wait(days=1)
    assert act(shop.request(actor=CASHIER), anna, "review").value.balance == 20


def test_a_managers_action_takes_a_manager() -> None:
    """Where the program asks for a manager, the approval of one will do."""
    shop = scratch_shop()
    anna = shop.enroll()
    act = shop.application.points.action
    with pytest.raises(NotAllowedError, match="role"):
        act(shop.request(actor=CASHIER), anna, "helped")
    assert act(shop.request(actor=APPROVED), anna, "helped").value.earned == 100


def test_a_blocked_member_is_rewarded_for_nothing() -> None:
    """Neither actions nor stamps; a correction by the manager is possible all the same."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.application.members.block(shop.request(), anna)
    points = shop.application.points
    with pytest.raises(MemberBlockedError):
        points.action(shop.request(), anna, "review")
    with pytest.raises(MemberBlockedError):
        points.stamp(shop.request(), anna, "coffee-10", 1)
    assert _adjust(shop, anna, 5) == 5


def test_a_slip_of_the_hand_gives_no_thousand_rewards() -> None:
    """Stamps by hand have a most at once, and the card is left as it was."""
    shop = scratch_shop()
    anna = shop.enroll()
    points = shop.application.points
    with pytest.raises(NotAllowedError):
        points.stamp(shop.request(), anna, "coffee-10", MOST_STAMPS + 1)
    assert shop.state(anna).free_rewards == ()
    points.stamp(shop.request(), anna, "coffee-10", MOST_STAMPS)
    assert shop.state(anna).free_rewards


def test_an_action_that_the_program_lacks_is_unknown() -> None:
    """The program says what is rewarded."""
    shop = scratch_shop()
    with pytest.raises(UnknownActionError):
        shop.application.points.action(shop.request(), shop.enroll(), "unheard-of")


def test_a_tier_by_hand_holds() -> None:
    """A given tier is a floor; the outcome says from where to where."""
    shop = scratch_shop()
    anna = shop.enroll()
    done = shop.application.points.set_tier(shop.request(), anna, "gold").value
    assert (done.tier_before, done.tier) == ("basis", "gold")
    shop.wait(days=400)
    assert shop.state(anna).tier.held == "gold"
    with pytest.raises(NotAllowedError, match="unknown-tier"):
        shop.application.points.set_tier(shop.request(), anna, "platinum")


def test_history_counts_for_the_tier_alone() -> None:
    """What was bought elsewhere lifts the tier and leaves the balance."""
    shop = scratch_shop()
    anna = shop.enroll()
    note = shop.application.points.note_history
    earlier = Activity(shop.now - timedelta(days=90), spend_minor=60_000, points=600)
    done = note(shop.request(), anna, (earlier,)).value
    assert (done.balance, done.tier) == (0, "gold")
    ahead = Activity(shop.now + timedelta(days=1), spend_minor=1)
    with pytest.raises(NotAllowedError, match="activity-ahead"):
        note(shop.request(), anna, (ahead,))


def test_stamps_are_given_and_taken_by_hand() -> None:
    """A full card grants its reward; no card goes below nothing."""
    shop = scratch_shop()
    anna = shop.enroll()
    stamp = shop.application.points.stamp
    full = stamp(shop.request(), anna, "coffee-10", 12).value
    assert (full.stamps, full.granted) == ((("coffee-10", 2),), ("free-coffee",))
    assert stamp(shop.request(), anna, "coffee-10", -2).value.stamps == (("coffee-10", 0),)
    with pytest.raises(NegativeAdjustmentError):
        stamp(shop.request(), anna, "coffee-10", -1)
    for card, count in (("unheard-of", 1), ("coffee-10", 0)):
        with pytest.raises(NotAllowedError, match="unknown-stamp-card"):
            stamp(shop.request(), anna, card, count)


def test_nobody_gets_nothing() -> None:
    """Each kind of points wants a member who is known."""
    shop = scratch_shop()
    with pytest.raises(UnknownMemberError):
        _adjust(shop, "0000000000", 5)
    with pytest.raises(UnknownMemberError):
        shop.application.points.stamp(shop.request(), "0000000000", "coffee-10", 1)
