import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.wedge_lesson import LESSON_CODE, Finding
from pos_loyalty.scanning.wedge_settings import Suffix, WedgeSettings
from pos_loyalty.terminal.devices.wedge_filter import WedgeFilter
from tests.support.counter_window import Counter, Ear, click, key_event, press, send, shift
from tests.support.wedge import (
    BLUETOOTH,
    CARD,
    FAST,
    SLOW,
    STALLED,
    STEADY,
    STUMBLING,
    TAB,
    keys,
    scanned,
)


@pytest.mark.parametrize("gaps", [STEADY, SLOW, FAST, STUMBLING, STALLED, BLUETOOTH])
def test_a_scan_never_reaches_the_focused_field(
    counter: Counter, ear: Ear, qtbot: QtBot, gaps: tuple[int, ...]
) -> None:
    """Neither its characters nor its Enter."""
    press(counter, scanned(gaps=gaps))
    qtbot.waitUntil(lambda: ear.scans == [CARD])
    assert (counter.edit.text(), counter.returned, counter.pressed) == ("", 0, 0)


def test_a_scan_never_presses_the_focused_button(counter: Counter, ear: Ear, qtbot: QtBot) -> None:
    """Nor its mnemonic, nor the button that Enter stands for."""
    counter.button.setFocus()
    press(counter, scanned("CCCC 0000 CCCC"))
    qtbot.waitUntil(lambda: ear.scans == ["CCCC 0000 CCCC"])
    assert counter.pressed == 0


def test_a_tab_behind_a_scan_moves_no_focus(counter: Counter, ear: Ear, qtbot: QtBot) -> None:
    """The cashier goes on typing where they were."""
    press(counter, scanned(suffix=TAB))
    qtbot.waitUntil(lambda: ear.scans == [CARD])
    assert counter.edit.hasFocus()


def test_a_scan_with_capitals_by_shift_is_whole(counter: Counter, ear: Ear, qtbot: QtBot) -> None:
    """Shift goes down and up between the letters and ends no scan."""
    for stroke in scanned():
        if stroke.text.isalpha():
            send(counter, shift(QEvent.Type.KeyPress, stroke.time_ms))
        press(counter, [stroke])
        if stroke.text.isalpha():
            send(counter, shift(QEvent.Type.KeyRelease, stroke.time_ms))
    qtbot.waitUntil(lambda: ear.scans == [CARD])
    assert counter.edit.text() == ""


def test_typed_text_arrives_exactly(counter: Counter, ear: Ear, qtbot: QtBot) -> None:
    """Umlauts, the euro sign and all, each after a moment, and Enter after them."""
    press(counter, keys("Jörg Müßig, 36,50 €", gaps=(90, 130, 70)))
    qtbot.waitUntil(lambda: counter.edit.text() == "Jörg Müßig, 36,50 €")
    press(counter, [KeyStroke("\r", 9000, KeyKind.ENTER)])
    assert (counter.returned, ear.scans) == (1, [])


def test_enter_comes_after_the_digits_before_it(counter: Counter, qtbot: QtBot) -> None:
    """A digit that still waits is in the field before Enter confirms it."""
    seen: list[str] = []
    counter.edit.returnPressed.connect(lambda: seen.append(counter.edit.text()))
    press(counter, [*keys("36", gaps=(40,)), KeyStroke("\r", 1080, KeyKind.ENTER)])
    assert seen == ["36"]
    qtbot.waitUntil(lambda: counter.edit.text() == "36")


def test_a_shortcut_of_one_letter_still_works(counter: Counter, qtbot: QtBot) -> None:
    """What is played back goes the usual way, past the shortcuts first."""
    shortcut = QShortcut("K", counter)
    counter.button.setFocus()
    with qtbot.waitSignal(shortcut.activated):
        press(counter, keys("k", gaps=(1,)))


def test_space_presses_a_button_once(counter: Counter, qtbot: QtBot) -> None:
    """A press that waited takes its release along."""
    counter.button.setFocus()
    press(counter, keys(" ", gaps=(1,)))
    qtbot.waitUntil(lambda: counter.pressed == 1)


def test_a_button_that_was_down_comes_up_again(counter: Counter, ear: Ear, qtbot: QtBot) -> None:
    """A release that fell into a scan, of a key pressed before it, is not lost with it."""
    counter.button.setFocus()
    space = KeyStroke(" ", 100)
    send(counter, key_event(QEvent.Type.KeyPress, space))
    qtbot.waitUntil(counter.button.isDown)
    code = scanned()
    press(counter, code[:5])
    send(counter, key_event(QEvent.Type.KeyRelease, space))
    press(counter, code[5:])
    qtbot.waitUntil(lambda: ear.scans == [CARD])
    assert not counter.button.isDown()


