"""Receipts of the shop's own till: offered at the counter, credited once, taken back by a person.

The till is believed about what it printed, never about what a member gets: a receipt that it
voids is offered no more, but what was credited for it is taken back only when somebody says so.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.till_receipt import (
    Offer,
    OfferState,
    OpenOffers,
    ReceiptGoneError,
    ReceiptKind,
    TillReceipt,
)
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.offered_receipts import SAME_NUMBER_AFTER
from pos_loyalty.services.outcome import Outcome
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.services.sales import Sale, Sales
from pos_loyalty.storage.records import ReversalKind
from pos_loyalty.storage.store import Reading, Store, Work

OFFERED_FOR: Final = timedelta(hours=12)
"""How long a receipt can be chosen at the counter."""

_LOG: Final = logging.getLogger(__name__)


class TillReceipts:
    """Keeps them, and credits each once."""

    def __init__(self, store: Store, sales: Sales) -> None:
        self._store = store
        self._desk = Desk(store)
        self._sales = sales

    def take(self, receipt: TillReceipt, seen_at: datetime) -> OfferState | None:
        """Put a receipt on record; what it is now, or None for a copy of what nobody saw.

        However often it comes, it is there once. One that takes another back withdraws its
        offer; where that was credited already, a person is asked.
        """
        with self._store.begin() as work:
            known = work.till_receipts.receipt(receipt.key)
            if known is not None:
                return known.state
            if receipt.is_copy:
                return None
            if receipt.kind is ReceiptKind.SALE:
                sale_id = _booked_already(work, receipt, seen_at)
                state = (
                    OfferState.CREDITED if sale_id else self._first_state(work, receipt, seen_at)
                )
                work.till_receipts.add(_row(receipt, state, seen_at, sale_id))
            else:
                state = OfferState.VOIDED
                work.till_receipts.add(_row(receipt, state, seen_at), takes_back=True)
                self._withdraw(work, receipt, seen_at)
            work.commit()
            return state

    def open_ones(self, now: datetime) -> OpenOffers:
        """What can be credited, and what was credited and then taken back at the till."""
        with self._store.read() as reading:
            found = reading.till_receipts.open_ones(seen_after=now - OFFERED_FOR)
        return OpenOffers(
            offers=tuple(each for each in found if each.state is OfferState.OFFERED),
            recalled=tuple(each for each in found if each.state is OfferState.RECALLED),
        )

    def credit(self, request: Request, key: str, sale: Sale) -> Answer[Outcome]:
        """Record the sale of a receipt, once, whoever asks and under whichever key.

        Raises ReceiptGoneError for one that is offered no more, NotAllowedError for another
        amount than the receipt's, and what ``Sales.record`` raises.
        """
        check(request.actor, Permission.SELL)
        if sale.basket.burn.points or sale.basket.burn.rewards:
            check(request.actor, Permission.REDEEM)
        return self._desk.perform(
            request,
            ("till-receipt", key, sale),
            Outcome,
            lambda work: self._credited(work, request, key, sale),
        )

    def dismiss(self, key: str, now: datetime) -> None:
        """Nobody is to be credited for it; or, where it was recalled, the credit is to stay."""
        with self._store.begin() as work:
            offer = work.till_receipts.receipt(key)
            if offer is not None and offer.state in (OfferState.OFFERED, OfferState.RECALLED):
                work.till_receipts.settle(key, OfferState.DISMISSED, now)
                work.commit()

    def _credited(self, work: Work, request: Request, key: str, sale: Sale) -> Outcome:
        offer = work.till_receipts.receipt(key)
        if offer is None or offer.state is not OfferState.OFFERED:
            reason = offer.state.value if offer else "unknown"
            raise ReceiptGoneError(receipt=offer.receipt if offer else "", reason=reason)
        if sale.basket.total_minor != offer.total_minor:
            raise NotAllowedError(reason="receipt-amount")
        outcome = self._sales.enter(work, request, sale, wants_slip=True)
        work.till_receipts.settle(key, OfferState.CREDITED, request.now, sale_id=outcome.id)
        return outcome

    def _first_state(self, work: Work, receipt: TillReceipt, seen_at: datetime) -> OfferState:
        # What takes it back may have come first: two tills' jobs overtake each other.
        if any(
            each.total_minor == receipt.total_minor
            for each in work.till_receipts.taking_back(receipt.source, receipt.number)
        ):
            return OfferState.VOIDED
        again = [
            each
            for each in work.till_receipts.of_number(receipt.source, receipt.number)
            if each.total_minor == receipt.total_minor
            and abs(seen_at - each.seen_at) < SAME_NUMBER_AFTER
        ]
        if again:
            _LOG.warning("a receipt came again under another day, and is not offered")
        return OfferState.DISMISSED if again else OfferState.OFFERED

    def _withdraw(self, work: Work, receipt: TillReceipt, seen_at: datetime) -> None:
        target = _taken_back(work, receipt, seen_at)
        if target is None:
            _LOG.warning("the till took back a receipt that is not on record", extra={"count": 1})
        elif target.state is OfferState.OFFERED:
            work.till_receipts.settle(target.key, OfferState.VOIDED, seen_at)
        elif target.state is OfferState.CREDITED:
            work.till_receipts.settle(target.key, OfferState.RECALLED, seen_at)


def _booked_already(work: Work, receipt: TillReceipt, seen_at: datetime) -> str:
    """The sale that was typed under this number, or told by other software, before we read it."""
    for sale in work.sales.sales_by_receipt(receipt.number):
        is_same = sale.total_minor == receipt.total_minor
        if is_same and abs(seen_at - sale.effective_at) < SAME_NUMBER_AFTER:
            kinds = {back.kind for back in work.sales.reversals_of(sale.id)}
            return "" if ReversalKind.VOID in kinds else sale.id
    return ""


def _row(receipt: TillReceipt, state: OfferState, seen_at: datetime, sale_id: str = "") -> Offer:
    return Offer(
        key=receipt.key,
        source=receipt.source,
        receipt=receipt.number,
        printed_on=receipt.printed_on,
        total_minor=receipt.total_minor,
        basket=receipt.basket(),
        state=state,
        seen_at=seen_at,
        about=receipt.about,
        sale_id=sale_id,
        settled_at=None if state is OfferState.OFFERED else seen_at,
    )


def _taken_back(reading: Reading, receipt: TillReceipt, seen_at: datetime) -> Offer | None:
    """The receipt that a void or a return is about; None where it could be several."""
    number = receipt.about or receipt.number
    named = reading.till_receipts.of_number(receipt.source, number)
    same = [each for each in named if each.total_minor == receipt.total_minor]
    if same or (receipt.about and named):
        # Numbers may begin anew each day: the last one is meant.
        return (same or list(named))[0]
    if receipt.about:
        return None
    alike = reading.till_receipts.of_total(
        receipt.source, receipt.total_minor, seen_after=seen_at - OFFERED_FOR
    )
    live = [each for each in alike if each.state in (OfferState.OFFERED, OfferState.CREDITED)]
    return live[0] if len(live) == 1 else None
