from datetime import date

from pos_loyalty.domain.till_receipt import TillReceipt
from pos_loyalty.services.till_prints import TillPrintDesk
from tests.support.shop import scratch_shop


def test_the_counter_sees_what_the_till_printed() -> None:
    """What is open, until it is put aside; how long it is proposed, the settings say."""
    shop = scratch_shop()
    receipts = shop.application.till_receipts
    sold = TillReceipt(source="till", number="4711", total_minor=3650, printed_on=date(2026, 3, 5))
    receipts.take(sold, shop.now)
    desk = TillPrintDesk(receipts, now=shop.clock.now, minutes=lambda: 7)
    assert [offer.key for offer in desk.open_ones().offers] == [sold.key]
    desk.dismiss(sold.key)
    assert desk.open_ones().offers == ()
    assert (desk.propose_minutes(), desk.now()) == (7, shop.now)