def test_the_release_of_the_suffix_reaches_nobody(counter: Counter, ear: Ear, qtbot: QtBot) -> None:
    """A window that opens on the scan does not see the tail of it."""
    seen: list[QEvent.Type] = []

    class Watcher(QLineEdit):
        def keyReleaseEvent(self, event: QKeyEvent) -> None:
            seen.append(event.type())

    watcher = Watcher(counter)
    watcher.show()
    watcher.setFocus()
    press(counter, scanned())
    qtbot.waitUntil(lambda: ear.scans == [CARD])
    assert seen == []
    press(counter, [KeyStroke("\r", 9000, KeyKind.ENTER)])
    assert seen == [QEvent.Type.KeyRelease]


def test_a_scan_in_front_of_a_question_answers_nothing(
    counter: Counter, ear: Ear, qtbot: QtBot
) -> None:
    """A modal box stays open, whatever letters and Enter the code has."""
    box = QMessageBox(QMessageBox.Icon.Question, "?", "Really?", parent=counter)
    box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No)
    box.setModal(True)
    box.show()
    qtbot.waitExposed(box)
    press(box, scanned("YNYNYNYN"))
    qtbot.waitUntil(lambda: ear.scans == ["YNYNYNYN"])
    assert box.isVisible()
    box.close()


def test_a_scan_is_recognized_in_a_dialog_that_a_key_opened(
    counter: Counter, ear: Ear, qtbot: QtBot
) -> None:
    """The filter sees keys while a key that it played back is still being handled."""
    dialog = QDialog(counter)
    edit = QLineEdit(dialog)

    def ask() -> None:
        QTimer.singleShot(0, lambda: press(dialog, scanned(start_ms=5000)))
        dialog.exec()

    def heard(_code: str) -> None:
        dialog.accept()

    counter.button.clicked.connect(ask)
    ear.wedge.scanned.connect(heard)
    counter.button.setFocus()
    press(counter, keys(" ", gaps=(1,)))
    qtbot.waitUntil(lambda: ear.scans == [CARD])
    assert edit.text() == ""


def test_a_listener_may_open_a_dialog(counter: Counter, ear: Ear, qtbot: QtBot) -> None:
    """The scan is announced when its last key is over, so that key is not waiting meanwhile."""
    dialog = QDialog(counter)
    states: list[bool] = []

    def ask(_code: str) -> None:
        QTimer.singleShot(0, dialog.reject)
        dialog.exec()
        states.append(True)

    ear.wedge.scanned.connect(ask)
    press(counter, scanned())
    assert states == []
    qtbot.waitUntil(lambda: states == [True])
    assert counter.edit.text() == ""


def test_a_click_does_not_overtake_a_key(counter: Counter) -> None:
    """A digit that waits is in the field before the button is pressed."""
    seen: list[str] = []
    counter.button.clicked.connect(lambda: seen.append(counter.edit.text()))
    press(counter, keys("5", gaps=(1,)))
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        send(counter, click(kind, counter.button))
    assert seen == ["5"]


def test_a_key_goes_to_the_field_it_was_meant_for(counter: Counter) -> None:
    """When the focus moves on, what waits is delivered first."""
    press(counter, keys("5", gaps=(1,)))
    counter.button.setFocus()
    assert counter.edit.text() == "5"


def test_a_key_for_a_window_that_is_gone_is_let_go(counter: Counter, qtbot: QtBot) -> None:
    """No trace, no crash, and the next window gets its keys."""
    dialog = QDialog(counter)
    dialog.show()
    qtbot.waitExposed(dialog)
    press(dialog, keys("5", gaps=(1,)))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    press(counter, keys("6", gaps=(1,), start_ms=9000))
    qtbot.waitUntil(lambda: counter.edit.text() == "6")


def test_keys_for_another_window_do_not_mix(counter: Counter, qtbot: QtBot) -> None:
    """Each key arrives in the window that it was pressed for."""
    other = Counter()
    qtbot.addWidget(other)
    other.show()
    qtbot.waitExposed(other)
    other.edit.setFocus()
    press(counter, keys("1", gaps=(1,)))
    press(other, keys("2", gaps=(1,), start_ms=1020))
    qtbot.waitUntil(lambda: (counter.edit.text(), other.edit.text()) == ("1", "2"))


def test_a_held_down_key_repeats_in_the_field(counter: Counter) -> None:
    """Thirty a second, and still no scan."""
    first = KeyStroke("0", 1000)
    rest = [KeyStroke("0", 1000 + 30 * turn, KeyKind.REPEAT) for turn in range(1, 12)]
    for stroke in [first, *rest]:
        send(counter, key_event(QEvent.Type.KeyPress, stroke))
    assert counter.edit.text() == "0" * 12


def test_commands_are_not_held(counter: Counter) -> None:
    """Ctrl+A takes effect at once, after the text that was typed before it."""
    control = Qt.KeyboardModifier.ControlModifier
    press(counter, keys("5", gaps=(1,)))
    select = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, control, 38, 0, 0, "\x01")
    send(counter, select)
    assert counter.edit.selectedText() == "5"


