import pytest

from pos_loyalty.domain.errors import (
    KeyReusedError,
    LimitReachedError,
    MemberBlockedError,
    NotAllowedError,
    UnknownMemberError,
)
from pos_loyalty.domain.slip import SlipKind, SlipOdds
from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.wheels import WheelBar, segment_of
from pos_loyalty.services.outcome import Outcome
from tests.support.builders import COFFEE
from tests.support.shop import CASHIER, Shop, rules, scratch_shop

SURE = {
    "id": "sure",
    "name": "Glücksrad",
    "minimum_purchase": "20.00",
    "limit": "1 per day",
    "segments": [{"points": 7, "reward": "free-coffee", "weight": 3}, {"points": 1, "weight": 0}],
}
BLANK = {"id": "blank", "name": "Niete", "segments": [{"points": 0, "weight": 1}]}
HALF = {
    "id": "half",
    "name": "Halb",
    "segments": [{"points": 0, "weight": 1}, {"points": 5, "weight": 1}],
}
WHEELS = rules(wheel=[SURE, BLANK, HALF], reward=[COFFEE], stamp_card=[])


def _shop() -> tuple[Shop, str]:
    shop = scratch_shop(WHEELS)
    return shop, shop.enroll(given_name="Anna")


def _spin(
    shop: Shop,
    member_id: str,
    wheel_id: str = "sure",
    *,
    seed: str | None = None,
    key: str = "",
    spin_id: str = "",
    actor: Actor = CASHIER,
) -> Outcome:
    wheels = shop.application.wheels
    request = shop.request(key, actor)
    return wheels.spin(request, member_id, wheel_id, seed=seed, spin_id=spin_id).value


def test_chances_say_why_a_wheel_stands_still() -> None:
    """Without a purchase there is nothing to spin for; afterwards the limit is reached."""
    shop, anna = _shop()

    def bars() -> list[WheelBar | None]:
        return [each.bar for each in shop.application.wheels.chances(anna, now=shop.now)]

    assert bars() == [WheelBar.PURCHASE, None, None]
    shop.sell(anna, "25.00")
    assert bars() == [None, None, None]
    _spin(shop, anna)
    assert bars() == [WheelBar.LIMIT, None, None]


def test_a_program_without_wheels_has_no_chances() -> None:
    """Nothing is shown where there is nothing to spin, and nobody unknown is asked after."""
    shop = scratch_shop()
    anna = shop.enroll()
    assert shop.application.wheels.chances(anna, now=shop.now) == ()
    with pytest.raises(UnknownMemberError):
        shop.application.wheels.chances("0000000000", now=shop.now)


def test_a_win_is_credited_and_printed_with_its_odds() -> None:
    """Outcome, state, slip and ledger agree; what weighs nothing is not printed."""
    shop, anna = _shop()
    sold = shop.sell(anna, "25.00")
    done = _spin(shop, anna, seed="s")
    assert (done.earned, done.granted, done.balance) == (7, ("free-coffee",), 32)
    assert done.spin is not None
    assert (done.spin.segment, done.spin.reward_id, done.spin.seed) == (0, "free-coffee", "s")
    assert done.spin.sale_id == sold.id
    facts = shop.job(done).facts
    assert (facts.kind, facts.wheel_name) == (SlipKind.SPIN, "Glücksrad")
    assert facts.won == "7 Punkte + Kaffee gratis"
    assert facts.odds == (SlipOdds("7 Punkte + Kaffee gratis", 3, 3),)
    assert shop.verified().ok


def test_without_a_win_nothing_is_printed() -> None:
    """No paper for a blank."""
    shop, anna = _shop()
    done = _spin(shop, anna, "blank")
    assert (done.earned, done.granted, done.print_job) == (0, (), None)


def test_without_a_seed_one_is_drawn_and_kept() -> None:
    """Each spin has a seed of its own, and its result follows from what was kept."""
    shop, anna = _shop()
    wheel = shop.application.programs.current(shop.now).program.wheels[2]
    spins = [_spin(shop, anna, "half").spin for _ in range(4)]
    seeds = {spin.seed for spin in spins if spin is not None}
    assert len(seeds) == 4
    for number, spin in enumerate(spins):
        assert spin is not None
        assert spin.number == number
        place = segment_of(wheel, seed=spin.seed, member_id=anna, number=number)
        assert spin.segment == place


def test_a_void_takes_the_win_back_and_frees_the_limit() -> None:
    """Points, reward and use go with the purchase; the next purchase gives a spin again."""
    shop, anna = _shop()
    sold = shop.sell(anna, "25.00")
    _spin(shop, anna)
    voided = shop.application.sales.void(shop.request(), sold.id).value
    assert (voided.reversed_points, voided.bonus_reversed, voided.balance) == (25, 7, 0)
    assert shop.state(anna).free_rewards == ()
    shop.sell(anna, "25.00")
    again = _spin(shop, anna)
    assert again.spin is not None
    assert again.spin.number == 1
    assert shop.verified().ok


def test_a_refund_in_part_leaves_the_win() -> None:
    """Only a purchase that is taken back whole takes its spin along."""
    shop, anna = _shop()
    sold = shop.sell(anna, "25.00")
    _spin(shop, anna)
    shop.application.sales.refund(shop.request(), sold.id, amount_minor=2400)
    assert [free.reward_id for free in shop.state(anna).free_rewards] == ["free-coffee"]
    shop.application.sales.refund(shop.request(), sold.id)
    assert (shop.state(anna).free_rewards, shop.balance(anna)) == ((), 0)


def test_a_repeated_key_spins_once() -> None:
    """The first answer is given again, seed and all; other content is refused."""
    shop, anna = _shop()
    shop.sell(anna, "25.00")
    first = _spin(shop, anna, key="k")
    assert _spin(shop, anna, key="k") == first
    with pytest.raises(KeyReusedError):
        _spin(shop, anna, "blank", key="k")


def test_refusals_write_nothing() -> None:
    """An unknown wheel, a name used before, the limit, a blocked member."""
    shop, anna = _shop()
    shop.sell(anna, "25.00")
    _spin(shop, anna, "half", spin_id="mine")
    _spin(shop, anna)
    before = shop.written()
    for wheel_id, spin_id in (("no-such", ""), ("half", "mine")):
        with pytest.raises(NotAllowedError):
            _spin(shop, anna, wheel_id, spin_id=spin_id)
    with pytest.raises(LimitReachedError):
        _spin(shop, anna)
    shop.application.members.block(shop.request(), anna)
    blocked = shop.written()
    assert blocked["entry"] == before["entry"]
    with pytest.raises(MemberBlockedError):
        _spin(shop, anna, "blank")
    with pytest.raises(MemberBlockedError):
        shop.application.wheels.chances(anna, now=shop.now)
    assert shop.written() == blocked
