from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.counter import RecentSale
from pos_loyalty.domain.print_job import JobState
from pos_loyalty.domain.slip import SlipKind
from tests.support.shop import Shop, rules, scratch_shop


def _newest(shop: Shop) -> RecentSale:
    return shop.application.recent.activity(shop.now).sales[0]


def _of(shop: Shop, id_: str) -> RecentSale:
    sales = shop.application.recent.activity(shop.now).sales
    return next(sale for sale in sales if sale.id == id_)


def test_a_sale_is_listed_with_all_that_one_needs_to_find_it() -> None:
    """Member, points, money, tier and slip; and what can still be done about it."""
    shop = scratch_shop()
    anna = shop.enroll(given_name="Anna", family_name="Sommer")
    shop.give(anna, 100)
    sold = shop.sell(anna, "36.50", points=100)
    listed = _newest(shop)
    assert (listed.id, listed.kind, listed.at) == (sold.id, SlipKind.SALE, shop.now)
    assert (listed.member_id, listed.member_name) == (anna, "Anna Sommer")
    assert (listed.points, listed.amount_minor) == (sold.earned - 100, 3650)
    assert (listed.tier_name, listed.slip) == ("Basis", JobState.QUEUED)
    assert (listed.left_minor, listed.can_return, listed.can_void) == (3550, True, True)


def test_what_was_returned_can_be_returned_no_more() -> None:
    """Part of it leaves the rest; all of it, or a void, leaves nothing to do."""
    shop = scratch_shop()
    anna = shop.enroll()
    partly, wholly, voided = (shop.sell(anna, "10.00") for _ in range(3))
    sales = shop.application.sales
    sales.refund(shop.request(), partly.id, amount_minor=400)
    sales.refund(shop.request(), wholly.id)
    sales.void(shop.request(), voided.id)
    assert (_of(shop, partly.id).left_minor, _of(shop, partly.id).can_void) == (600, True)
    for done in (wholly, voided):
        listed = _of(shop, done.id)
        assert (listed.left_minor, listed.can_return, listed.can_void) == (0, False, False)
    assert [sale.kind for sale in shop.application.recent.activity(shop.now).sales[:3]] == [
        SlipKind.VOID,
        SlipKind.REFUND,
        SlipKind.REFUND,
    ]
    reversal = _newest(shop)
    assert (reversal.points, reversal.amount_minor) == (-10, 1000)
    assert (reversal.can_return, reversal.can_void) == (False, False)


def test_a_sale_paid_with_points_alone_can_be_voided_once() -> None:
    """No money can come back; the points can, until they did."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 1000)
    refunded, voided = (shop.sell(anna, "5.00", points=500) for _ in range(2))
    listed = _of(shop, refunded.id)
    assert (listed.can_return, listed.can_void) == (False, True)
    shop.application.sales.refund(shop.request(), refunded.id)
    shop.application.sales.void(shop.request(), voided.id)
    assert not _of(shop, refunded.id).can_void
    assert not _of(shop, voided.id).can_void


def test_a_redemption_can_be_voided_until_it_was() -> None:
    """Points burned by mistake come back at the counter, like a mistaken sale."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 100)
    done = shop.application.redemptions.redeem(shop.request(), anna, Burn(100)).value
    listed = _newest(shop)
    assert (listed.kind, listed.points, listed.can_return) == (SlipKind.REDEMPTION, -100, False)
    assert listed.can_void
    shop.counter().void(key="v", sale_id=done.id, approval_pin="")
    undoing = _newest(shop)
    assert (undoing.kind, undoing.points, undoing.amount_minor) == (SlipKind.VOID, 100, None)
    assert not undoing.can_void
    assert not _of(shop, done.id).can_void


def test_the_day_is_the_shops_day() -> None:
    """Totals begin at local midnight, and count what was sold since."""
    shop = scratch_shop(rules(tier=[]))
    anna = shop.enroll()
    shop.sell(anna, "10.00")
    shop.wait(hours=9, minutes=30)  # 23:02 in the machine's world, past midnight in Berlin
    shop.sell(anna, "7.00")
    today = shop.application.recent.activity(shop.now).today
    assert (today.purchases, today.points) == (1, 7)


def test_a_shop_that_has_sold_nothing_lists_nothing() -> None:
    """An empty list is a list."""
    shop = scratch_shop()
    activity = shop.application.recent.activity(shop.now)
    assert (activity.sales, activity.today.purchases) == ((), 0)


def test_a_sale_without_tier_and_slip_is_listed_too() -> None:
    """Nothing is shown for what there is not."""
    shop = scratch_shop(rules(tier=[]))
    anna = shop.enroll()
    shop.sell(anna, "10.00")
    with shop.application.store.begin() as work:
        work.connection.execute("DELETE FROM print_job")
        work.commit()
    assert (_newest(shop).tier_name, _newest(shop).slip) == ("", None)
