"""From what was sent to a purchase that can be priced."""

from datetime import datetime
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.basket import Basket, BasketLine, Burn
from pos_loyalty.domain.calendar import parse_moment
from pos_loyalty.domain.money import parse_decimal, parse_major
from pos_loyalty.domain.program import Program
from pos_loyalty.gateway.bodies import Line, Purchase
from pos_loyalty.gateway.errors import WrongRequestError

_LARGEST_MINOR: Final = 2**63 - 1


def basket_of(purchase: Purchase, program: Program) -> Basket:
    """The basket of a purchase. Raises WrongRequestError."""
    lines = _lines(purchase, program)
    lines_minor = sum(line.total_minor for line in lines)
    if lines_minor > _LARGEST_MINOR:
        raise WrongRequestError(reason="too-large")
    discount_minor = amount_of(purchase.order_discount, "order_discount", program)
    if discount_minor > lines_minor:
        raise WrongRequestError(reason="discount")
    return Basket(
        lines=lines,
        order_discount_minor=discount_minor,
        gift_card_minor=amount_of(purchase.gift_card, "gift_card", program),
        code=purchase.code,
        burn=Burn(purchase.redeem.points, tuple(purchase.redeem.rewards)),
    )


def amount_of(text: str, field: str, program: Program) -> int:
    """Minor units of an amount such as ``36.50``. Raises WrongRequestError."""
    try:
        minor = parse_major(text, program.currency)
    except ValueError:
        minor = _LARGEST_MINOR + 1
    if minor > _LARGEST_MINOR:
        raise WrongRequestError(reason="amount", field=field)
    return minor


def moment_of(text: str, field: str, program: Program) -> datetime:
    """The instant of a date or time, local without an offset. Raises WrongRequestError."""
    try:
        return parse_moment(text, program.zone)
    except (ValueError, OverflowError):
        raise WrongRequestError(reason="time", field=field) from None


def _lines(purchase: Purchase, program: Program) -> tuple[BasketLine, ...]:
    """The lines, and what of the amount no line names as one more without a category."""
    lines = tuple(_line(line, place, program) for place, line in enumerate(purchase.lines))
    if purchase.amount is None:
        if not lines:
            raise WrongRequestError(reason="no-amount")
        return lines
    total_minor = amount_of(purchase.amount, "amount", program)
    rest_minor = total_minor - sum(line.total_minor for line in lines)
    if rest_minor < 0:
        raise WrongRequestError(reason="lines-over-amount")
    return (*lines, BasketLine(rest_minor)) if rest_minor or not lines else lines


def _line(line: Line, place: int, program: Program) -> BasketLine:
    return BasketLine(
        amount_of(line.amount, f"lines.{place}.amount", program),
        _quantity(line.quantity, f"lines.{place}.quantity"),
        category=line.category,
        product=line.product,
    )


def _quantity(text: str, field: str) -> Fraction:
    try:
        quantity = parse_decimal(text)
    except ValueError:
        quantity = Fraction(0)
    if quantity <= 0:
        raise WrongRequestError(reason="field", field=field)
    return quantity
