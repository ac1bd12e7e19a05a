from pos_loyalty.domain.errors import AlreadyRefundedError
from pos_loyalty.terminal.screens.cashier.state import Overlay
from tests.support.cashier import Desk
from tests.support.counter import MANAGER_PIN, FakeCounter


def test_the_list_tells_what_was_done() -> None:
    """Name, time, amount and points of each; returns are negative; totals stand below."""
    desk = Desk()
    lines = desk.state.recent.lines
    assert [line.title for line in lines[:3]] == ["Jonas Weber", "Leyla Aydın", "Rückgabe"]
    assert lines[0].detail == "14:29 · 23,10\u00a0€"
    assert lines[1].detail.endswith("Gold")
    assert (lines[2].points, lines[2].is_negative) == ("−14", True)
    assert desk.state.recent.totals == "Heute: 86 Einkäufe · 2.914 Punkte"


def test_a_copy_is_printed_at_once() -> None:
    """Printing again asks nothing."""
    desk = Desk()
    desk.presenter.after.show("old-1")
    desk.presenter.after.chosen("reprint")
    assert desk.counter.reprinted == ["old-1"]
    assert desk.overlay() is Overlay.NONE
    assert desk.notice == "Die Kopie wird gedruckt"


def test_only_what_is_possible_is_offered() -> None:
    """A return cannot be returned."""
    desk = Desk()
    desk.presenter.after.show("old-3")
    assert [choice.id for choice in desk.state.after.choices] == ["reprint"]
    desk.presenter.overlay_closed()
    desk.presenter.after.show("old-1")
    assert [choice.id for choice in desk.state.after.choices] == ["reprint", "give-back", "void"]


def test_a_return_asks_for_the_amount_only() -> None:
    """The whole amount is proposed; a part is booked as a part."""
    desk = Desk()
    desk.presenter.after.show("old-1")
    desk.presenter.after.chosen("give-back")
    assert desk.state.after.amount_text == "23,10"
    assert desk.state.after.asks_amount
    assert not desk.asks_pin()
    desk.presenter.after.amount_edited("10")
    desk.presenter.after.confirm("")
    assert desk.counter.returned == [("old-1", 1000)]
    assert desk.notice == "Rückgabe gebucht"
    assert desk.overlay() is Overlay.NONE


def test_a_whole_return_names_no_amount() -> None:
    """All that is left goes back, whatever the rounding left over."""
    desk = Desk()
    desk.presenter.after.show("old-1")
    desk.presenter.after.chosen("give-back")
    desk.presenter.after.confirm("")
    assert desk.counter.returned == [("old-1", None)]


def test_an_amount_that_is_none_is_said_in_the_panel() -> None:
    """A typing mistake stays in the panel and books nothing."""
    desk = Desk()
    desk.presenter.after.show("old-1")
    desk.presenter.after.chosen("give-back")
    desk.presenter.after.amount_edited("zehn")
    desk.presenter.after.confirm("")
    assert desk.state.after.error
    assert desk.counter.returned == []
    desk.presenter.after.amount_edited("10")
    assert desk.state.after.error == ""


def test_a_cashier_needs_a_managers_pin_to_void() -> None:
    """Where the role is missing, the PIN is asked for in place; a wrong one is said there."""
    counter = FakeCounter()
    counter.needs_manager = True
    desk = Desk(counter)
    desk.presenter.after.show("old-1")
    desk.presenter.after.chosen("void")
    assert not desk.asks_pin()
    desk.presenter.after.confirm("")
    assert desk.asks_pin()
    assert desk.state.after.error == ""
    desk.presenter.after.confirm("1111")
    assert desk.asks_pin()
    assert desk.state.after.error
    assert counter.voided == []
    desk.presenter.after.confirm(MANAGER_PIN)
    assert counter.voided == ["old-1"]
    assert desk.notice == "Einkauf storniert"


def test_a_refusal_stays_in_the_panel() -> None:
    """What was taken back by somebody else meanwhile is said, and the panel can be left."""

    class Taken(FakeCounter):
        def void(self, *, key: str, sale_id: str, approval_pin: str):  # type: ignore[no-untyped-def] # noqa: ANN202
            raise AlreadyRefundedError(purchase=sale_id)

    desk = Desk(Taken())
    desk.presenter.after.show("old-1")
    desk.presenter.after.chosen("void")
    desk.presenter.after.confirm("")
    assert desk.state.after.error
    assert not desk.asks_pin()


def test_escape_goes_back_step_by_step() -> None:
    """From the question to the choices, from the choices to the counter."""
    desk = Desk()
    desk.presenter.after.show("old-1")
    desk.presenter.after.chosen("void")
    desk.presenter.cancel()
    assert desk.overlay() is Overlay.AFTERWARDS
    assert desk.state.after.question == ""
    desk.presenter.cancel()
    assert desk.overlay() is Overlay.NONE


def test_confirming_without_a_question_books_nothing() -> None:
    """Enter on the choices is no answer."""
    desk = Desk()
    desk.presenter.after.show("old-1")
    desk.presenter.after.confirm("")
    assert desk.counter.returned == []
    assert desk.counter.voided == []


def test_the_notice_of_a_sale_leads_to_taking_it_back() -> None:
    """A mistyped amount is two presses away from being put right."""
    desk = Desk()
    desk.sell("LT-ANNA", "36,50")
    desk.presenter.confirm()
    assert desk.state.notice is not None
    desk.presenter.notice_answered(desk.state.notice.choices[0].id)
    assert desk.overlay() is Overlay.AFTERWARDS
    assert desk.state.after.title == "Anna Berger"
