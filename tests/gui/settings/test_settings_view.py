import tomllib

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.config import paths
from pos_loyalty.i18n.words import words_for
from pos_loyalty.security.pins import is_trivial
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.catalog_lines import Line
from pos_loyalty.terminal.screens.settings.panels import Editor, GroupCard, Switch, TextEditor
from pos_loyalty.terminal.screens.settings.ports import LearnedScanner
from pos_loyalty.terminal.screens.settings.printers_ports import SearchLook
from pos_loyalty.terminal.screens.settings.screen import SettingsPorts, SettingsScreen
from pos_loyalty.terminal.screens.settings.serial_state import SerialTrialState
from pos_loyalty.terminal.screens.settings.state import Cell, Message, Tone
from pos_loyalty.terminal.screens.settings.view import NavButton
from pos_loyalty.terminal.tasks import ImmediateTasks
from pos_loyalty.terminal.widgets.buttons import Button
from pos_loyalty.terminal.widgets.choice_box import ChoiceBox
from pos_loyalty.terminal.widgets.notice import NoticeBar
from pos_loyalty.terminal.widgets.rows import ListRow
from pos_loyalty.terminal.widgets.text import ElidedText, Text
from tests.support.clock import FixedClock
from tests.support.printers_room import FOUND, FakePrintersRoom
from tests.support.settings_fakes import (
    FakeDesk,
    FakeDevices,
    FakePrograms,
    FakeShelf,
    FakeStaff,
)


class _Shop:
    """The screen, joined to a shop in memory."""

    def __init__(self, language: str = "de") -> None:
        file = paths.resources() / "programs" / "sonnenblume.toml"
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        self.shelf, self.programs = FakeShelf(), FakePrograms(document)
        self.staff, self.devices, self.desk = FakeStaff(), FakeDevices(), FakeDesk()
        self.printers = FakePrintersRoom()
        self.left = 0
        self.screen = SettingsScreen(
            SettingsPorts(
                self.shelf,
                self.programs,
                self.staff,
                self.devices,
                self.desk,
                printers=self.printers,
            ),
            tasks=ImmediateTasks(),
            clock=FixedClock(),
            words=words_for(language),
            is_guessable=is_trivial,
            left=self._leave,
        )

    def _leave(self) -> None:
        self.left += 1


@pytest.fixture
def shop(qtbot: QtBot) -> _Shop:
    """The settings, shown at the smallest size."""
    made = _Shop()
    qtbot.addWidget(made.screen.view)
    made.screen.view.resize(1024, 712)
    made.screen.open()
    made.screen.view.show()
    return made


def test_a_notice_is_as_wide_as_the_cards_below_it(shop: _Shop, qapp: QApplication) -> None:
    """Left and right edges meet."""
    shop.screen.presenter.edit("shop.name", "x" * 61)
    shop.screen.presenter.save()
    view = shop.screen.view
    (bar,) = (each for each in view.findChildren(NoticeBar) if each.isVisible())
    for _turn in range(3):
        qapp.processEvents()
    card = next(each for each in view.findChildren(GroupCard) if each.isVisible())
    beside, below = (QRect(each.mapTo(view, QPoint()), each.size()) for each in (bar, card))
    assert (beside.left(), beside.right()) == (below.left(), below.right())


def test_a_port_that_is_chosen_is_opened_when_it_is_saved(shop: _Shop) -> None:
    """The page says so at once, and no more when the choice is taken back."""
    shop.screen.open(Section.DEVICES)
    shop.screen.presenter.edit("scanner.serial", "/dev/ttyS0")
    said = "Er wird geöffnet, sobald das gespeichert ist."
    panel = shop.screen.view.devices.serial
    assert said in [text.text() for text in panel.findChildren(Text)]
    shop.screen.presenter.undo()
    assert said not in [text.text() for text in panel.findChildren(Text) if text.isVisible()]


def _button(view: QWidget, text: str) -> Button:
    found = [each for each in view.findChildren(Button) if each.text() == text]
    return next((each for each in found if each.isVisible()), found[0])


def _line(view: QWidget, key: str) -> QLineEdit:
    editor = next(each for each in view.findChildren(Editor) if each.line.key == key)
    line = editor.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def _type(line: QLineEdit, text: str) -> None:
    line.setText(text)
    line.textEdited.emit(text)


def _texts(view: QWidget) -> set[str]:
    return {label.text() for label in view.findChildren(Text) if label.isVisible()}


def test_a_setting_is_edited_undone_and_saved(shop: _Shop) -> None:
    """Typing marks the line and counts a change; the buttons of the bar do what they say."""
    view = shop.screen.view
    _type(_line(view, "shop.name"), "Sonnenblume")
    assert "Name des Geschäfts · geändert" in _texts(view)
    view.undone.emit()
    assert _line(view, "shop.name").text() == "Sonnenblume Naturkost"
    _type(_line(view, "shop.name"), "Sonnenblume")
    _button(view, "Speichern").click()
    assert shop.shelf.settings.shop.name == "Sonnenblume"
    assert "Gespeichert. Es gilt ab jetzt." in _texts(view)


