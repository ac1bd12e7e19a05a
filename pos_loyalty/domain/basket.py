"""What is bought, and what the member wants to burn for it."""

from fractions import Fraction

from pos_loyalty.domain.money import half_up
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line: unit price in minor units, exact quantity, discount for the line."""

    amount_minor: int
    quantity: Fraction = Fraction(1)
    category: str = ""
    product: str = ""
    discount_minor: int = 0

    def __post_init__(self) -> None:
        # A fraction has the sign of its numerator, which is soon compared.
        if self.amount_minor < 0 or self.quantity.numerator <= 0 or self.discount_minor < 0:
            raise ValueError(self)
        if self.discount_minor and self.discount_minor > self.gross_minor:
            raise ValueError(self)

    @property
    def gross_minor(self) -> int:
        """Price times quantity, rounded half up to the minor unit."""
        if self.quantity.denominator == 1:
            return self.amount_minor * self.quantity.numerator
        return half_up(self.amount_minor * self.quantity)

    @property
    def total_minor(self) -> int:
        """What the line costs after its own discount."""
        return self.gross_minor - self.discount_minor


@dataclass(frozen=True, slots=True)
class Burn:
    """What the member asks to burn: rewards in this order, then points."""

    points: int = 0
    rewards: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.points < 0:
            raise ValueError(self)


@dataclass(frozen=True, slots=True)
class Basket:
    """A purchase before it is priced."""

    lines: tuple[BasketLine, ...]
    order_discount_minor: int = 0
    gift_card_minor: int = 0
    code: str = ""
    burn: Burn = Burn()

    def __post_init__(self) -> None:
        if self.order_discount_minor < 0 or self.gift_card_minor < 0:
            raise ValueError(self)
        if self.order_discount_minor and self.order_discount_minor > self.lines_minor:
            raise ValueError(self)

    @property
    def lines_minor(self) -> int:
        """The sum of the lines."""
        return sum([line.total_minor for line in self.lines])

    @property
    def total_minor(self) -> int:
        """What the purchase costs after all discounts, before points and rewards."""
        return self.lines_minor - self.order_discount_minor


def single_amount(amount_minor: int, burn: Burn | None = None) -> Basket:
    """A purchase known only by its total: one line without category."""
    return Basket(lines=(BasketLine(amount_minor),), burn=burn or Burn())
