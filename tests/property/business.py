"""Random business in a shop whose program has something of everything, through its services."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

from hypothesis import strategies as st

from pos_loyalty.domain.basket import Basket, Burn
from pos_loyalty.domain.errors import KeyReusedError, LimitReachedError, RefusalError
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale
from tests.support.builders import COFFEE, basket, line
from tests.support.shop import GIFT_BASKET, MANAGER, REDEMPTION, Shop, rules, scratch_shop

TREE = {"id": "tree", "name": "Baum", "cost": 5, "kind": "donation", "value": "1.00", "stock": 3}
PARTNERS = [
    {"id": "korn", "name": "Bäckerei Korn", "settlement_value": "0.008"},
    {"id": "blume", "name": "Blumen Rot", "settlement_value": "0.01"},
]
CHALLENGES = [
    {"id": "visits", "name": "2 Besuche", "goal": {"visits": 2}, "bonus": 15, "badge": "b"},
    {"id": "again", "name": "Umsatz", "goal": {"spend": "30.00"}, "bonus": 6, "repeat": True},
]
DRAWS = [
    {"id": "spend", "name": "Umsatz", "prizes": ["A"], "ticket": {"spend": "7.00"}},
    {"id": "bought", "name": "Gekauft", "prizes": ["A"], "ticket": {"points": 8}},
]
WHEEL = {
    "id": "wheel",
    "name": "Rad",
    "minimum_purchase": "5.00",
    "limit": "3 per day",
    "segments": [{"points": 17, "weight": 2}, {"reward": "free-coffee", "weight": 1}],
}
CLUB = {"id": "club", "name": "Club", "multiplier": "1.5", "percent_off": "10", "months": 1}
_RULES = rules(
    earn={"pending_days": 2, "cap_per_day": 400},
    expiry={"kind": "days", "length": 20},
    redemption={**REDEMPTION, "minimum_points": 0, "step": 1},
    reward=[COFFEE, GIFT_BASKET, TREE],
    tiers={"window": "rolling-days", "length": 30, "downgrade": "one-step"},
    welcome={"points": 5, "on": "first-purchase"},
    referral={"referrer": 40, "referred": 20, "minimum_purchase": "10.00"},
    campaign=[{"id": "opening", "name": "Eröffnung", "bonus": 30, "budget": 90}],
    membership=[CLUB],
    challenge=CHALLENGES,
    draw=DRAWS,
    wheel=[WHEEL],
    partner=PARTNERS,
)
_WHO = st.integers(0, 1)
_CENTS = st.sampled_from([40, 320, 1000, 3650, 12000, 60000])
_WHICH = st.integers(0, 2)
_BURN = st.sampled_from([0, 1, 7, 50, 300])
_REWARDS = st.sampled_from([(), ("basket",), ("free-coffee",), ("basket", "free-coffee")])
_Ids: TypeAlias = tuple[str, ...]
_WITHOUT_A_KEY = frozenset({"wait", "move"})
STEPS = st.one_of(
    st.tuples(st.just("sell"), _WHO, _CENTS, _BURN, _REWARDS, st.integers(0, 3)),
    st.tuples(st.just("coffee"), _WHO, st.integers(1, 12)),
    st.tuples(st.just("refund"), _WHICH, st.one_of(st.none(), _CENTS)),
    st.tuples(st.just("void"), _WHICH),
    st.tuples(st.just("spin"), _WHO, st.integers(0, 9)),
    st.tuples(st.just("play"), _WHO, st.integers(0, 9)),
    st.tuples(st.just("play"), _WHO, st.integers(0, 9)),
    st.tuples(st.just("donate"), _WHO, st.sampled_from([5, 15, 7])),
    st.tuples(st.just("join"), _WHO),
    st.tuples(st.just("leave"), _WHO, _WHICH),
    st.tuples(st.just("tickets"), _WHO, st.integers(1, 3)),
    st.tuples(st.just("hold"), st.sampled_from(["spend", "bought"])),
    st.tuples(st.just("action"), _WHO),
    st.tuples(st.just("move"), st.sampled_from(["", "korn", "blume", "gone"])),
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
        self.memberships: list[str] = []
        self._partner = ""
        self._number = 0

    def does(self, deed: str, *of: Any) -> None:  # noqa: ANN401 - the parts of a step
        """One step; a refusal is a result like any other, and changes nothing.

        Every third step is asked for again under its key, which changes nothing either.
        """
        self._number += 1
        before = self.shop.written()
        try:
            getattr(self, f"_{deed}")(*of)
        except RefusalError:
            assert self.shop.written() == before
        if self._number % 3 or deed in _WITHOUT_A_KEY:
            return
        after = self.shop.written()
        try:
            getattr(self, f"_{deed}")(*of)
        except KeyReusedError:
            raise
        except RefusalError:
            assert after == before
        assert self.shop.written() == after

    @property
    def _request(self) -> Request:
        return Request(f"step-{self._number}", MANAGER, self.shop.now, partner=self._partner)

    def _record(self, who: int, bought: Basket, late_h: int = 0) -> None:
        occurred = self.shop.now - timedelta(hours=late_h) if late_h else None
        sale = Sale(member_id=self.members[who], basket=bought, occurred_at=occurred)
        _note(self.sales, self.shop.application.sales.record(self._request, sale).value.id)

    def _sell(self, who: int, cents: int, points: int, rewards: _Ids, late_h: int) -> None:
        self._record(who, basket(f"{cents / 100:.2f}", points=points, rewards=rewards), late_h)

    def _coffee(self, who: int, cups: int) -> None:
        self._record(who, basket(line("3.20", "kaffee", quantity=str(cups))))

    def _refund(self, which: int, cents: int | None) -> None:
        sale_id = _one(self.sales, which)
        self.shop.application.sales.refund(self._request, sale_id, amount_minor=cents)

    def _void(self, which: int) -> None:
        self.shop.application.sales.void(self._request, _one(self.sales, which))

    def _redeem(self, who: int, points: int, rewards: _Ids) -> None:
        redeem = self.shop.application.redemptions.redeem
        redeemed = redeem(self._request, self.members[who], Burn(points, rewards))
        _note(self.redemptions, redeemed.value.id)

    def _donate(self, who: int, points: int) -> None:
        donate = self.shop.application.redemptions.donate
        given = donate(self._request, self.members[who], points=points, reward_id="tree")
        _note(self.redemptions, given.value.id)

    def _undo(self, which: int) -> None:
        redemption_id = _one(self.redemptions, which)
        self.shop.application.redemptions.undo(self._request, redemption_id)

    def _spin(self, who: int, seed: int) -> None:
        spin = self.shop.application.wheels.spin
        spin(self._request, self.members[who], "wheel", seed=f"seed {seed}")

    def _play(self, who: int, seed: int) -> None:
        """Buy enough for a spin, and spin."""
        self._record(who, basket("8.00"))
        request = replace(self._request, key=f"spin-{self._number}")
        spin = self.shop.application.wheels.spin
        with suppress(LimitReachedError):
            spin(request, self.members[who], "wheel", seed=f"seed {seed}")

    def _join(self, who: int) -> None:
        bought = self.shop.application.memberships.buy(self._request, self.members[who], "club")
        _note(self.memberships, bought.value.id)

    def _leave(self, who: int, which: int) -> None:
        cancel = self.shop.application.memberships.cancel
        cancel(self._request, self.members[who], _one(self.memberships, which))

    def _tickets(self, who: int, count: int) -> None:
        buy = self.shop.application.draws.buy_tickets
        _note(self.redemptions, buy(self._request, self.members[who], "bought", count).value.id)

    def _hold(self, draw_id: str) -> None:
        self.shop.application.draws.hold(self._request, draw_id, seed="seed")

    def _action(self, who: int) -> None:
        self.shop.application.points.action(self._request, self.members[who], "review")

    def _adjust(self, who: int, points: int) -> None:
        adjust = self.shop.application.points.adjust
        adjust(self._request, self.members[who], points=points, reason="x")

    def _grant(self, who: int, points: int, days: int) -> None:
        end = self.shop.now + timedelta(days=days) if days else None
        grant = self.shop.application.points.grant
        grant(self._request, self.members[who], points=points, expires_at=end)

    def _tier(self, who: int, tier: str) -> None:
        self.shop.application.points.set_tier(self._request, self.members[who], tier)

    def _block(self, who: int) -> None:
        self.shop.application.members.block(self._request, self.members[who])

    def _unblock(self, who: int) -> None:
        self.shop.application.members.unblock(self._request, self.members[who])

    def _wait(self, hours: int) -> None:
        self.shop.wait(hours=hours)

    def _move(self, partner: str) -> None:
        self._partner = partner

    def _publish(self, points: int) -> None:
        document = {**_RULES, "earn": {"points": points, "pending_days": 2}}
        self.shop.application.programs.publish(self._request, document)


def _note(done: list[str], name: str) -> None:
    if name not in done:
        done.append(name)


def _one(done: list[str], which: int) -> str:
    return done[which % len(done)] if done else "nothing"