def test_every_shape_of_setting_can_be_edited(shop: _Shop) -> None:
    """Switches, lists and lines reach the draft."""
    view = shop.screen.view
    editors = {each.line.key: each for each in view.findChildren(Editor)}
    switch = editors["counter.sounds"].findChild(Switch)
    assert isinstance(switch, Switch)
    switch.click()
    box = editors["counter.theme"].findChild(ChoiceBox)
    assert isinstance(box, ChoiceBox)
    box.setCurrentIndex(2)
    box.activated.emit(2)
    lines = editors["receipt.footer"].findChild(QPlainTextEdit)
    assert isinstance(lines, QPlainTextEdit)
    lines.setPlainText("Danke\nTschüs")
    _button(view, "Speichern").click()
    saved = shop.shelf.settings
    assert (saved.counter.sounds, saved.counter.theme) == (False, "dark")
    assert saved.receipt.footer == ("Danke", "Tschüs")


def test_the_currency_is_for_reading(shop: _Shop) -> None:
    """What was decided when the shop was created is shown and cannot be typed over."""
    assert _line(shop.screen.view, "shop.currency").isReadOnly()


def test_pages_are_chosen_at_the_left(shop: _Shop) -> None:
    """Each page has its entry, with a name for screen readers."""
    view = shop.screen.view
    names = []
    for button in view.findChildren(NavButton):
        button.click()
        names.append(button.accessibleName())
        assert button.isChecked()
    assert names == [
        "Geschäft",
        "Programm",
        "Stufen",
        "Kampagnen",
        "Prämien",
        "Extrapunkte",
        "Spiele & Ziele",
        "Clubs & Partner",
        "Bon",
        "Drucker",
        "Geräte",
        "Team",
    ]


def test_search_leads_to_the_line(shop: _Shop, qtbot: QtBot) -> None:
    """Enter in the search field takes the first hit and puts the cursor there."""
    view = shop.screen.view
    view.bar.search.setText("webadresse")
    view.bar.search.textEdited.emit("webadresse")
    hits = [row.title() for row in view.findChildren(ListRow) if row.isVisible()]
    assert hits == ["Webadresse"]
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.bar.search, press)
    qtbot.waitUntil(lambda: view.focusWidget() is _line(view, "shop.web"))
    view.bar.search.textEdited.emit("xyzzy")
    assert "Nichts gefunden. Ein anderes Wort versuchen." in _texts(view)
    escape = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    view.bar.search.setText("xyzzy")
    QApplication.sendEvent(view.bar.search, escape)
    assert "Nichts gefunden. Ein anderes Wort versuchen." not in _texts(view)


def test_devices_are_tested_and_learned(shop: _Shop) -> None:
    """Members' screen and scanner each answer beside their button."""
    view = shop.screen.view
    shop.screen.open(Section.DEVICES)
    _button(view, "Bildschirm zeigen").click()
    assert shop.desk.shown == [""]
    _button(view, "Scanner anlernen").click()
    assert "Diesen Code scannen" in _texts(view)
    shop.screen.scanner_learned(LearnedScanner({"scanner.prefix": "F13"}, ("slow",)))
    assert _line(view, "scanner.prefix").text() == "F13"
    _button(view, "Schließen").click()
    assert "Diesen Code scannen" not in _texts(view)


def test_the_test_code_is_shown_as_it_was_expected_and_as_it_came(shop: _Shop) -> None:
    """With what is wrong, and what to do about it."""
    view = shop.screen.view
    shop.screen.open(Section.DEVICES)
    _button(view, "Scanner der Mitglieder anlernen").click()
    lesson = LearnedScanner({}, ("text-behind",), expected="LT-YZ", received="LT-YZ#")
    shop.screen.scanner_learned(lesson)
    said = " ".join(_texts(view))
    assert "Erwartet: LT-YZ\nAngekommen: LT-YZ#" in said
    assert "Der Scanner hängt Zeichen an den Code." in said


def test_a_serial_scanner_is_chosen_and_says_how_it_is(shop: _Shop) -> None:
    """The port by what is plugged in, its state in a sentence, what it read below."""
    view = shop.screen.view
    shop.screen.open(Section.DEVICES)
    view.devices.serial.appeared.emit()
    ready = Message(Tone.GOOD, "Verbunden an COM3")
    choices = (("", "Kein Scanner"), ("usb:05E0:1701", "Scanner (COM3)"))
    shop.screen.presenter.edit("scanner.serial", "usb:05E0:1701")
    view.devices.draw_serial(SerialTrialState(choices, ready))
    assert "Verbunden an COM3" in _texts(view)
    shop.screen.serial.heard("4006381333931", "LT")
    assert "Angekommen: 4006381333931" in _texts(view)
    shop.screen.presenter.save()
    assert shop.shelf.settings.scanner.serial == "usb:05E0:1701"


