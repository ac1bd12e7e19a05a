from dataclasses import replace

import pytest

from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.till_receipt import OpenOffers, ReceiptGoneError
from pos_loyalty.terminal.screens.cashier.notices import FOLLOW_RECALL, KEEP_CREDIT
from pos_loyalty.terminal.screens.cashier.offer_desk import CHOOSE, PUT_ASIDE
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.support.cashier import Desk
from tests.support.counter import CLAIM, RECENT
from tests.support.till_prints import FakePrints, offer, recalled


def _desk(*offers: object) -> Desk:
    return Desk(prints=FakePrints(*offers))  # type: ignore[arg-type]  # offers


def test_a_receipt_is_proposed_to_the_member_who_comes() -> None:
    """Scan, Enter: the amount and the number are those of the receipt, and it is named."""
    desk = _desk(offer())
    desk.presenter.card_scanned("LT-ANNA")
    assert desk.state.sale.amount_text == "36,50"
    assert desk.state.sale.receipt_number == "4711"
    assert "4711" in desk.state.offers.proposed
    desk.presenter.confirm()
    (request,) = desk.counter.recorded.values()
    assert (request.till_receipt, request.receipt_number) == ("till|4711", "4711")
    assert request.basket.total_minor == 3650


def test_a_receipt_that_comes_later_is_proposed_too() -> None:
    """The card was scanned before the till printed; a newer receipt takes an older one's place."""
    desk = _desk()
    desk.presenter.card_scanned("LT-ANNA")
    assert desk.state.sale.amount_text == ""
    desk.prints.put(offer("4710", 500))
    desk.presenter.offers.look()
    assert desk.state.sale.amount_text == "5,00"
    desk.prints.put(offer("4711"), offer("4710", 500))
    desk.presenter.offers.look()
    assert desk.state.sale.amount_text == "36,50"


def test_what_is_typed_stays() -> None:
    """A receipt never takes the place of what a person typed, before or after."""
    desk = _desk()
    desk.sell("LT-ANNA", "12,80")
    desk.prints.put(offer())
    desk.presenter.offers.look()
    assert desk.state.sale.amount_text == "12,80"
    desk.presenter.confirm()
    (request,) = desk.counter.recorded.values()
    assert (request.till_receipt, request.receipt_number) == ("", "")


def test_typing_another_amount_lets_the_receipt_go() -> None:
    """Its number goes with it, and it is not proposed to this member again."""
    desk = _desk(offer())
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.sale.amount_edited("12,80")
    assert desk.state.sale.receipt_number == desk.state.offers.proposed == ""
    desk.presenter.sale.amount_edited("")
    desk.presenter.offers.look()
    assert desk.state.sale.amount_text == ""
    desk.presenter.sale.amount_edited("12,80")
    desk.presenter.confirm()
    (request,) = desk.counter.recorded.values()
    assert request.till_receipt == ""


def test_typing_the_same_amount_keeps_the_receipt() -> None:
    """Whoever types what the receipt says means the receipt."""
    desk = _desk(offer())
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.sale.amount_edited("36,5")
    desk.presenter.sale.receipt_number_edited("4711")
    desk.presenter.confirm()
    (request,) = desk.counter.recorded.values()
    assert request.till_receipt == "till|4711"


def test_another_number_is_another_receipt() -> None:
    """The amount stays, the offer does not."""
    desk = _desk(offer())
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.sale.receipt_number_edited("9999")
    desk.presenter.confirm()
    (request,) = desk.counter.recorded.values()
    assert (request.till_receipt, request.receipt_number) == ("", "9999")


def test_old_receipts_are_only_in_the_list() -> None:
    """The one of the guest before last is chosen by a person or not at all."""
    desk = _desk(offer(minutes_ago=6))
    desk.presenter.card_scanned("LT-ANNA")
    assert desk.state.sale.amount_text == ""
    assert desk.state.offers.button
    desk.presenter.claim_wanted()
    assert desk.overlay() is Overlay.OFFERS
    desk.presenter.offers.answered(CHOOSE, "till|4711")
    assert desk.overlay() is Overlay.NONE
    assert desk.state.sale.amount_text == "36,50"
    assert [line.is_chosen for line in desk.state.offers.lines] == [True]


def test_a_chosen_receipt_stays_chosen() -> None:
    """A newer one does not take its place under somebody's finger."""
    desk = _desk(offer("4711"), offer("4710", 500))
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.offers.answered(CHOOSE, "till|4710")
    desk.prints.put(offer("4712", 900), offer("4711"), offer("4710", 500))
    desk.presenter.offers.look()
    assert desk.state.sale.amount_text == "5,00"


def test_a_receipt_that_is_gone_is_proposed_no_more() -> None:
    """Another till credited it, or it was voided."""
    desk = _desk(offer())
    desk.presenter.card_scanned("LT-ANNA")
    desk.prints.put()
    desk.presenter.offers.look()
    assert desk.state.sale.amount_text == desk.state.sale.receipt_number == ""


