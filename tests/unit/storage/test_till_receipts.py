from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pos_loyalty.domain.basket import single_amount
from pos_loyalty.domain.till_receipt import Offer, OfferState
from pos_loyalty.storage.errors import BrokenConstraintError
from pos_loyalty.storage.store import Store

NOW = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)
OFFER = Offer(
    key="till|4711",
    source="till",
    receipt="4711",
    printed_on=date(2026, 11, 22),
    total_minor=3650,
    basket=single_amount(3650),
    state=OfferState.OFFERED,
    seen_at=NOW,
)


def test_a_receipt_comes_back_as_it_was_put_there() -> None:
    """All of it, with what has become of it since."""
    bare = replace(OFFER, key="bare", receipt="1", printed_on=None)
    with Store.in_memory().begin() as work:
        for offer in (OFFER, bare):
            work.till_receipts.add(offer)
            assert work.till_receipts.receipt(offer.key) == offer
        work.till_receipts.put_claim(OFFER.key, "ABC")
        later = NOW + timedelta(minutes=1)
        work.till_receipts.settle(OFFER.key, OfferState.CREDITED, later, sale_id="s1")
        expected = replace(
            OFFER, claim="ABC", state=OfferState.CREDITED, sale_id="s1", settled_at=later
        )
        assert work.till_receipts.of_claim("ABC") == expected
        assert work.till_receipts.of_claim("XYZ") is None


def test_a_receipt_is_there_once() -> None:
    """The database itself refuses the second one, and a second receipt with one claim."""
    store = Store.in_memory()
    with store.begin() as work:
        work.till_receipts.add(replace(OFFER, claim="A"))
        work.commit()
    for twin in (OFFER, replace(OFFER, key="other", claim="A")):
        with pytest.raises(BrokenConstraintError), store.begin() as work:
            work.till_receipts.add(twin)


def test_open_ones_are_the_young_and_the_recalled() -> None:
    """An old offer is not shown; a recall is, until somebody answers."""
    old = NOW - timedelta(days=2)
    recalled = replace(
        OFFER, key="r", state=OfferState.RECALLED, seen_at=old, sale_id="s", settled_at=NOW
    )
    with Store.in_memory().begin() as work:
        work.till_receipts.add(OFFER)
        work.till_receipts.add(replace(OFFER, key="old", seen_at=old))
        work.till_receipts.add(recalled)
        seen_after = NOW - timedelta(hours=1)
        assert work.till_receipts.open_ones(seen_after=seen_after) == (OFFER, recalled)
        assert len(work.till_receipts.open_ones(seen_after=seen_after, limit=1)) == 1


def test_what_takes_back_is_no_sale() -> None:
    """A void is found by what it names, never as a receipt to be credited."""
    void = replace(
        OFFER, key="v", receipt="4712", about="4711", state=OfferState.VOIDED, settled_at=NOW
    )
    with Store.in_memory().begin() as work:
        work.till_receipts.add(OFFER)
        work.till_receipts.add(void, takes_back=True)
        before = NOW - timedelta(days=1)
        receipts = work.till_receipts
        assert receipts.taking_back("till", "4711") == (void,)
        assert receipts.of_number("till", "4712") == ()
        assert receipts.of_number("till", "4711") == (OFFER,)
        assert receipts.of_total("till", 3650, seen_after=before) == (OFFER,)
        assert receipts.of_sale("4711", 3650, seen_after=before) == (OFFER,)
        assert receipts.of_sale("4711", 3650, seen_after=NOW) == ()