def test_a_printer_is_found_taken_and_tried(shop: _Shop) -> None:
    """Search, one press, test page: the address is in the draft and the answer beside it."""
    view = shop.screen.view
    shop.screen.open(Section.PRINTERS)
    card = view.printers.cards["printer"]
    card.find.click()
    shop.printers.next_look = SearchLook(found=FOUND)
    view.printers.moment_passed.emit()
    assert "2 Drucker gefunden" in _texts(view)
    card.search.lines.shown[0].take.click()
    assert _line(view, "printer.receipt").text() == "usb://04b8:0e15"
    assert card.search.isHidden()
    card.test.click()
    assert "Die Testseite ist heraus. Stimmt alles darauf?" in _texts(view)
    assert shop.devices.printed[0].printer.receipt == "usb://04b8:0e15"
    card.kind.picked.emit("network")
    assert _line(view, "printer.receipt").text() == "network://"


def test_staff_are_added_in_a_form(shop: _Shop) -> None:
    """The form slides in, says what is missing, saves, and goes."""
    view = shop.screen.view
    shop.screen.open(Section.STAFF)
    _button(view, "Person hinzufügen").click()
    lines = view.staff_form.findChildren(QLineEdit)
    _button(view.staff_form, "Speichern").click()
    assert "Bitte ausfüllen." in _texts(view)
    for line, text in zip(lines, ("Tomasz", "4711", "4711"), strict=True):
        _type(line, text)
    _button(view.staff_form, "Speichern").click()
    assert shop.staff.everybody[-1].name == "Tomasz"
    assert not view.staff_form.isVisible()
    next(row for row in view.findChildren(ListRow) if row.title() == "Tomasz").click()
    _button(view, "Anmeldung beenden").click()
    assert not shop.staff.everybody[-1].is_active


def test_comparison_lists_before_and_after(shop: _Shop) -> None:
    """All changes can be looked at, and discarded from there."""
    view = shop.screen.view
    _type(_line(view, "shop.phone"), "0761 1")
    view.compared.emit()
    assert {"Telefon", "0761 123456", "0761 1"} <= _texts(view)
    _button(view, "Alle verwerfen").click()
    assert not view.compare.isVisible()
    assert _line(view, "shop.phone").text() == "0761 123456"


def test_esc_leaves_in_the_end(shop: _Shop) -> None:
    """With something unsaved the screen asks, in place; then it goes."""
    view = shop.screen.view
    _type(_line(view, "shop.phone"), "1")
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, press)
    assert "Einige Änderungen sind nicht gespeichert." in _texts(view)
    _button(view, "Ohne Speichern gehen").click()
    assert shop.left == 1


def test_drawing_keeps_the_cursor(shop: _Shop) -> None:
    """A redraw while somebody types in the middle of a word moves nothing."""
    line = _line(shop.screen.view, "shop.name")
    line.setFocus()
    line.setCursorPosition(3)
    shop.screen.presenter.edit("shop.phone", "1")
    assert line.cursorPosition() == 3


def test_language_changes_in_place(shop: _Shop) -> None:
    """Every page speaks the other language at once, with the same values."""
    shop.screen.speak(words_for("en"))
    assert "Name of the shop" in _texts(shop.screen.view)
    assert _line(shop.screen.view, "shop.name").text() == "Sonnenblume Naturkost"


@pytest.mark.usefixtures("qapp")
def test_a_label_of_any_length_makes_no_page_wider() -> None:
    """A shop's own long unit ends in an ellipsis; nothing is pushed below the edge."""
    widths = set()
    for unit in ("", "Sonnentaler der Gemeinschaft"):
        editor = TextEditor(Line("refer.points", "Points", unit=unit))
        editor.set_words(words_for("en"))
        editor.show_cell(Cell(is_changed=bool(unit)), words_for("en"))
        assert editor.label.text().startswith("Points")
        widths.add(editor.minimumSizeHint().width())
    assert len(widths) == 1


_ROOM_PX = 8
"""What the sentences below may take from a column for the one beside it."""


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_label_is_cut_at_the_smallest_size(
    qtbot: QtBot, qapp: QApplication, language: str
) -> None:
    """All pages of the program, unfolded, beside the panel that tells what a change means."""
    made = _Shop(language)
    view = made.screen.view
    qtbot.addWidget(view)
    view.resize(1024, 712)
    made.screen.open(Section.PROGRAM)
    view.show()
    _type(_line(view, "name"), "Sonnentaler")
    seen = 0
    for section in (Section.PROGRAM, Section.TIERS, Section.BONUSES, Section.CAMPAIGNS):
        made.screen.open(section)
        for button in view.findChildren(Button):
            if button.isVisible() and button.text() in {"Mehr", "More"}:
                button.click()
        for _turn in range(3):
            qapp.processEvents()
        for editor in view.findChildren(Editor):
            label = editor.label
            if editor.isVisible() and isinstance(label, ElidedText) and "·" not in label.text():
                needed = label.fontMetrics().horizontalAdvance(label.text())
                assert needed + _ROOM_PX <= label.contentsRect().width(), label.text()
                seen += 1
    assert seen > 20
