from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pos_loyalty.domain.events import Purchased, Redeemed, RedemptionUndone, Refunded
from pos_loyalty.domain.fold import fold
from pos_loyalty.domain.ledger import entries_of, member_account, moved_points
from pos_loyalty.storage.records import UsageKind
from tests.property.business import STEPS, Business


def _reward_uses(business: Business) -> Counter[str]:
    """Paid rewards that are still out, counted anew from the log."""
    used: Counter[str] = Counter()
    with business.shop.application.store.read() as reading:
        for member_id in business.members:
            taken: dict[str, list[str]] = {}
            for event in reading.history(member_id):
                match event.happening:
                    case Purchased(sale_id=id_, rewards=rewards):
                        taken[id_] = [each.reward_id for each in rewards if not each.free]
                    case Redeemed(redemption_id=id_, rewards=rewards):
                        taken[id_] = [each.reward_id for each in rewards if not each.free]
                    case Refunded(sale_id=id_, complete=True) | RedemptionUndone(redemption_id=id_):
                        del taken[id_]
                    case _:
                        pass
            used.update(reward for rewards in taken.values() for reward in rewards)
    return used


@settings(max_examples=40)
@given(st.lists(STEPS, min_size=12, max_size=40))
def test_whatever_is_done_the_books_agree(steps: list[tuple[Any, ...]]) -> None:
    """Log, entries, kept states and the whole history tell one story after any business."""
    business = Business()
    shop = business.shop
    for step in steps:
        business.does(*step)
    assert shop.verified().first_bad is None
    with shop.application.store.read() as reading:
        timeline = shop.application.shelf.timeline(reading)
        histories = {member: reading.history(member) for member in business.members}
        stock = reading.projections.usage(UsageKind.REWARD)
        budgets = reading.projections.usage(UsageKind.CAMPAIGN)
    for member_id, history in histories.items():
        shown = shop.state(member_id)
        assert shown == fold(timeline, history, at=shown.at)
        entries = [entry for event in history for entry in entries_of(event)]
        held = moved_points(entries, member_account(member_id))
        assert shown.balance == held - shown.lapsed
        assert shown.spendable + shown.pending == max(0, shown.balance)
        assert shown.balance == sum(lot.points for lot in shown.lots) - shown.debt
    assert Counter({name: used for name, used in stock.items() if used}) == _reward_uses(business)
    assert stock.get("basket", 0) in range(3)
    assert stock.get("tree", 0) in range(4)
    assert budgets.get("opening", 0) in range(91)
    shop.close()
