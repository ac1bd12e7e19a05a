from datetime import date
from fractions import Fraction

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.settlement import Movement
from pos_loyalty.reporting.periods import Period
from pos_loyalty.reporting.settlement import Settlement
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale
from tests.support.builders import at, basket
from tests.support.shop import MANAGER, Shop, rules, scratch_shop

KORN = {"id": "korn", "name": "Bäckerei Korn", "settlement_value": "0.008"}
BLUME = {"id": "blume", "name": "Blumen Rot", "settlement_value": "0.01"}
DAY = date(2026, 3, 4)


def _shop(**sections: object) -> Shop:
    return scratch_shop(rules(**{"partner": [KORN, BLUME], "tier": [], **sections}))


def _at(shop: Shop, partner: str) -> Request:
    request = shop.request()
    return Request(request.key, MANAGER, shop.now, partner=partner)


def _settled(shop: Shop, first_day: date | None = None, last_day: date | None = None) -> Settlement:
    today = shop.now.date()
    period = Period(first_day or today, last_day or today)
    return shop.application.settlements.settlement(period)


def _buy(shop: Shop, member_id: str, amount: str, partner: str, sale_id: str = "") -> None:
    sale = Sale(member_id=member_id, basket=basket(amount), id=sale_id)
    shop.application.sales.record(_at(shop, partner), sale)


def test_each_partner_is_settled_at_its_value() -> None:
    """Issued is paid for, redeemed is received; what is the shop's own is not settled."""
    shop = _shop()
    anna = shop.enroll()
    _buy(shop, anna, "300.00", "korn")
    _buy(shop, anna, "50.00", "")
    shop.application.redemptions.redeem(_at(shop, "blume"), anna, Burn(200))
    found = _settled(shop)
    assert [
        (each.partner_id, each.name, each.movement, each.amount_minor) for each in found.partners
    ] == [
        ("korn", "Bäckerei Korn", Movement(issued=300), -240),
        ("blume", "Blumen Rot", Movement(redeemed=200), 200),
    ]
    assert found.shop == Movement(issued=50)
    assert found.total == Movement(issued=350, redeemed=200)
    assert found.total.total == shop.balance(anna)
    assert (found.amount_minor, found.currency.code) == (-40, "EUR")


def test_what_is_undone_is_undone_where_it_was_done() -> None:
    """A refund at the shop's own till goes back to the partner of the purchase."""
    shop = _shop()
    anna = shop.enroll()
    _buy(shop, anna, "300.00", "korn", "A")
    shop.application.redemptions.redeem(_at(shop, "blume"), anna, Burn(200), redemption_id="R")
    shop.application.redemptions.undo(_at(shop, "korn"), "R")
    shop.application.sales.refund(_at(shop, "blume"), "A", amount_minor=10000)
    korn, blume = _settled(shop).partners
    assert korn.movement == Movement(issued=300, taken_back=100)
    assert blume.movement == Movement(redeemed=200, restored=200)
    assert _settled(shop).shop == Movement()


def test_everything_that_comes_with_a_purchase_is_of_its_partner() -> None:
    """The referrer's credit and a wheel's win, given and taken back again."""
    wheel = {"id": "w", "name": "Rad", "segments": [{"points": 7, "weight": 1}]}
    shop = _shop(
        referral={"referrer": 100, "referred": 50},
        wheel=[{**wheel, "minimum_purchase": "1.00"}],
    )
    anna = shop.enroll()
    ben = shop.enroll(referrer_id=anna)
    _buy(shop, ben, "10.00", "korn", "A")
    shop.application.wheels.spin(_at(shop, "korn"), ben, "w")
    assert _settled(shop).partners[0].movement == Movement(issued=60 + 100 + 7)
    shop.application.sales.void(shop.request(), "A")
    assert _settled(shop).partners[0].movement == Movement(issued=167, taken_back=167)
    assert (_settled(shop).shop, shop.balance(anna), shop.balance(ben)) == (Movement(), 0, 0)


