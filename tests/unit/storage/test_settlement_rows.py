from datetime import timedelta

from pos_loyalty.domain.ledger import EntryKind
from pos_loyalty.storage.settlement_rows import points_by_partner
from tests.support.builders import basket
from tests.support.shop import scratch_shop


def test_points_are_summed_by_place_and_kind() -> None:
    """Under the empty name stands the shop itself; other days do not count."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 300)
    shop.wait(days=1)
    shop.sell_basket(anna, basket("50.00", points=100))
    shop.sell(anna, "7.00")
    today = shop.now.date()
    with shop.application.store.read() as reading:
        points = points_by_partner(reading, first_day=today, last_day=today)
        day = timedelta(days=1)
        whole = points_by_partner(reading, first_day=today - day, last_day=today + day)
        nothing = points_by_partner(reading, first_day=today + day, last_day=today + day)
    assert points == {"": {EntryKind.BURN: 100, EntryKind.EARN: 56}}
    assert whole == {"": {**points[""], EntryKind.CREDIT: 300}}
    assert nothing == {}
