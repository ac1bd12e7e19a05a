from datetime import timedelta

import pytest

from pos_loyalty.domain.errors import UnknownMemberError
from pos_loyalty.services.sales import Sale
from pos_loyalty.services.statement import StatementKind, StatementLine, Statements
from tests.support.builders import at, basket
from tests.support.shop import Shop, rules, scratch_shop

_EXPIRY = {"kind": "days", "length": 30}


@pytest.fixture
def shop() -> Shop:
    """A shop whose points lapse after thirty days."""
    return scratch_shop(rules(expiry=_EXPIRY))


def _lines(shop: Shop, member_id: str) -> tuple[StatementLine, ...]:
    return Statements(shop.application.store, shop.application.shelf).lines(member_id, shop.now)


def _moves(shop: Shop, member_id: str) -> list[tuple[StatementKind, int, int]]:
    return [(line.kind, line.points, line.balance) for line in _lines(shop, member_id)]


def test_each_line_moves_the_balance_by_its_points(shop: Shop) -> None:
    """A sale that burns and earns is two lines, burn first; the last is today's balance."""
    anna = shop.enroll()
    shop.give(anna, 300)
    shop.sell_basket(anna, basket("50.00", points=100))
    shop.application.points.adjust(shop.request(), anna, points=-49, reason="Irrtum")
    assert _moves(shop, anna) == [
        (StatementKind.CREDIT, 300, 300),
        (StatementKind.BURN, -100, 200),
        (StatementKind.EARN, 49, 249),
        (StatementKind.DEBITED, -49, 200),
    ]
    assert shop.balance(anna) == 200


def test_a_lapse_is_a_line_at_its_instant(shop: Shop) -> None:
    """Points of two purchases lapse one after the other, though nobody looked in between."""
    anna = shop.enroll()
    shop.sell(anna, "10.00")
    first = shop.now
    shop.wait(days=1)
    shop.sell(anna, "20.00")
    shop.wait(days=60)
    lapses = [line for line in _lines(shop, anna) if line.kind is StatementKind.LAPSED]
    assert [(line.points, line.balance) for line in lapses] == [(-10, 20), (-20, 0)]
    # Thirty days by the clock on the wall, which was put forward in between.
    assert lapses[0].at - first == timedelta(days=30, hours=-1)
    assert shop.balance(anna) == 0


def test_what_returns_too_late_lapses_with_its_return(shop: Shop) -> None:
    """Spent points that come back after their expiry are a return and a lapse."""
    anna = shop.enroll()
    shop.give(anna, 100, at("2026-03-10"))
    sale = Sale(member_id=anna, basket=basket("10.00", points=100), id="sale")
    shop.application.sales.record(shop.request(), sale)
    shop.wait(days=20)
    shop.application.sales.void(shop.request(), "sale")
    assert _moves(shop, anna)[-3:] == [
        (StatementKind.REVERSED, -9, 0),
        (StatementKind.RESTORED, 100, 100),
        (StatementKind.LAPSED, -100, 0),
    ]
    assert _lines(shop, anna)[-1].balance == shop.balance(anna)


def test_a_member_without_points_has_no_lines(shop: Shop) -> None:
    """And somebody who is none has no statement."""
    assert _lines(shop, shop.enroll()) == ()
    with pytest.raises(UnknownMemberError):
        _lines(shop, "0000000000")
