from collections import Counter
from datetime import timedelta
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.events import Purchased, Redeemed, RedemptionUndone, Refunded
from pos_loyalty.domain.fold import fold
from pos_loyalty.domain.ledger import entries_of, member_account, moved_points
from pos_loyalty.storage.records import UsageKind
from tests.support.builders import COFFEE, basket, line
from tests.support.shop import GIFT_BASKET, REDEMPTION, Shop, rules, scratch_shop

_RULES = rules(
    earn={"pending_days": 2, "cap_per_day": 400},
    expiry={"kind": "days", "length": 20},
    redemption={**REDEMPTION, "minimum_points": 0, "step": 1},
    reward=[COFFEE, GIFT_BASKET],
    tiers={"window": "rolling-days", "length": 30, "downgrade": "one-step"},
    welcome={"points": 5, "on": "first-purchase"},
    referral={"referrer": 40, "referred": 20, "minimum_purchase": "10.00"},
    campaign=[{"id": "opening", "name": "Eröffnung", "bonus": 30, "budget": 90}],
)
_WHO = st.integers(0, 1)
_CENTS = st.sampled_from([40, 320, 1000, 3650, 12000, 60000])
_WHICH = st.integers(0, 2)
_BURN = st.sampled_from([0, 1, 7, 50, 300])
_REWARDS = st.sampled_from([(), ("basket",), ("free-coffee",), ("basket", "free-coffee")])
_Ids: TypeAlias = tuple[str, ...]
STEPS = st.one_of(
    st.tuples(st.just("sell"), _WHO, _CENTS, _BURN, _REWARDS, st.integers(0, 3)),
    st.tuples(st.just("coffee"), _WHO, st.integers(1, 12)),
    st.tuples(st.just("refund"), _WHICH, st.one_of(st.none(), _CENTS)),
    st.tuples(st.just("void"), _WHICH),
    st.tuples(st.just("redeem"), _WHO, _BURN, _REWARDS),
    st.tuples(st.just("redeem"), _WHO, st.just(1), st.just(("basket",))),
    st.tuples(st.just("undo"), _WHICH),
    st.tuples(st.just("adjust"), _WHO, st.sampled_from([-400, -7, 30])),
    st.tuples(st.just("grant"), _WHO, st.sampled_from([1, 90]), st.integers(0, 9)),
    st.tuples(st.just("tier"), _WHO, st.sampled_from(["silver", "gold"])),
    st.tuples(st.sampled_from(["unblock", "unblock", "block"]), _WHO),
    # A clock may fall back too.
    st.tuples(st.just("wait"), st.sampled_from([1, 9, 26, 24 * 8, 24 * 21, -3, -30])),
    st.tuples(st.just("publish"), st.sampled_from([1, 2])),
)


class Business:
    """A shop with two members, one recommended by the other, and what was done so far."""

    def __init__(self) -> None:
        self.shop: Shop = scratch_shop(_RULES)
        anna = self.shop.enroll()
        self.members = (anna, self.shop.enroll(referrer_id=anna))
        for member_id in self.members:
            self.shop.give(member_id, 400)
        self.sales: list[str] = []
        self.redemptions: list[str] = []

    def does(self, deed: str, *of: Any) -> None:  # noqa: ANN401 - the parts of a step
        """One step; a refusal is a result like any other, and changes nothing."""
        before = self.shop.written()
        try:
            getattr(self, f"_{deed}")(*of)
        except RefusalError:
            assert self.shop.written() == before

    def _sell(self, who: int, cents: int, points: int, rewards: _Ids, late_h: int) -> None:
        bought = basket(f"{cents / 100:.2f}", points=points, rewards=rewards)
        occurred = self.shop.now - timedelta(hours=late_h) if late_h else None
        sold = self.shop.sell_basket(self.members[who], bought, occurred_at=occurred)
        self.sales.append(sold.id)

    def _coffee(self, who: int, cups: int) -> None:
        bought = basket(line("3.20", "kaffee", quantity=str(cups)))
        self.sales.append(self.shop.sell_basket(self.members[who], bought).id)

    def _refund(self, which: int, cents: int | None) -> None:
        sale_id = _one(self.sales, which)
        self.shop.application.sales.refund(self.shop.request(), sale_id, amount_minor=cents)

    def _void(self, which: int) -> None:
        self.shop.application.sales.void(self.shop.request(), _one(self.sales, which))

    def _redeem(self, who: int, points: int, rewards: _Ids) -> None:
        redeem = self.shop.application.redemptions.redeem
        redeemed = redeem(self.shop.request(), self.members[who], Burn(points, rewards))
        self.redemptions.append(redeemed.value.id)

    def _undo(self, which: int) -> None:
        redemption_id = _one(self.redemptions, which)
        self.shop.application.redemptions.undo(self.shop.request(), redemption_id)

    def _adjust(self, who: int, points: int) -> None:
        adjust = self.shop.application.points.adjust
        adjust(self.shop.request(), self.members[who], points=points, reason="x")

    def _grant(self, who: int, points: int, days: int) -> None:
        end = self.shop.now + timedelta(days=days) if days else None
        self.shop.give(self.members[who], points, end)

    def _tier(self, who: int, tier: str) -> None:
        self.shop.application.points.set_tier(self.shop.request(), self.members[who], tier)

    def _block(self, who: int) -> None:
        self.shop.application.members.block(self.shop.request(), self.members[who])

    def _unblock(self, who: int) -> None:
        self.shop.application.members.unblock(self.shop.request(), self.members[who])

    def _wait(self, hours: int) -> None:
        self.shop.wait(hours=hours)

    def _publish(self, points: int) -> None:
        document = {**_RULES, "earn": {"points": points, "pending_days": 2}}
        self.shop.application.programs.publish(self.shop.request(), document)


def _one(done: list[str], which: int) -> str:
    return done[which % len(done)] if done else "nothing"


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


@settings(max_examples=60)
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
    assert Counter({name: used for name, used in stock.items() if used}) == _reward_uses(business)
    assert stock.get("basket", 0) in range(3)
    assert budgets.get("opening", 0) in range(91)
    shop.close()
