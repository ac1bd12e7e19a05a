from fractions import Fraction

import pytest

from pos_loyalty.domain.basket import Basket, BasketLine, Burn, single_amount
from tests.support.builders import basket, line


def test_a_line_is_rounded_half_up() -> None:
    """Amount times quantity, to the smallest unit, less the discount."""
    assert BasketLine(333, Fraction(1, 2)).gross_minor == 167
    assert line("3.33", quantity="0.5", discount="1.00").total_minor == 67


def test_a_basket_sums_up() -> None:
    """Lines after their discounts, less the discount on the whole."""
    bought = basket(line("10.00", discount="1.00"), "5.00", order_discount="2.00")
    assert (bought.lines_minor, bought.total_minor) == (1_400, 1_200)


def test_a_bare_amount_is_one_line() -> None:
    """A purchase known only by its total."""
    assert single_amount(500) == basket("5.00")
    assert single_amount(500, Burn(3)).burn == Burn(3)


@pytest.mark.parametrize(
    ("amount", "quantity", "discount"), [(-1, 1, 0), (1, 0, 0), (1, -1, 0), (1, 1, -1), (1, 1, 2)]
)
def test_a_line_is_valid(amount: int, quantity: int, discount: int) -> None:
    """No negative amounts; no discount above its line."""
    with pytest.raises(ValueError, match="BasketLine"):
        BasketLine(amount, Fraction(quantity), discount_minor=discount)


@pytest.mark.parametrize(("discount", "card"), [(-1, 0), (0, -1), (101, 0)])
def test_a_basket_is_valid(discount: int, card: int) -> None:
    """No discount above the purchase."""
    with pytest.raises(ValueError, match="Basket"):
        Basket((BasketLine(100),), discount, card)


def test_nobody_burns_less_than_nothing() -> None:
    """Points burned are not negative."""
    with pytest.raises(ValueError, match="-1"):
        Burn(-1)
