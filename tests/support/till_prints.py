"""What a till printed, made up."""

from dataclasses import replace
from datetime import datetime, timedelta

from pos_loyalty.domain.basket import single_amount
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.till_receipt import Offer, OfferState, OpenOffers
from tests.support.counter import NOW


def offer(number: str = "4711", minor: int = 3650, *, minutes_ago: int = 1) -> Offer:
    """A receipt that was printed so many minutes ago."""
    return Offer(
        key=f"till|{number}",
        source="kasse",
        receipt=number,
        printed_on=NOW.date(),
        total_minor=minor,
        basket=single_amount(minor),
        state=OfferState.OFFERED,
        seen_at=NOW - timedelta(minutes=minutes_ago),
    )


def recalled(sale_id: str, number: str = "4711", minor: int = 2310) -> Offer:
    """A receipt that was credited, and then voided at the till."""
    return replace(offer(number, minor), state=OfferState.RECALLED, sale_id=sale_id, settled_at=NOW)


class FakePrints:
    """Answers with what a test puts there."""

    def __init__(self, *offers: Offer) -> None:
        self.found = OpenOffers(offers)
        self.dismissed: list[str] = []
        self.fails_with: LoyaltyError | None = None

    def put(self, *offers: Offer) -> None:
        """Now it is these."""
        self.found = replace(self.found, offers=offers)

    def open_ones(self) -> OpenOffers:
        if self.fails_with is not None:
            raise self.fails_with
        return self.found

    def dismiss(self, key: str) -> None:
        self.dismissed.append(key)
        self.found = OpenOffers(
            tuple(each for each in self.found.offers if each.key != key),
            tuple(each for each in self.found.recalled if each.key != key),
        )

    def propose_minutes(self) -> int:
        return 5

    def now(self) -> datetime:
        return NOW
