from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage
from pos_loyalty.terminal.widgets.keypad import Keypad, KeypadKey
from pos_loyalty.terminal.widgets.notice import NoticeTone
from tests.gui.cashier.conftest import Till
from tests.support.counter import MANAGER_PIN
from tests.support.fingers import press_key, touch, type_text

_KEYS = Qt.Key


def _stage(till: Till) -> Stage:
    return till.view.state().stage


def _overlay(till: Till) -> Overlay:
    return till.view.state().overlay


def test_a_sale_by_keyboard_alone(till: Till) -> None:
    """Scan, amount, Enter: the sale is in the books and the prompt is back."""
    till.screen.presenter.card_scanned("LT-ANNA")
    type_text(till.window, "36,50")
    assert till.view.state().sale.earned == "+65"
    press_key(till.window, _KEYS.Key_Return)
    assert [each.basket.total_minor for each in till.counter.recorded.values()] == [3650]
    assert _stage(till) is Stage.READY
    assert "+65" in till.view.notice.title()


def test_a_sale_by_finger_alone(till: Till) -> None:
    """Keypad and the green button, and the amount keeps its cursor."""
    till.screen.presenter.card_scanned("LT-ANNA")
    QApplication.processEvents()
    keys = {key.text(): key for key in till.view.sale.keypad.figures()}
    for figure in "36,5":
        touch(keys[figure])
    touch(till.view.sale.keypad.delete)
    touch(keys["8"])
    assert till.view.sale.amount.text() == "36,8"
    assert till.window.focusWidget() is till.view.sale.amount
    touch(till.view.sale.confirm)
    assert [each.basket.total_minor for each in till.counter.recorded.values()] == [3680]


def test_a_forgotten_card_by_keyboard(till: Till) -> None:
    """Typing at the prompt goes into the search, umlauts too; down and Enter choose."""
    type_text(till.window, "be")
    assert till.view.ready.search.text() == "be"
    press_key(till.window, _KEYS.Key_Down)
    press_key(till.window, _KEYS.Key_Return)
    assert till.view.state().member is not None
    assert _stage(till) is Stage.SALE
    press_key(till.window, _KEYS.Key_F2)
    type_text(till.window, "größe")
    assert till.view.ready.search.text() == "größe"


def test_a_forgotten_card_by_finger(till: Till) -> None:
    """The panel's own button puts the cursor into the search; a hit is pressed."""
    touch(till.view.ready.forgotten)
    QApplication.processEvents()
    touch(till.view.claim.search)
    assert till.window.focusWidget() is till.view.ready.search
    type_text(till.window, "anna")
    QApplication.processEvents()
    touch(till.view.ready.hits()[0])
    assert _stage(till) is Stage.SALE


def test_a_new_member_by_keyboard(till: Till) -> None:
    """F3, a name, Tab, a name, Enter: the member is at the counter."""
    press_key(till.window, _KEYS.Key_F3)
    type_text(till.window, "Jürgen")
    press_key(till.window, _KEYS.Key_Tab)
    type_text(till.window, "Groß")
    press_key(till.window, _KEYS.Key_Return)
    (enrollment,) = till.counter.enrolled
    assert (enrollment.first_name, enrollment.last_name) == ("Jürgen", "Groß")
    assert _stage(till) is Stage.SALE


def test_a_new_member_by_finger(till: Till) -> None:
    """Two presses are enough."""
    touch(till.view.ready.enroll)
    QApplication.processEvents()
    touch(till.view.enroll.confirm)
    assert len(till.counter.enrolled) == 1


def test_a_reward_by_keyboard(till: Till) -> None:
    """F4 opens the rewards on the first one, Enter takes it, Esc goes back to the amount."""
    till.screen.presenter.card_scanned("LT-ANNA")
    type_text(till.window, "36,50")
    press_key(till.window, _KEYS.Key_F4)
    assert _overlay(till) is Overlay.REDEEM
    press_key(till.window, _KEYS.Key_Return)
    assert till.view.state().sale.money
    press_key(till.window, _KEYS.Key_Escape)
    assert till.window.focusWidget() is till.view.sale.amount
    press_key(till.window, _KEYS.Key_Return)
    (request,) = till.counter.recorded.values()
    assert request.basket.burn.rewards == ("coffee",)


def test_points_by_finger(till: Till) -> None:
    """Plus, plus, minus, done."""
    till.screen.presenter.card_scanned("LT-ANNA")
    type_text(till.window, "36,50")
    touch(till.view.sale.redeem)
    QApplication.processEvents()
    for button in (till.view.redeem.more, till.view.redeem.more, till.view.redeem.fewer):
        touch(button)
    touch(till.view.redeem.done)
    assert _overlay(till) is Overlay.NONE
    touch(till.view.sale.confirm)
    (request,) = till.counter.recorded.values()
    assert request.basket.burn.points == 100


