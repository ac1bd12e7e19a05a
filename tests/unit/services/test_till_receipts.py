from dataclasses import replace
from datetime import date, timedelta

import pytest

from pos_loyalty.domain.basket import Basket, BasketLine, Burn
from pos_loyalty.domain.counter import SaleRequest
from pos_loyalty.domain.errors import KeyReusedError, NotAllowedError
from pos_loyalty.domain.till_receipt import (
    Offer,
    OfferState,
    ReceiptGoneError,
    ReceiptKind,
    TillReceipt,
)
from pos_loyalty.services.sales import Sale
from tests.support.shop import CASHIER, MANAGER, Shop, scratch_shop

DAY = date(2026, 3, 4)
SOLD = TillReceipt(source="till", number="4711", total_minor=3650, printed_on=DAY)
VOID = TillReceipt(
    source="till",
    number="4712",
    total_minor=3650,
    printed_on=DAY,
    kind=ReceiptKind.VOID,
    about="4711",
)
NAMELESS_VOID = replace(VOID, about="")


@pytest.fixture
def shop() -> Shop:
    """A shop with a program and nobody in it."""
    return scratch_shop()


def _take(shop: Shop, receipt: TillReceipt) -> OfferState | None:
    return shop.application.till_receipts.take(receipt, shop.now)


def _credit(shop: Shop, member: str, receipt: TillReceipt = SOLD, key: str = "") -> str:
    sale = Sale(member_id=member, basket=receipt.basket(), receipt_number=receipt.number)
    receipts = shop.application.till_receipts
    return receipts.credit(shop.request(key), receipt.key, sale).value.id


def _offers(shop: Shop) -> tuple[Offer, ...]:
    return shop.application.till_receipts.open_ones(shop.now).offers


def _recalled(shop: Shop) -> tuple[Offer, ...]:
    return shop.application.till_receipts.open_ones(shop.now).recalled


def test_a_receipt_is_offered_once(shop: Shop) -> None:
    """However often it is printed, read or handed over, there is one offer."""
    assert [_take(shop, SOLD) for _ in range(3)] == [OfferState.OFFERED] * 3
    assert _take(shop, replace(SOLD, is_copy=True)) is OfferState.OFFERED
    (offer,) = _offers(shop)
    assert (offer.receipt, offer.total_minor, offer.printed_on) == ("4711", 3650, DAY)


def test_a_copy_of_what_nobody_saw_is_not_offered(shop: Shop) -> None:
    """Whether it was credited by hand meanwhile, nobody knows."""
    assert _take(shop, replace(SOLD, is_copy=True)) is None
    assert _offers(shop) == ()


@pytest.mark.expected_log("came again under another day")
def test_a_reprint_with_another_day_is_not_offered(shop: Shop) -> None:
    """The same number over the same amount within a week is the same receipt."""
    _take(shop, SOLD)
    tomorrow = replace(SOLD, printed_on=DAY + timedelta(days=1))
    assert _take(shop, tomorrow) is OfferState.DISMISSED
    shop.clock.advance(timedelta(days=8))
    later = replace(SOLD, printed_on=DAY + timedelta(days=8))
    assert _take(shop, later) is OfferState.OFFERED


def test_an_offer_is_credited_once(shop: Shop) -> None:
    """Two cashiers, two members, another key: the second is refused, and nothing is booked."""
    anna, bert = shop.enroll(), shop.enroll()
    _take(shop, SOLD)
    _credit(shop, anna)
    with pytest.raises(ReceiptGoneError):
        _credit(shop, bert)
    with pytest.raises(ReceiptGoneError):
        _credit(shop, anna)
    assert shop.balance(bert) == 0
    assert _offers(shop) == ()
    assert _take(shop, SOLD) is OfferState.CREDITED


def test_the_same_request_gives_the_same_sale(shop: Shop) -> None:
    """Trying again after an outage is no second sale; the key with another member is refused."""
    anna = shop.enroll()
    _take(shop, SOLD)
    assert _credit(shop, anna, key="k") == _credit(shop, anna, key="k")
    with pytest.raises(KeyReusedError):
        _credit(shop, shop.enroll(), key="k")


def test_an_offer_is_credited_as_it_is(shop: Shop) -> None:
    """Another amount is another sale, and is typed."""
    anna = shop.enroll()
    _take(shop, SOLD)
    sale = Sale(member_id=anna, basket=Basket(lines=(BasketLine(3651),)))
    with pytest.raises(NotAllowedError):
        shop.application.till_receipts.credit(shop.request(), SOLD.key, sale)
    assert len(_offers(shop)) == 1


