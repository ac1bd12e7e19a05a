from dataclasses import replace

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import (
    AlreadyRefundedError,
    BelowMinimumError,
    ExceedsPurchaseError,
    InsufficientPointsError,
    LimitReachedError,
    MemberBlockedError,
    NotAllowedError,
    NotAMultipleError,
    RefusalError,
    RewardNotAvailableError,
    UnknownRedemptionError,
    UnknownRewardError,
)
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.services.outcome import Outcome
from pos_loyalty.storage.records import RedemptionRecord, UsageKind
from tests.support.builders import COFFEE
from tests.support.shop import APPROVED, MANAGER, REDEMPTION, Shop, rules, scratch_shop


def _redeem(shop: Shop, member_id: str, burn: Burn, **options: int) -> Outcome:
    redeem = shop.application.redemptions.redeem
    total = options.get("total_minor")
    return redeem(shop.request(), member_id, burn, purchase_total_minor=total).value


def _rich() -> tuple[Shop, str]:
    shop = scratch_shop()
    anna = shop.enroll(given_name="Anna")
    shop.give(anna, 500)
    return shop, anna


def _record_of(shop: Shop, redemption_id: str) -> RedemptionRecord:
    with shop.application.store.read() as reading:
        record = reading.sales.redemption(redemption_id)
    assert record is not None
    return record


def _in_stock_used(shop: Shop) -> int:
    with shop.application.store.read() as reading:
        return reading.projections.usage(UsageKind.REWARD).get("basket", 0)


def test_points_and_rewards_are_burned_together() -> None:
    """The discount is what the cashier keys into the till; row, slip and outcome agree."""
    shop, anna = _rich()
    done = _redeem(shop, anna, Burn(200, ("free-coffee", "basket")), total_minor=5000)
    assert (done.spent, done.discount_minor, done.balance) == (270, 200 + 320 + 990, 230)
    assert done.used == ("Kaffee gratis", "Geschenkkorb")
    record = _record_of(shop, done.id)
    assert (record.spent, record.discount_minor, record.number) == (270, 1510, done.number)
    assert record.rewards == b'["free-coffee","basket"]'
    facts = shop.job(done).facts
    assert (facts.kind, facts.spent, facts.balance) == (SlipKind.REDEMPTION, 270, 230)
    assert (facts.discount_minor, facts.amount_minor) == (1510, None)
    assert shop.verified().ok


@pytest.mark.parametrize(
    ("burn", "refusal"),
    [
        (Burn(), NotAllowedError),
        (Burn(50), BelowMinimumError),
        (Burn(150), NotAMultipleError),
        (Burn(600), InsufficientPointsError),
        (Burn(400), ExceedsPurchaseError),
        (Burn(0, ("unheard-of",)), UnknownRewardError),
        (Burn(0, ("basket",) * 3), RewardNotAvailableError),
    ],
    ids=lambda value: str(value) if isinstance(value, Burn) else "",
)
def test_what_the_rules_forbid_changes_nothing(burn: Burn, refusal: type[RefusalError]) -> None:
    """Each refusal leaves log, balance and stock as they were."""
    shop, anna = _rich()
    before = shop.written()
    with pytest.raises(refusal):
        _redeem(shop, anna, burn, total_minor=300 if burn.points else 30_000)
    assert (shop.written(), shop.balance(anna), _in_stock_used(shop)) == (before, 500, 0)


def test_points_for_purchases_only_need_a_purchase() -> None:
    """No cash for points, unless the program says so."""
    shop = scratch_shop(rules(redemption={**REDEMPTION, "with_purchase_only": True}))
    anna = shop.enroll()
    shop.give(anna, 500)
    with pytest.raises(NotAllowedError, match="with-purchase-only"):
        _redeem(shop, anna, Burn(100))
    assert _redeem(shop, anna, Burn(100), total_minor=1000).discount_minor == 100


def test_a_limit_counts_what_was_not_undone() -> None:
    """One a day is one a day; taken back, it may be had again."""
    shop = scratch_shop(rules(reward=[{**COFFEE, "limit": "1 per day"}], stamp_card=[]))
    anna = shop.enroll()
    shop.give(anna, 500)
    first = _redeem(shop, anna, Burn(0, ("free-coffee",)))
    with pytest.raises(LimitReachedError):
        _redeem(shop, anna, Burn(0, ("free-coffee",)))
    shop.application.redemptions.undo(shop.request(), first.id)
    assert _redeem(shop, anna, Burn(0, ("free-coffee",))).spent == 50


def test_a_blocked_member_redeems_nothing() -> None:
    """The points stay for the day when the block is lifted."""
    shop, anna = _rich()
    shop.application.members.block(shop.request(), anna)
    with pytest.raises(MemberBlockedError):
        _redeem(shop, anna, Burn(100))
    assert shop.balance(anna) == 500


def test_a_caller_may_name_a_redemption_once() -> None:
    """An id that is taken is refused under any key."""
    shop, anna = _rich()
    redeem = shop.application.redemptions.redeem
    assert redeem(shop.request(), anna, Burn(100), redemption_id="R").value.id == "R"
    with pytest.raises(NotAllowedError, match="id-used"):
        redeem(shop.request(), anna, Burn(100), redemption_id="R")
    assert shop.balance(anna) == 400


