from datetime import timedelta

import pytest

from pos_loyalty.domain.errors import (
    InThePastError,
    NotAllowedError,
    RefusalError,
    RewardNotAvailableError,
)
from pos_loyalty.services.outcome import Outcome
from pos_loyalty.storage.records import MemberRecord, SaleRecord, UsageKind
from tests.support.builders import COFFEE, basket
from tests.support.shop import Shop, rules, scratch_shop

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

OPENING = {"id": "opening", "name": "Eröffnung", "bonus": 30, "budget": 50}


def _record_of(shop: Shop, sale_id: str) -> SaleRecord:
    with shop.application.store.read() as reading:
        record = reading.sales.sale(sale_id)
    assert record is not None
    return record


def _used(shop: Shop, kind: UsageKind) -> dict[str, int]:
    with shop.application.store.read() as reading:
        return {name: used for name, used in reading.projections.usage(kind).items() if used}


def _refund(shop: Shop, sale_id: str, amount_minor: int | None = None) -> Outcome:
    return shop.application.sales.refund(shop.request(), sale_id, amount_minor=amount_minor).value


def _void(shop: Shop, sale_id: str) -> Outcome:
    return shop.application.sales.void(shop.request(), sale_id).value


# Whose history is still on its way


def test_a_member_whose_name_came_before_the_history_buys() -> None:
    """Another till enrolled somebody, and the hub has told no more yet: the queue goes on."""
    shop = scratch_shop()
    with shop.application.store.begin() as work:
        work.members.put_merged(MemberRecord(id="7K3QM4T2XA", enrolled_at=shop.now))
        work.commit()

    assert shop.balance("7K3QM4T2XA") == 0
    assert shop.sell("7K3QM4T2XA", "12.00").balance == 12
    assert shop.verified().ok


# Late records


def test_a_late_sale_counts_for_its_own_day_and_version() -> None:
    """What happened yesterday is priced by yesterday's program, and booked on yesterday."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.wait(days=1)
    shop.application.programs.publish(shop.request(), rules(earn={"points": 2}))
    shop.wait(days=1)
    occurred = shop.now - 2 * DAY + HOUR
    late = shop.sell_basket(anna, basket("10.00"), occurred_at=occurred)
    now = shop.sell(anna, "10.00")
    assert (late.earned, now.earned) == (10, 20)
    record = _record_of(shop, late.id)
    assert (record.program_version, record.business_day) == (1, "2026-03-05")
    assert (record.occurred_at, record.effective_at) == (occurred, shop.now)
    assert shop.verified().ok


def test_a_late_sale_earns_at_the_tier_of_its_own_time() -> None:
    """Who was raised meanwhile had not been when the sale was made."""
    shop = scratch_shop()
    anna = shop.enroll()
    occurred = shop.now + HOUR
    shop.wait(hours=2)
    shop.application.points.set_tier(shop.request(), anna, "gold")
    shop.wait(hours=1)
    late = shop.sell_basket(anna, basket("40.00"), occurred_at=occurred)
    assert (late.tier_used, late.earned, late.tier) == ("basis", 40, "gold")
    assert shop.sell(anna, "40.00").earned == 60


def test_a_late_sale_counts_for_the_cap_of_its_own_day() -> None:
    """Yesterday's upper limit is used up by yesterday's sales, today's by today's."""
    shop = scratch_shop(rules(earn={"cap_per_day": 50}, tier=[]))
    anna = shop.enroll()
    shop.wait(minutes=1)
    yesterday = shop.now
    assert shop.sell(anna, "40.00").earned == 40
    shop.wait(days=1)
    assert shop.sell(anna, "45.00").earned == 45
    assert shop.sell_basket(anna, basket("40.00"), occurred_at=yesterday).earned == 10
    assert shop.sell(anna, "40.00").earned == 5
    assert shop.verified().ok


@pytest.mark.parametrize(
    ("occurred", "refusal"), [("before-joining", InThePastError), ("tomorrow", NotAllowedError)]
)
def test_a_sale_outside_the_members_time_is_refused(
    occurred: str, refusal: type[RefusalError]
) -> None:
    """Nobody earned before joining, and tomorrow's sale is entered tomorrow."""
    shop = scratch_shop()
    shop.wait(hours=2)
    anna = shop.enroll()
    when = shop.now - HOUR if occurred == "before-joining" else shop.now + HOUR
    before = shop.written()
    with pytest.raises(refusal):
        shop.sell_basket(anna, basket("5.00"), occurred_at=when)
    assert shop.written() == before


# Budgets and stock


def test_a_budget_is_used_up_and_counted_back() -> None:
    """A campaign ends with its budget; a sale that never was gives back what it took."""
    shop = scratch_shop(rules(campaign=[OPENING]))
    anna = shop.enroll()
    first, second = shop.sell(anna, "10.00"), shop.sell(anna, "10.00")
    assert (first.earned, second.earned) == (40, 30)
    assert _used(shop, UsageKind.CAMPAIGN) == {"opening": 50}
    assert shop.sell(anna, "10.00").earned == 10
    _refund(shop, first.id, 500)
    assert _used(shop, UsageKind.CAMPAIGN) == {"opening": 50}
    _refund(shop, first.id)
    assert _used(shop, UsageKind.CAMPAIGN) == {"opening": 20}
    assert shop.sell(anna, "10.00").earned == 40


def test_a_campaign_that_gave_nothing_used_nothing() -> None:
    """A few cents doubled are no point, and leave the budget as it was."""
    double = {"id": "double", "name": "Doppelt", "multiplier": "2", "budget": 50}
    shop = scratch_shop(rules(campaign=[double]))
    anna = shop.enroll()
    assert shop.sell(anna, "0.40").earned == 0
    assert _used(shop, UsageKind.CAMPAIGN) == {}
    assert shop.sell(anna, "10.00").earned == 20
    assert _used(shop, UsageKind.CAMPAIGN) == {"double": 10}


def test_stock_is_counted_and_counted_back() -> None:
    """The third of two baskets is refused, until one comes back."""
    shop = scratch_shop()
    anna, ben = shop.enroll(), shop.enroll()
    for member in (anna, ben):
        shop.give(member, 100)
    first = shop.sell(anna, "30.00", rewards=("basket",))
    shop.sell(ben, "30.00", rewards=("basket",))
    with pytest.raises(RewardNotAvailableError):
        shop.sell(ben, "30.00", rewards=("basket",))
    _void(shop, first.id)
    assert _used(shop, UsageKind.REWARD) == {"basket": 1}
    shop.sell(ben, "30.00", rewards=("basket",))


def test_a_slip_offers_no_reward_that_is_gone() -> None:
    """What is out of stock is within nobody's reach."""
    shop = scratch_shop(rules(reward=[{**COFFEE, "stock": 1}]))
    anna = shop.enroll()
    shop.give(anna, 500)
    before = shop.job(shop.sell(anna, "5.00")).facts
    after = shop.job(shop.sell(anna, "5.00", rewards=("free-coffee",))).facts
    assert (before.rewards_in_reach, after.rewards_in_reach) == (("Kaffee gratis",), ())
