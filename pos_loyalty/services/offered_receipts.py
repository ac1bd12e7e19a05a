"""A receipt's number that somebody typed, or another program told: the offer it belongs to."""

from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.domain.till_receipt import OfferState, ReceiptGoneError
from pos_loyalty.storage.store import Work

SAME_NUMBER_AFTER: Final = timedelta(days=7)
"""Sooner, the same number over the same amount is the same receipt, whatever day is on it."""


def take_offer(
    work: Work, receipt_number: str, total_minor: int, now: datetime, *, sale_id: str
) -> None:
    """Settle the offer of a sale that is recorded under its number, so that it is made once.

    Raises ReceiptGoneError where that receipt was credited of late.
    """
    found = work.till_receipts.of_sale(
        receipt_number.upper(), total_minor, seen_after=now - SAME_NUMBER_AFTER
    )
    if not found:
        return
    newest = found[0]
    if newest.state is OfferState.CREDITED:
        raise ReceiptGoneError(receipt=newest.receipt, reason=newest.state.value)
    if newest.state is OfferState.OFFERED:
        work.till_receipts.settle(newest.key, OfferState.CREDITED, now, sale_id=sale_id)