def test_a_return_by_keyboard(till: Till) -> None:
    """F9, Enter on the sale, down to the return, amount, Enter."""
    press_key(till.window, _KEYS.Key_F9)
    press_key(till.window, _KEYS.Key_Return)
    assert _overlay(till) is Overlay.AFTERWARDS
    press_key(till.window, _KEYS.Key_Tab)
    press_key(till.window, _KEYS.Key_Return)
    assert till.window.focusWidget() is till.view.after.amount
    type_text(till.window, "10")
    press_key(till.window, _KEYS.Key_Return)
    assert till.counter.returned == [("old-1", 1000)]


def test_a_void_with_a_managers_pin_by_finger(till: Till) -> None:
    """Press the sale, press void; the PIN is asked for in place and forgotten afterwards."""
    till.counter.needs_manager = True
    QApplication.processEvents()
    touch(till.view.recent.list.rows()[0])
    QApplication.processEvents()
    touch(till.view.after.choices.shown[2])
    QApplication.processEvents()
    touch(till.view.after.confirm)
    assert till.window.focusWidget() is till.view.after.pin.line
    type_text(till.window, MANAGER_PIN)
    assert MANAGER_PIN not in till.view.after.pin.line.displayText()
    QApplication.processEvents()
    touch(till.view.after.confirm)
    assert till.counter.voided == ["old-1"]
    assert till.view.after.pin.line.text() == ""


def test_the_print_queue_by_keyboard_and_finger(till: Till) -> None:
    """F8 opens it on the first question; a press on another slip answers that one."""
    press_key(till.window, _KEYS.Key_F8)
    press_key(till.window, _KEYS.Key_Return)
    assert till.printouts.answers == [("came-out", "j1")]
    QApplication.processEvents()
    slip = till.view.queue.slips.shown[0]
    touch(slip.buttons.shown[1])
    assert till.printouts.answers[-1] == ("move fallback", "j2")


def test_a_slip_is_deleted_for_a_reason_by_keyboard_and_finger(till: Till) -> None:
    """Delete asks why, with the focus on the way back; a reason is pressed or typed."""
    press_key(till.window, _KEYS.Key_F8)
    QApplication.processEvents()
    slip = till.view.queue.slips.shown[1]
    touch(slip.buttons.shown[2])
    QApplication.processEvents()
    assert till.window.focusWidget() is slip.reasons.shown[0]
    press_key(till.window, _KEYS.Key_Return)
    assert till.printouts.answers == []
    QApplication.processEvents()
    touch(slip.buttons.shown[2])
    QApplication.processEvents()
    slip.reason.setFocus()
    type_text(till.window, "doppelt")
    press_key(till.window, _KEYS.Key_Return)
    assert till.printouts.answers == [("drop doppelt", "j2")]


def test_enter_on_a_button_presses_that_button(till: Till) -> None:
    """Tab to “Cancel” and Enter cancels; it does not record the sale."""
    till.screen.presenter.card_scanned("LT-ANNA")
    type_text(till.window, "36,50")
    till.view.sale.cancel.setFocus(Qt.FocusReason.TabFocusReason)
    press_key(till.window, _KEYS.Key_Return)
    assert till.counter.recorded == {}
    assert _stage(till) is Stage.READY


def test_a_message_leaves_the_focus_where_it_is(till: Till) -> None:
    """A notice while somebody types takes no letter away."""
    till.screen.presenter.card_scanned("LT-ANNA")
    type_text(till.window, "36")
    till.window.say(NoticeTone.WARN, "Drucker", "Kein Papier")
    type_text(till.window, ",50")
    assert till.view.sale.amount.text() == "36,50"


def test_a_figure_finds_the_amount_from_anywhere(till: Till) -> None:
    """Whatever button has the focus, typing goes into the amount."""
    till.screen.presenter.card_scanned("LT-ANNA")
    till.view.sale.redeem.setFocus(Qt.FocusReason.TabFocusReason)
    type_text(till.window, "7")
    assert till.view.sale.amount.text() == "7"


def test_a_pasted_amount_is_read(till: Till) -> None:
    """What was copied from elsewhere, with its sign, is an amount."""
    till.screen.presenter.card_scanned("LT-ANNA")
    QApplication.clipboard().setText("36,50 €")
    till.view.sale.amount.paste()
    assert till.view.state().sale.earned == "+65"


def test_a_panel_goes_with_its_cross_and_with_a_press_beside_it(till: Till) -> None:
    """Both ways out work for one finger."""
    press_key(till.window, _KEYS.Key_F1)
    QApplication.processEvents()
    touch(till.view.help.close_button)
    assert _overlay(till) is Overlay.NONE
    press_key(till.window, _KEYS.Key_F1)
    QApplication.processEvents()
    touch(till.view.ready.search)
    assert _overlay(till) is Overlay.NONE


