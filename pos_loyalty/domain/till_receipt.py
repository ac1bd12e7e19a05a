"""Receipts of the shop's own till, as they were read from what it prints."""

from datetime import date, datetime
from enum import StrEnum

from pos_loyalty.domain.basket import Basket, BasketLine, single_amount
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.values import dataclass


class ReceiptGoneError(RefusalError):
    """The receipt was credited before, taken back at the till, or put aside.

    Facts: ``receipt``, and as ``reason`` what became of it.
    """

    code = "receipt-gone"


class ReceiptKind(StrEnum):
    """What a receipt says happened."""

    SALE = "sale"
    VOID = "void"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line of goods, as it is printed."""

    text: str
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TillReceipt:
    """One receipt. ``total_minor`` is positive; ``kind`` says in which direction it goes.

    ``about`` is the number of the receipt that a void or a return names. A copy is marked as one
    by the till; a till that reprints without a mark prints the same number, day and total.
    """

    source: str
    number: str
    total_minor: int
    printed_on: date | None = None
    kind: ReceiptKind = ReceiptKind.SALE
    about: str = ""
    is_copy: bool = False
    lines: tuple[ReceiptLine, ...] = ()

    def __post_init__(self) -> None:
        if self.total_minor <= 0 or not self.number or not self.source:
            raise ValueError(self)

    @property
    def key(self) -> str:
        """The same for the same receipt, however often and in however many jobs it came."""
        day = self.printed_on.isoformat() if self.printed_on else ""
        return "|".join((self.source, self.kind, self.number, day, str(self.total_minor)))

    def basket(self) -> Basket:
        """What was bought: line by line where the lines make up the total, else the total."""
        amounts = [line.total_minor for line in self.lines]
        if amounts and min(amounts) > 0 and sum(amounts) == self.total_minor:
            lines = (BasketLine(line.total_minor, product=line.text) for line in self.lines)
            return Basket(lines=tuple(lines))
        return single_amount(self.total_minor)


class OfferState(StrEnum):
    """What became of a receipt."""

    OFFERED = "offered"
    CREDITED = "credited"
    DISMISSED = "dismissed"
    """A person said that nobody is to be credited for it, or that what was is to stay."""
    VOIDED = "voided"
    RECALLED = "recalled"
    """It was credited, and then taken back at the till: a person has to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A receipt on record: an offer until it is credited to a member."""

    key: str
    source: str
    receipt: str
    printed_on: date | None
    total_minor: int
    basket: Basket
    state: OfferState
    seen_at: datetime
    about: str = ""
    claim: str = ""
    sale_id: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenOffers:
    """What the counter is to know: offers, newest first, and credits that the till took back."""

    offers: tuple[Offer, ...] = ()
    recalled: tuple[Offer, ...] = ()