def test_what_is_not_on_record_is_not_credited(shop: Shop) -> None:
    """A key that nobody knows is no receipt."""
    with pytest.raises(ReceiptGoneError):
        _credit(shop, shop.enroll())


def test_burning_needs_the_right_to(shop: Shop) -> None:
    """An offer opens no way around what a role may do."""
    anna = shop.enroll()
    _take(shop, SOLD)
    basket = replace(SOLD.basket(), burn=Burn(points=100))
    sale = Sale(member_id=anna, basket=basket)
    with pytest.raises(Exception, match="insufficient-points"):
        shop.application.till_receipts.credit(shop.request(actor=CASHIER), SOLD.key, sale)


def test_a_number_that_is_typed_takes_the_offer(shop: Shop) -> None:
    """Who types what the receipt says has credited the receipt."""
    anna = shop.enroll()
    _take(shop, SOLD)
    counter = shop.application.counter(lambda: MANAGER)
    request = SaleRequest(key="k", member_id=anna, basket=SOLD.basket(), receipt_number="4711")
    first = counter.record(request)
    assert _offers(shop) == ()
    assert counter.record(request).id == first.id
    with pytest.raises(ReceiptGoneError):
        counter.record(replace(request, key="other"))
    with pytest.raises(ReceiptGoneError):
        _credit(shop, shop.enroll())


def test_a_receipt_that_was_booked_before_it_was_read_is_credited(shop: Shop) -> None:
    """Typed, or told by other software, while the relay was still busy: once is enough."""
    anna = shop.enroll()
    sale = Sale(member_id=anna, basket=SOLD.basket(), receipt_number="4711")
    booked = shop.application.sales.record(shop.request(), sale).value
    assert _take(shop, SOLD) is OfferState.CREDITED
    _take(shop, VOID)
    (recalled,) = _recalled(shop)
    assert recalled.sale_id == booked.id


def test_a_sale_that_was_voided_books_no_receipt(shop: Shop) -> None:
    """Nor one of long ago, or over another amount: numbers come again."""
    anna = shop.enroll()
    sale = Sale(member_id=anna, basket=SOLD.basket(), receipt_number="4711")
    booked = shop.application.sales.record(shop.request(), sale).value
    assert _take(shop, replace(SOLD, total_minor=900)) is OfferState.OFFERED
    shop.application.sales.void(shop.request(), booked.id)
    assert _take(shop, SOLD) is OfferState.OFFERED


def test_a_number_of_another_amount_is_another_sale(shop: Shop) -> None:
    """Numbers begin anew each day in some shops."""
    anna = shop.enroll()
    _take(shop, SOLD)
    shop.application.sales.record(
        shop.request(),
        Sale(member_id=anna, basket=Basket(lines=(BasketLine(500),)), receipt_number="4711"),
    )
    assert len(_offers(shop)) == 1


def test_the_counter_credits_a_chosen_offer(shop: Shop) -> None:
    """The sale carries the receipt's number, and the offer is gone."""
    anna = shop.enroll()
    _take(shop, SOLD)
    counter = shop.application.counter(lambda: MANAGER)
    request = SaleRequest(
        key="k",
        member_id=anna,
        basket=SOLD.basket(),
        receipt_number="4711",
        till_receipt=SOLD.key,
    )
    receipt = counter.record(request)
    with shop.application.store.read() as reading:
        found = reading.sales.sale(receipt.id)
    assert found is not None
    assert found.receipt_number == "4711"


def test_a_void_withdraws_the_offer(shop: Shop) -> None:
    """What was never sold is offered to nobody, before or after the void was read."""
    _take(shop, SOLD)
    assert _take(shop, VOID) is OfferState.VOIDED
    assert _offers(shop) == ()
    assert _take(shop, SOLD) is OfferState.VOIDED
    with pytest.raises(ReceiptGoneError):
        _credit(shop, shop.enroll())


@pytest.mark.expected_log("not on record")
def test_a_void_that_came_first_withdraws_too(shop: Shop) -> None:
    """Two jobs may overtake each other."""
    _take(shop, VOID)
    assert _take(shop, SOLD) is OfferState.VOIDED