def test_an_undone_redemption_is_as_if_it_had_not_been() -> None:
    """Points, lots and stock come back; the second undo is refused."""
    shop, anna = _rich()
    before = shop.state(anna)
    done = _redeem(shop, anna, Burn(100, ("basket",)))
    assert _in_stock_used(shop) == 1
    undone = shop.application.redemptions.undo(shop.request(actor=APPROVED), done.id).value
    assert (undone.restored_points, undone.balance) == (120, 500)
    assert (shop.state(anna).lots, _in_stock_used(shop)) == (before.lots, 0)
    record = _record_of(shop, undone.origin)
    assert (record.undoes, record.spent, record.number) == (done.id, 120, 2)
    assert record.approved_by == MANAGER.staff_id
    facts = shop.job(undone).facts
    assert (facts.kind, facts.restored_points, facts.amount_minor) == (SlipKind.VOID, 120, None)
    with pytest.raises(AlreadyRefundedError):
        shop.application.redemptions.undo(shop.request(), done.id)
    assert shop.verified().ok


def test_only_a_redemption_can_be_undone() -> None:
    """Neither the undoing itself, nor a row that came without its event."""
    shop, anna = _rich()
    undo = shop.application.redemptions.undo
    done = _redeem(shop, anna, Burn(100))
    undone = undo(shop.request(), done.id).value
    with shop.application.store.begin() as work:
        known = work.sales.redemption(done.id)
        assert known is not None
        foreign = replace(known, id="foreign", number=work.log.take_number())
        work.sales.add_redemption(foreign)
        work.commit()
    for redemption_id in ("unheard-of", undone.origin, "foreign"):
        with pytest.raises(UnknownRedemptionError):
            undo(shop.request(), redemption_id)


def test_nobody_has_to_take_a_slip() -> None:
    """Where nobody wants paper, none is queued."""
    shop, anna = _rich()
    redemptions = shop.application.redemptions
    done = redemptions.redeem(shop.request(), anna, Burn(100), slip=False).value
    undone = redemptions.undo(shop.request(), done.id, slip=False).value
    assert (done.print_job, undone.print_job) == (None, None)
    assert shop.written()["print_job"] == 0


TREE = {"id": "tree", "name": "Baum", "cost": 50, "kind": "donation", "value": "5.00", "stock": 3}


def test_points_are_given_to_a_good_cause() -> None:
    """Row, slip and outcome agree, nothing comes off a purchase, and undoing returns it all."""
    shop = scratch_shop(rules(reward=[COFFEE, TREE]))
    anna = shop.enroll()
    shop.give(anna, 500)
    redemptions = shop.application.redemptions
    done = redemptions.donate(
        shop.request(), anna, points=150, reward_id="tree", redemption_id="D"
    ).value
    assert (done.id, done.spent, done.donated_minor, done.discount_minor) == ("D", 150, 1500, 0)
    assert (done.balance, done.used) == (350, ("Baum",))
    facts = shop.job(done).facts
    assert (facts.kind, facts.donated_minor, facts.spent_on) == (
        SlipKind.DONATION,
        1500,
        ("Baum",),
    )
    record = _record_of(shop, "D")
    assert (record.spent, record.discount_minor, record.rewards) == (150, 0, b'["tree"]')
    with shop.application.store.read() as reading:
        assert reading.projections.usage(UsageKind.REWARD) == {"tree": 1}
    assert redemptions.undo(shop.request(), "D").value.balance == 500
    with shop.application.store.read() as reading:
        assert reading.projections.usage(UsageKind.REWARD).get("tree", 0) == 0
    assert shop.verified().ok


def test_a_donation_is_made_once_and_under_one_name() -> None:
    """A repeated key changes nothing; a name used before and other rewards are refused."""
    shop = scratch_shop(rules(reward=[COFFEE, TREE]))
    anna = shop.enroll()
    shop.give(anna, 500)
    donate = shop.application.redemptions.donate
    first = donate(shop.request("k"), anna, points=50, reward_id="tree", redemption_id="D")
    again = donate(shop.request("k"), anna, points=50, reward_id="tree", redemption_id="D")
    assert (again.repeated, again.value) == (True, first.value)
    with pytest.raises(NotAllowedError):
        donate(shop.request(), anna, points=50, reward_id="tree", redemption_id="D")
    with pytest.raises(NotAllowedError):
        donate(shop.request(), anna, points=50, reward_id="free-coffee")
    assert shop.balance(anna) == 450


def test_a_reward_of_kind_donation_may_be_redeemed_as_any() -> None:
    """Once, for its cost, with no value off the purchase."""
    shop = scratch_shop(rules(reward=[COFFEE, TREE]))
    anna = shop.enroll()
    shop.give(anna, 500)
    done = _redeem(shop, anna, Burn(0, ("tree",)))
    assert (done.spent, done.discount_minor, done.donated_minor) == (50, 0, 0)


def test_a_donation_without_a_slip_prints_nothing() -> None:
    """As asked for."""
    shop = scratch_shop(rules(reward=[COFFEE, TREE]))
    anna = shop.enroll()
    shop.give(anna, 500)
    done = shop.application.redemptions.donate(
        shop.request(), anna, points=50, reward_id="tree", slip=False
    ).value
    assert done.print_job is None