def test_corrections_are_shown_and_not_settled() -> None:
    """Points given or taken by hand are the shop's own matter."""
    shop = _shop()
    anna = shop.enroll()
    adjust = shop.application.points.adjust
    adjust(_at(shop, "korn"), anna, points=50, reason="Kulanz")
    adjust(_at(shop, "korn"), anna, points=-20, reason="Irrtum")
    korn = _settled(shop).partners[0]
    assert (korn.movement, korn.amount_minor) == (Movement(corrections=30), 0)


def test_a_period_holds_both_its_days() -> None:
    """The business day of the purchase itself decides, also for one recorded late."""
    shop = _shop()
    anna = shop.enroll()
    first = shop.now.date()
    shop.wait(days=2)
    last = shop.now.date()
    _buy(shop, anna, "10.00", "korn")
    late = Sale(member_id=anna, basket=basket("5.00"), occurred_at=at(f"{first}T23:00"))
    shop.application.sales.record(_at(shop, "korn"), late)

    def issued(first_day: date, last_day: date) -> int:
        return _settled(shop, first_day, last_day).partners[0].movement.issued

    assert (issued(first, first), issued(last, last), issued(first, last)) == (5, 10, 15)
    with pytest.raises(ValueError, match="Period"):
        Period(last, first)


def test_the_value_is_that_of_the_periods_end() -> None:
    """A later version settles later periods; who left is settled at the last value known."""
    shop = _shop()
    anna = shop.enroll()
    _buy(shop, anna, "100.00", "korn")
    first = shop.now.date()
    shop.wait(days=1)
    dearer = rules(partner=[{**KORN, "settlement_value": "0.02"}], tier=[])
    shop.application.programs.publish(shop.request(), dearer)
    _buy(shop, anna, "100.00", "korn")
    second = shop.now.date()
    shop.wait(days=1)
    shop.application.programs.publish(shop.request(), rules(tier=[]))

    def korn(first_day: date, last_day: date) -> tuple[Fraction, int]:
        settled = _settled(shop, first_day, last_day).partners[0]
        return settled.value, settled.amount_minor

    assert korn(first, first) == (Fraction("0.008"), -80)
    assert korn(first, second) == (Fraction("0.02"), -400)
    assert korn(first, shop.now.date()) == (Fraction("0.02"), -400)
    assert _settled(shop).partners == ()


def test_an_unknown_partner_is_refused_and_writes_nothing() -> None:
    """Also where a till's setting names one that never was."""
    shop = _shop()
    anna = shop.enroll()
    sale = Sale(member_id=anna, basket=basket("5.00"))
    before = shop.written()
    with pytest.raises(NotAllowedError) as refusal:
        shop.application.sales.record(_at(shop, "metzger"), sale)
    assert refusal.value.facts == {"reason": "unknown-partner", "partner": "metzger"}
    stale = Request("k", MANAGER, shop.now, till_partner="metzger")
    with pytest.raises(NotAllowedError):
        shop.application.sales.record(stale, sale)
    assert shop.written() == before


def test_a_till_whose_partner_has_left_goes_on_serving() -> None:
    """At the last value there was; whoever names the partner is told that it is none."""
    shop = _shop()
    anna = shop.enroll()
    shop.application.programs.publish(shop.request(), rules(tier=[]))
    sale = Sale(member_id=anna, basket=basket("5.00"))
    shop.application.sales.record(Request("k", MANAGER, shop.now, till_partner="korn"), sale)
    assert _settled(shop).partners[0].movement.issued == 5
    with pytest.raises(NotAllowedError):
        shop.application.sales.record(_at(shop, "korn"), sale)


def test_a_tills_partner_stands_where_none_is_named() -> None:
    """What is named goes before; only what is named is part of the request's content."""
    shop = _shop()
    anna = shop.enroll()
    sale = Sale(member_id=anna, basket=basket("5.00"))
    record = shop.application.sales.record
    record(Request("a", MANAGER, shop.now, till_partner="korn"), sale)
    record(Request("b", MANAGER, shop.now, partner="blume", till_partner="korn"), sale)
    korn, blume = _settled(shop).partners
    assert (korn.movement.issued, blume.movement.issued) == (5, 5)
    assert record(Request("a", MANAGER, shop.now), sale).repeated