def test_a_receipt_that_was_credited_meanwhile_is_refused_once() -> None:
    """The refusal says so, and the amount is typed anew."""
    desk = _desk(offer())
    desk.presenter.card_scanned("LT-ANNA")
    desk.counter.fails_with = ReceiptGoneError(receipt="4711", reason="credited")
    desk.presenter.confirm()
    assert "4711" in desk.notice
    assert desk.state.sale.amount_text == ""
    assert desk.stage() is Stage.SALE


def test_the_basket_of_the_receipt_is_priced() -> None:
    """Line by line, where the lines were read; until the cashier parts it over groups."""
    lines = (BasketLine(1250, product="Käse"), BasketLine(2400, product="Kaffee"))
    desk = _desk(replace(offer(), basket=Basket(lines=lines)))
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.sale.reward_toggled("coffee")
    desk.presenter.confirm()
    (request,) = desk.counter.recorded.values()
    assert request.basket.lines == lines
    assert request.basket.burn.rewards == ("coffee",)
    desk = _desk(replace(offer(), basket=Basket(lines=lines)))
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.sale.part_edited("kaffee", "24,00")
    desk.presenter.confirm()
    (request,) = desk.counter.recorded.values()
    assert [line.category for line in request.basket.lines] == ["kaffee", ""]


def test_a_receipt_can_be_put_aside() -> None:
    """A guest without a card is in nobody's way."""
    desk = _desk(offer(minutes_ago=6))
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.offers.answered(PUT_ASIDE, "till|4711")
    assert desk.prints.dismissed == ["till|4711"]
    assert desk.state.offers.lines == ()
    desk.presenter.offers.answered(PUT_ASIDE, "till|4711")
    desk.presenter.offers.answered("nonsense", "till|4711")
    assert desk.prints.dismissed == ["till|4711"]


def test_leaving_a_proposal_loses_nothing() -> None:
    """The receipt is there for the next card; another card takes it over without a word."""
    desk = _desk(offer())
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.card_scanned("LT-JONAS")
    assert (desk.notice, desk.state.sale.amount_text) == ("", "36,50")
    desk.presenter.cancel()
    assert desk.notice == ""
    desk.presenter.card_scanned("LT-ANNA")
    assert desk.state.sale.amount_text == "36,50"


def test_a_claim_slip_goes_before_a_proposal() -> None:
    """Nothing was typed that it could collide with."""
    desk = _desk(offer())
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.card_scanned(CLAIM)
    assert desk.counter.claimed


def test_the_list_opens_beside_a_sale_only() -> None:
    """At the prompt the same key is for a forgotten card; pressed twice it closes."""
    desk = _desk(offer())
    desk.presenter.offers.list_wanted()
    assert desk.overlay() is Overlay.NONE
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.claim_wanted()
    desk.presenter.claim_wanted()
    assert desk.overlay() is Overlay.NONE


def test_a_voided_receipt_asks_at_the_prompt() -> None:
    """What was credited for it is taken back by a person, once, or stays."""
    desk = _desk()
    old = RECENT[0].id
    desk.prints.found = OpenOffers(recalled=(recalled(old),))
    desk.presenter.card_scanned("LT-ANNA")
    desk.presenter.offers.look()
    assert desk.notice == ""
    desk.presenter.cancel()
    desk.presenter.offers.look()
    assert "4711" in desk.notice
    desk.presenter.notice_answered(f"{FOLLOW_RECALL}:{old}")
    assert desk.overlay() is Overlay.AFTERWARDS
    desk.presenter.cancel()
    desk.presenter.offers.look()
    assert desk.notice == ""


def test_a_voided_receipt_may_stay_credited() -> None:
    """Where a person says so, nobody is asked again."""
    desk = _desk()
    desk.prints.found = OpenOffers(recalled=(recalled("sale-1"),))
    desk.presenter.offers.look()
    desk.presenter.notice_answered(f"{KEEP_CREDIT}:till|4711")
    assert desk.prints.dismissed == ["till|4711"]
    assert desk.notice == ""


def test_a_look_that_fails_is_no_news() -> None:
    """The next one may find something; the counter works as without a till."""
    desk = _desk(offer())
    desk.prints.fails_with = OutageError()
    desk.presenter.card_scanned("LT-ANNA")
    assert (desk.notice, desk.state.sale.amount_text) == ("", "")
    desk.prints.fails_with = None
    desk.presenter.offers.look()
    assert desk.state.sale.amount_text == "36,50"


def test_one_question_at_a_time() -> None:
    """A worker that is busy is not asked twice."""

    class Slow(ImmediateTasks):
        def run(self, *_work: object) -> None:
            asked.append(1)

    asked: list[int] = []
    desk = Desk(prints=FakePrints(offer()), tasks=Slow())
    before = len(asked)
    desk.presenter.offers.look()
    desk.presenter.offers.look()
    assert len(asked) == before + 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_receipts_are_named_in_words(language: str) -> None:
    """Number, time and amount, as people read them."""
    desk = Desk(prints=FakePrints(offer()), language=language)
    desk.presenter.card_scanned("LT-ANNA")
    assert "4711" in desk.state.offers.lines[0].title
    assert desk.state.offers.button