def test_a_narrow_window_puts_the_list_behind_f9(till: Till) -> None:
    """At 1024 the last sales have no column; F9 and a button bring them."""
    till.window.resize(1024, 768)
    QApplication.processEvents()
    assert till.view.recent.isHidden()
    touch(till.view.ready.recent)
    assert _overlay(till) is Overlay.RECENT
    press_key(till.window, _KEYS.Key_F9)
    assert _overlay(till) is Overlay.NONE


def test_a_return_and_a_pin_by_finger(till: Till) -> None:
    """Amount and PIN are keyed on the panel's own keypad, each into its own field."""
    till.counter.needs_manager = True
    touch(till.view.recent.list.rows()[0])
    QApplication.processEvents()
    touch(till.view.after.choices.shown[1])
    QApplication.processEvents()
    for figure in "15":
        _keypad_key(till.view.after.keypad, figure).click()
    till.view.after.keypad.delete.click()
    touch(till.view.after.confirm)
    QApplication.processEvents()
    for figure in MANAGER_PIN + "9":
        _keypad_key(till.view.after.keypad, figure).click()
    till.view.after.keypad.delete.click()
    touch(till.view.after.confirm)
    assert till.counter.returned == [("old-1", 100)]


def test_product_groups_by_finger(till: Till) -> None:
    """The keypad of the panel writes into the first group, or into the one that was pressed."""
    till.screen.presenter.card_scanned("LT-ANNA")
    type_text(till.window, "36,50")
    QApplication.processEvents()
    touch(till.view.sale.split)
    QApplication.processEvents()
    _keypad_key(till.view.split.keypad, "4").click()
    till.view.split.parts.shown[1].money.setFocus()
    for figure in "12":
        _keypad_key(till.view.split.keypad, figure).click()
    till.view.split.keypad.delete.click()
    touch(till.view.split.done)
    touch(till.view.sale.confirm)
    (request,) = till.counter.recorded.values()
    parts = [(line.category, line.amount_minor) for line in request.basket.lines]
    assert parts == [("kaffee", 400), ("tabak", 100), ("", 3150)]


def test_a_slip_is_looked_at_by_finger(till: Till) -> None:
    """View shows the paper; the way back leads to the list."""
    press_key(till.window, _KEYS.Key_F8)
    QApplication.processEvents()
    touch(till.view.queue.slips.shown[0].buttons.shown[3])
    QApplication.processEvents()
    assert till.view.state().queue.picture
    assert not till.view.queue.grab().isNull()
    touch(till.view.queue.back)
    assert not till.view.state().queue.picture
    assert _overlay(till) is Overlay.QUEUE


def test_the_first_wrong_line_gets_the_cursor(till: Till) -> None:
    """After Enter on a form with a mistake, typing mends it."""
    press_key(till.window, _KEYS.Key_F3)
    till.view.enroll.fields["email"].line.setFocus()
    type_text(till.window, "maja@")
    till.view.enroll.fields["first_name"].line.setFocus()
    press_key(till.window, _KEYS.Key_Return)
    assert till.window.focusWidget() is till.view.enroll.fields["email"].line
    assert till.counter.enrolled == []


def test_a_change_of_language_redraws_the_screen(till: Till) -> None:
    """In mid-sale, every word changes and nothing else does."""
    till.screen.presenter.card_scanned("LT-ANNA")
    type_text(till.window, "36,50")
    till.screen.speak(words_for("en"))
    assert till.view.sale.confirm.text() == "Credit"
    assert till.view.sale.cancel.text() == "Cancel"
    assert till.view.sale.amount.text() == "36,50"
    assert till.window.focusWidget() is till.view.sale.amount


def _keypad_key(keypad: Keypad, figure: str) -> KeypadKey:
    return next(key for key in keypad.figures() if key.text() == figure)


def test_a_claim_slip_by_keyboard_and_by_finger(till: Till) -> None:
    """F5, amount, Enter; the button, the keypad and the green button do the same."""
    press_key(till.window, _KEYS.Key_F5)
    assert _overlay(till) is Overlay.CLAIM
    assert till.window.focusWidget() is till.view.claim.amount
    type_text(till.window, "12,80")
    press_key(till.window, _KEYS.Key_Return)
    assert (_overlay(till), till.counter.claims) == (Overlay.NONE, [1280])
    assert "12,80" in till.view.notice.title()
    touch(till.view.ready.forgotten)
    QApplication.processEvents()
    keys = {key.text(): key for key in till.view.claim.keypad.figures()}
    for figure in "7,5":
        touch(keys[figure])
    touch(till.view.claim.confirm)
    assert till.counter.claims == [1280, 750]
    press_key(till.window, _KEYS.Key_F5)
    press_key(till.window, _KEYS.Key_Escape)
    assert _overlay(till) is Overlay.NONE
    press_key(till.window, _KEYS.Key_F5)
    touch(till.view.claim.search)
    assert till.window.focusWidget() is till.view.ready.search
