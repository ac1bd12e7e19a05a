"""A day at a till beside which we stand: whatever it prints, nothing is credited twice."""

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.receipt_template import receipts_in
from pos_loyalty.domain.till_receipt import Offer
from pos_loyalty.gateway.relay_ears import Ears
from pos_loyalty.printing.till_jobs import TillJob
from pos_loyalty.services.sales import Sale
from tests.support.shop import Shop, scratch_shop
from tests.support.taught import taught
from tests.support.till_receipts import (
    BY_NAME,
    DRAWER,
    MANNERS,
    Manner,
    Sold,
    copied,
    day_report,
    kitchen_slip,
    only_dots,
    voided,
)

_CUTTING = tuple(manner for manner in MANNERS if manner.cuts)
_NOISE = (kitchen_slip(), day_report(), only_dots(Sold()), DRAWER, b"\x1b\x1d\x10")


@dataclass(frozen=True)
class Printed:
    """Something that a till prints, and how the network parts it."""

    number: int
    what: str
    pieces: int


_PRINTED = st.builds(
    Printed,
    st.integers(1, 4),
    st.sampled_from(["sale", "sale", "again", "copy", "void", "noise", "credit", "credit"]),
    st.integers(1, 9),
)


def _sold(number: int) -> Sold:
    return Sold(str(number), 1251 + 100 * number)


def _data(manner: Manner, printed: Printed) -> bytes:
    sold = _sold(printed.number)
    match printed.what:
        case "copy":
            return copied(manner, sold)
        case "void":
            return voided(manner, Sold(f"9{printed.number}", sold.total_minor), of=sold.number)
        case "noise":
            return _NOISE[printed.number]
        case _:
            return manner.print(sold)


def _credit(shop: Shop, offer: Offer) -> bool:
    sale = Sale(member_id=shop.enroll(), basket=offer.basket, receipt_number=offer.receipt)
    try:
        shop.application.till_receipts.credit(shop.request(), offer.key, sale)
    except RefusalError:
        return False
    return True


@pytest.mark.expected_log("not on record")
@settings(max_examples=60)
@given(st.sampled_from(_CUTTING), st.lists(_PRINTED, max_size=14))
def test_each_receipt_is_credited_once_and_for_what_it_says(
    manner: Manner, day: list[Printed]
) -> None:
    """Split anywhere, over connections, repeated, copied, voided; amid slips and pictures.

    What was voided before it was credited never is; no amount is credited that the till did not
    print; a copy alone credits nothing; and a key that was once offered is never offered twice.
    """
    shop = scratch_shop()
    receipts = shop.application.till_receipts

    def heard(job: TillJob) -> None:
        for receipt in receipts_in(taught(manner), job.lines):
            receipts.take(receipt, shop.now)

    ears = Ears(lambda: manner.code_page, heard)
    sold, voids = set[str](), set[str]()
    credited: Counter[str] = Counter()
    shown: set[str] = set()
    for printed in day:
        sold_now = _sold(printed.number)
        number = manner.number(sold_now)
        if printed.what == "credit":
            for offer in receipts.open_ones(shop.now).offers:
                assert offer.receipt in sold - voids
                assert offer.total_minor in {_sold(each).total_minor for each in range(1, 5)}
                shown.add(offer.key)
                # Two cashiers press Enter at once.
                assert [_credit(shop, offer) for _ in range(2)] == [True, False]
                credited[offer.receipt] += 1
            continue
        data = _data(manner, printed)
        step = -(-len(data) // printed.pieces)
        for at in range(0, len(data), step):
            ear = ears.lend("till")
            ear.hear(data[at : at + step])
            ears.give_back("till", ear)
        if printed.what in {"sale", "again"}:
            sold.add(number)
        elif printed.what == "void" and not credited[number]:
            voids.add(number)
    assert max(credited.values(), default=0) <= 1
    assert set(credited) <= sold
    recalled = {offer.receipt for offer in receipts.open_ones(shop.now).recalled}
    assert recalled <= set(credited)


def test_every_manner_is_part_of_the_corpus() -> None:
    """At least six tills' styles, with cuts of all kinds."""
    assert len(MANNERS) >= 6
    assert {manner.name for manner in _CUTTING} < set(BY_NAME)
