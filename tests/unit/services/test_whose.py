"""A till that joined a large shop finds what was sold before, as far as the hub tells."""

from collections.abc import Callable

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import (
    LoyaltyError,
    RefusalError,
    SaleElsewhereError,
    UnknownPurchaseError,
    UnknownRedemptionError,
)
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.services.redemptions import Redemptions
from pos_loyalty.services.request import Desk, Request
from pos_loyalty.services.sales import Sale, Sales
from pos_loyalty.services.shares import Whose
from pos_loyalty.services.whose import found_out
from pos_loyalty.storage.bases import Joining
from pos_loyalty.storage.store import Work
from tests.support.builders import basket
from tests.support.shop import Shop, scratch_shop
from tests.support.telling_office import TellingOffice


@pytest.fixture
def shop() -> Shop:
    """A till that is still being told of the shop's members."""
    shop = scratch_shop()
    with shop.application.store.begin() as work:
        work.bases.put_joining(Joining("", 1, 1))
        work.commit()
    return shop


def sales(shop: Shop, office: TellingOffice | None) -> Sales:
    """The service, with that hub."""
    rooms = shop.application
    return Sales(rooms.store, rooms.shelf, rooms.slips, office)


def redemptions(shop: Shop, office: TellingOffice | None) -> Redemptions:
    """The service, with that hub."""
    rooms = shop.application
    return Redemptions(rooms.store, rooms.shelf, rooms.slips, office)


def test_the_hub_is_asked_once_and_the_sale_goes_back(shop: Shop) -> None:
    """What it tells is here afterwards: the next part of the money needs no question."""
    anna = shop.enroll()
    sale = Sale(member_id=anna, basket=basket("36.00"), id="early")
    office = TellingOffice(Whose.TOLD, lambda: shop.application.sales.record(shop.request(), sale))
    refund = sales(shop, office).refund
    assert refund(shop.request(), "early", amount_minor=1200).value.reversed_points == 12
    assert refund(shop.request(), "early").value.reversed_points == 24
    assert office.asked == ["early"]


def test_a_redemption_is_taken_back_too(shop: Shop) -> None:
    """By its own id, in the same way."""
    anna = shop.enroll()
    shop.give(anna, 60)
    office = TellingOffice(Whose.TOLD)
    desk = redemptions(shop, office)
    office.told = lambda: desk.redeem(
        shop.request(), anna, Burn(0, ("free-coffee",)), redemption_id="early"
    )
    assert desk.undo(shop.request(), "early").value.restored_points == 50
    assert office.asked == ["early"]


def _refusals(shop: Shop, office: TellingOffice | None) -> list[LoyaltyError]:
    """What is said to somebody who takes back what is not here, always under the same keys."""
    selling, redeeming = sales(shop, office), redemptions(shop, office)
    acts: list[Callable[[Request, str], object]] = [selling.refund, selling.void, redeeming.undo]
    found = []
    for number, act in enumerate(acts):
        with pytest.raises(LoyaltyError) as caught:
            act(shop.request(f"key {number}"), "x")
        found.append(caught.value)
    return found


@pytest.mark.parametrize("word", [Whose.NOBODYS, Whose.TOLD])
def test_what_nobody_did_is_unknown_and_remembered(shop: Shop, word: Whose) -> None:
    """Or what is another thing than what is asked for: a second question would bring no more."""
    office = TellingOffice(word)
    refused = _refusals(shop, office)
    assert [type(each) for each in refused] == [
        UnknownPurchaseError,
        UnknownPurchaseError,
        UnknownRedemptionError,
    ]
    assert [each.facts for each in refused] == [
        {"purchase": "x"},
        {"purchase": "x"},
        {"redemption": "x"},
    ]
    assert len(office.asked) == 3
    again = _refusals(shop, office)
    assert all(isinstance(each, RefusalError) and each.is_repeated for each in again)
    assert len(office.asked) == 3


@pytest.mark.parametrize("office", [None, TellingOffice(Whose.UNTOLD)])
def test_without_the_hubs_word_nothing_is_said_of_it(
    shop: Shop, office: TellingOffice | None
) -> None:
    """It is an outage, and not remembered: with the network the same request is done."""
    before = shop.requests()
    assert {type(each) for each in _refusals(shop, office)} == {SaleElsewhereError}
    assert shop.requests() == before


def test_a_till_that_knows_all_asks_nobody() -> None:
    """It says at once that there is no such thing."""
    office = TellingOffice(Whose.TOLD)
    refused = _refusals(scratch_shop(), office)
    assert {type(each) for each in refused} == {UnknownPurchaseError, UnknownRedemptionError}
    assert office.asked == []


def test_looking_is_asked_about_in_the_same_way() -> None:
    """What is not found after the hub's word is nobody's, as what it calls nobody's."""
    found = iter((SaleElsewhereError(purchase="x"), 7, SaleElsewhereError(redemption="y")))

    def look() -> int:
        each = next(found, None)
        if isinstance(each, int):
            return each
        raise each or SaleElsewhereError(redemption="y")

    office = TellingOffice(Whose.TOLD)
    assert found_out(office, look) == 7
    with pytest.raises(UnknownRedemptionError):
        found_out(office, look)
    assert office.asked == ["x", "y"]
    office.word = Whose.NOBODYS
    with pytest.raises(UnknownRedemptionError):
        found_out(office, look)
    with pytest.raises(SaleElsewhereError):
        found_out(None, look)
    assert found_out(None, lambda: 1) == 1


def test_nothing_is_open_while_the_hub_is_asked(shop: Shop) -> None:
    """Whoever else sells does not wait for the line."""
    store = shop.application.store

    def sells() -> None:
        with store.begin() as work:
            work.commit()

    def act(_work: Work) -> int:
        raise SaleElsewhereError(purchase="x")

    with pytest.raises(UnknownPurchaseError):
        Desk(store, TellingOffice(Whose.NOBODYS, sells)).perform(shop.request(), "", int, act)


def test_the_counter_takes_back_whatever_it_was(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub is asked first; only then is it known that it was a redemption, and it is once."""
    anna = shop.enroll()
    shop.give(anna, 60)

    def redeemed() -> None:
        redeem = shop.application.redemptions.redeem
        redeem(shop.request(), anna, Burn(0, ("free-coffee",)), redemption_id="R1")

    office = TellingOffice(Whose.UNTOLD)
    monkeypatch.setattr(shop.application, "hub", office)
    counter = shop.counter()
    with pytest.raises(SaleElsewhereError):
        counter.void(key="offline", sale_id="R1", approval_pin="")
    office.word, office.told = Whose.TOLD, redeemed
    voided = counter.void(key="online", sale_id="R1", approval_pin="")
    assert (voided.kind, voided.restored) == (SlipKind.VOID, 50)
    office.word, office.told = Whose.NOBODYS, lambda: None
    with pytest.raises(UnknownPurchaseError):
        counter.void(key="nobody", sale_id="R2", approval_pin="")
    assert office.asked == ["R1", "R1", "R2"]
