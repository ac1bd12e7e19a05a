from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from pos_loyalty.domain.till_receipt import Offer, ReceiptGoneError
from pos_loyalty.gateway.relay_blocks import BlockDesk
from pos_loyalty.gateway.relay_ears import Ear
from pos_loyalty.gateway.relay_gate import BlockGate, Wanted
from pos_loyalty.printing.till_jobs import TillJob
from pos_loyalty.services.claims import AlreadyClaimedError
from pos_loyalty.services.counter_note import CounterNote
from pos_loyalty.services.sales import Sale
from tests.support.escpos_oracle import PrintedDots, decode
from tests.support.shop import Shop, disk_shop
from tests.support.taught import jobs_of, taught
from tests.support.till_receipts import BY_NAME, Sold, copied, kitchen_slip, voided

BAKERY = BY_NAME["bakery"]
LONG_S = 30.0
"""Longer than a slow machine takes."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop on the disk."""
    made = disk_shop(tmp_path)
    yield made
    made.application.store.close()


def _desk(shop: Shop) -> BlockDesk:
    assert shop.folder is not None
    return BlockDesk(shop.folder, shop.clock, lambda: (taught(BAKERY),))


def _job(data: bytes) -> TillJob:
    (job,) = jobs_of(BAKERY, data)
    return job


def _asked(desk: BlockDesk, sold: Sold, *, within_s: float = LONG_S) -> bytes:
    return desk.block(Wanted(_job(BAKERY.print(sold)), is_feeding=True), within_s)


def _codes(block: bytes) -> list[str]:
    dots = [event for event in decode(block).events if isinstance(event, PrintedDots)]
    size = (dots[0].width_bytes * 8, sum(each.height for each in dots))
    rows = b"".join(each.rows for each in dots)
    picture = Image.frombytes("1", size, rows, "raw", "1;I").convert("L")
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def _offer(shop: Shop) -> Offer:
    (offer,) = shop.application.till_receipts.open_ones(shop.now).offers
    return offer


def test_only_one_sale_is_wanted(shop: Shop) -> None:
    """No copy, no void, no slip for the kitchen."""
    desk = _desk(shop)
    assert desk.is_wanted(_job(BAKERY.print(Sold())))
    for other in (copied(BAKERY, Sold()), voided(BAKERY, Sold("2"), of="1"), kitchen_slip()):
        assert not desk.is_wanted(_job(other))
        assert desk.block(Wanted(_job(other), is_feeding=True), LONG_S) == b""


def test_without_a_member_the_receipt_invites(shop: Shop) -> None:
    """Its code is credited with a card at the next visit, and then the receipt is done."""
    member_id = shop.enroll()
    (text,) = _codes(_asked(_desk(shop), Sold()))
    before = shop.balance(member_id)
    shop.application.claims.redeem(shop.request(), text, member_id)
    assert shop.balance(member_id) == before + 36
    assert shop.application.till_receipts.open_ones(shop.now).offers == ()
    with pytest.raises(AlreadyClaimedError):
        shop.application.claims.redeem(shop.request(), text, member_id)


def test_a_receipt_that_was_credited_makes_its_code_worthless(shop: Shop) -> None:
    """The card was found after all: once is enough."""
    member_id = shop.enroll()
    (text,) = _codes(_asked(_desk(shop), Sold()))
    offer = _offer(shop)
    sale = Sale(member_id=member_id, basket=offer.basket, receipt_number=offer.receipt)
    shop.application.till_receipts.credit(shop.request(), offer.key, sale)
    with pytest.raises(AlreadyClaimedError):
        shop.application.claims.redeem(shop.request(), text, member_id)
    with pytest.raises(ReceiptGoneError):
        shop.application.till_receipts.credit(shop.request(), offer.key, sale)


def test_a_member_at_the_counter_sees_the_points(shop: Shop) -> None:
    """What the purchase will bring; it has no code, and is booked by the cashier."""
    assert shop.folder is not None
    member_id = shop.enroll()
    CounterNote(shop.folder.counter_note).write(member_id, shop.now)
    block = _asked(_desk(shop), Sold())
    assert _codes(block) == []
    assert block.startswith(b"\x1dv0")
    assert _offer(shop).claim == ""


def test_a_reprint_gets_nothing(shop: Shop) -> None:
    """There is one code for one purchase."""
    desk = _desk(shop)
    assert _asked(desk, Sold()) != b""
    assert _asked(desk, Sold()) == b""


def test_a_member_who_gets_nothing_sees_nothing(shop: Shop) -> None:
    """Somebody who was blocked meanwhile, or whom nobody knows."""
    assert shop.folder is not None
    CounterNote(shop.folder.counter_note).write("NOBODY", shop.now)
    assert _asked(_desk(shop), Sold()) == b""


def test_a_locked_database_holds_no_receipt(shop: Shop) -> None:
    """No block in time is no block, and who still waits for the disk is not asked again."""
    desk = _desk(shop)
    with shop.application.store.begin():
        assert _asked(desk, Sold(), within_s=0.05) == b""
        assert _asked(desk, Sold("2"), within_s=LONG_S) == b""


def test_without_a_shop_there_is_no_block(tmp_path: Path, shop: Shop) -> None:
    """The receipt goes on as it is."""
    assert shop.folder is not None
    away = tmp_path / "gone.db"
    shop.folder.database.rename(away)
    assert _asked(_desk(shop), Sold()) == b""
    away.rename(shop.folder.database)


def test_a_receipt_gets_its_block_on_the_way(shop: Shop) -> None:
    """Everything else of it is as the till sent it."""
    data = BAKERY.print(Sold())

    class Patient(BlockDesk):
        def block(self, wanted: Wanted, within_s: float) -> bytes:
            return super().block(wanted, LONG_S)

    assert shop.folder is not None
    blocks = Patient(shop.folder, shop.clock, lambda: (taught(BAKERY),))
    out = b"".join(BlockGate(Ear("", lambda _job: None), blocks).pass_on(data))
    cut = data.index(b"\x1dVB")
    assert out.startswith(data[:cut])
    assert out.endswith(data[cut:])
    assert len(_codes(out[cut : len(out) - len(data[cut:])])) == 1