def test_a_void_of_what_was_credited_asks(shop: Shop) -> None:
    """Points are taken back by a person, not by a printer; once that is done, nobody is asked."""
    anna = shop.enroll()
    _take(shop, SOLD)
    sale_id = _credit(shop, anna)
    balance = shop.balance(anna)
    _take(shop, VOID)
    (recalled,) = _recalled(shop)
    assert (recalled.sale_id, recalled.receipt) == (sale_id, "4711")
    assert shop.balance(anna) == balance
    shop.application.sales.void(shop.request(), sale_id)
    assert _recalled(shop) == _offers(shop) == ()
    _take(shop, VOID)
    assert _recalled(shop) == ()


def test_a_recall_can_be_put_aside(shop: Shop) -> None:
    """The credit stays where a person says so, and the reprint of the void asks no more."""
    anna = shop.enroll()
    _take(shop, SOLD)
    _credit(shop, anna)
    _take(shop, VOID)
    shop.application.till_receipts.dismiss(SOLD.key, shop.now)
    _take(shop, VOID)
    assert _recalled(shop) == ()


def test_an_offer_can_be_put_aside(shop: Shop) -> None:
    """A guest without a card: the offer is out of the way, and stays so."""
    _take(shop, SOLD)
    receipts = shop.application.till_receipts
    receipts.dismiss(SOLD.key, shop.now)
    receipts.dismiss(SOLD.key, shop.now)
    receipts.dismiss("nothing", shop.now)
    assert _offers(shop) == ()
    assert _take(shop, SOLD) is OfferState.DISMISSED


def test_a_sale_that_was_voided_here_is_offered_again(shop: Shop) -> None:
    """The wrong card was scanned: the receipt is for the next one."""
    anna, bert = shop.enroll(), shop.enroll()
    _take(shop, SOLD)
    shop.application.sales.void(shop.request(), _credit(shop, anna))
    assert len(_offers(shop)) == 1
    _credit(shop, bert)
    assert shop.balance(bert) > 0


def test_goods_that_came_back_are_not_offered_again(shop: Shop) -> None:
    """A return is no mistake at the counter."""
    anna = shop.enroll()
    _take(shop, SOLD)
    shop.application.sales.refund(shop.request(), _credit(shop, anna))
    assert _offers(shop) == ()


def test_a_void_without_a_name_is_the_only_one_of_its_amount(shop: Shop) -> None:
    """Where there is one, it is meant; where there are two, nobody knows."""
    _take(shop, SOLD)
    _take(shop, NAMELESS_VOID)
    assert _offers(shop) == ()


@pytest.mark.expected_log("not on record")
def test_a_void_that_could_be_of_two_changes_nothing(shop: Shop) -> None:
    """No offer is withdrawn by a guess."""
    _take(shop, SOLD)
    _take(shop, replace(SOLD, number="4709"))
    _take(shop, NAMELESS_VOID)
    assert len(_offers(shop)) == 2


def test_a_void_under_the_same_number_is_of_that_number(shop: Shop) -> None:
    """Some tills print the voided receipt again, with its own number."""
    _take(shop, replace(SOLD, number="4709"))
    _take(shop, SOLD)
    _take(shop, replace(NAMELESS_VOID, number="4711"))
    assert [offer.receipt for offer in _offers(shop)] == ["4709"]


def test_a_return_of_a_part_withdraws_what_it_names(shop: Shop) -> None:
    """What is left of the purchase is typed by a person."""
    _take(shop, SOLD)
    _take(shop, replace(VOID, kind=ReceiptKind.RETURN, total_minor=500))
    assert _offers(shop) == ()


@pytest.mark.expected_log("not on record")
def test_a_return_without_a_name_and_of_no_amount_changes_nothing(shop: Shop) -> None:
    """A part of some purchase of some day."""
    _take(shop, SOLD)
    _take(shop, replace(NAMELESS_VOID, kind=ReceiptKind.RETURN, total_minor=500))
    assert len(_offers(shop)) == 1


def test_offers_grow_old(shop: Shop) -> None:
    """Yesterday's receipts are in nobody's way."""
    _take(shop, SOLD)
    shop.clock.advance(timedelta(hours=13))
    assert _offers(shop) == ()


def test_newest_first(shop: Shop) -> None:
    """The one that was just printed is on top."""
    _take(shop, SOLD)
    shop.clock.advance(timedelta(seconds=1))
    _take(shop, replace(SOLD, number="4713"))
    assert [offer.receipt for offer in _offers(shop)] == ["4713", "4711"]