@pytest.mark.parametrize(
    ("modifiers", "arrives"),
    [
        (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier, True),
        (Qt.KeyboardModifier.AltModifier, False),
    ],
)
def test_alt_gr_writes_and_alt_commands(
    counter: Counter, qtbot: QtBot, modifiers: Qt.KeyboardModifier, *, arrives: bool
) -> None:
    """The @ of a German keyboard waits like a letter; Alt and a letter go through at once."""
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_At, modifiers, 24, 0, 0, "@")
    seen: list[bool] = []

    class Watcher(QLineEdit):
        def keyPressEvent(self, event: QKeyEvent) -> None:
            seen.append(True)

    watcher = Watcher(counter)
    watcher.show()
    watcher.setFocus()
    send(counter, event)
    assert bool(seen) is not arrives
    qtbot.waitUntil(lambda: seen == [True])


def test_a_prefix_key_makes_typing_immediate(
    counter: Counter, wedge: WedgeFilter, ear: Ear, qtbot: QtBot
) -> None:
    """With F13 in front of each scan no other key waits."""
    wedge.use(WedgeSettings(prefix=("F13",)))
    press(counter, keys("36", gaps=(20,)))
    assert counter.edit.text() == "36"
    press(counter, [KeyStroke("F13", 4995, KeyKind.NAMED), *scanned(start_ms=5000)])
    qtbot.waitUntil(lambda: ear.scans == [CARD])
    assert counter.edit.text() == "36"


def test_a_scanner_without_suffix_is_heard(
    counter: Counter, wedge: WedgeFilter, ear: Ear, qtbot: QtBot
) -> None:
    """Its code ends by falling silent."""
    wedge.use(WedgeSettings(suffixes=frozenset({Suffix.NONE})))
    press(counter, scanned(suffix=None))
    qtbot.waitUntil(lambda: ear.scans == [CARD])
    assert counter.edit.text() == ""


def test_a_lesson_takes_the_keys_and_tells_what_it_learned(
    counter: Counter, wedge: WedgeFilter, ear: Ear, qtbot: QtBot
) -> None:
    """The test code lands in no field; afterwards scans are scans again."""
    wedge.learn()
    press(counter, scanned(LESSON_CODE, gaps=(44,)))
    qtbot.waitUntil(lambda: len(ear.lessons) == 1)
    assert ear.lessons[0].findings == (Finding.SLOW,)
    settings = ear.lessons[0].settings
    assert settings is not None
    wedge.use(settings)
    assert wedge.settings is settings
    press(counter, scanned(gaps=(44,), start_ms=90_000))
    qtbot.waitUntil(lambda: ear.scans == [CARD])
    assert counter.edit.text() == ""


@pytest.mark.parametrize("way_out", ["escape", "call"])
def test_a_lesson_can_be_given_up(
    counter: Counter, wedge: WedgeFilter, ear: Ear, qtbot: QtBot, way_out: str
) -> None:
    """Escape, or the page being left, ends it with nothing learned."""
    wedge.learn()
    press(counter, keys("LT", gaps=(4,)))
    if way_out == "escape":
        escape = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, 9, 0, 0
        )
        send(counter, escape)
    else:
        wedge.stop_learning()
    press(counter, keys("5", gaps=(1,), start_ms=5000))
    qtbot.waitUntil(lambda: counter.edit.text() == "5")
    assert ear.lessons == []


def test_a_filter_that_stops_gives_back_what_it_held(counter: Counter, wedge: WedgeFilter) -> None:
    """And from then on keys go straight to their fields."""
    press(counter, keys("3", gaps=(1,)))
    wedge.stop()
    assert counter.edit.text() == "3"
    press(counter, keys("6", gaps=(1,)))
    assert counter.edit.text() == "36"


def test_a_busy_window_sees_no_scan_in_slow_typing(counter: Counter, ear: Ear) -> None:
    """Keys that arrive in one clump after a stall are judged by when they were pressed."""
    press(counter, [*keys("1234567890", gaps=(120,)), KeyStroke("\r", 2200, KeyKind.ENTER)])
    assert (counter.edit.text(), counter.returned, ear.scans) == ("1234567890", 1, [])


class Prompt(QWidget):
    """A screen that hands the first character typed on it to its field, and the focus along."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.edit = QLineEdit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.edit.setFocus()
        self.edit.insert(event.text())


def test_a_key_that_moves_the_focus_is_not_overtaken(wedge: WedgeFilter, qtbot: QtBot) -> None:
    """What was typed behind it, and is still held, comes after it."""
    window = Prompt()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    window.setFocus()
    press(window, keys("anna", gaps=(70,)))
    qtbot.waitUntil(lambda: len(window.edit.text()) == 4)
    assert window.edit.text() == "anna"
    assert wedge.settings == WedgeSettings()
