"""A manager at the settings of a real shop: presses, types and publishes as people do."""

from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from pos_loyalty.i18n.words import words_for
from pos_loyalty.security.pins import is_trivial
from pos_loyalty.terminal.screens.settings.panels import Editor, Switch
from pos_loyalty.terminal.screens.settings.program_fields_view import SegmentsEditor
from pos_loyalty.terminal.screens.settings.program_view import FormCard, ProgramPage, TableCard
from pos_loyalty.terminal.screens.settings.screen import SettingsPorts, SettingsScreen
from pos_loyalty.terminal.screens.settings.view import NavButton
from pos_loyalty.terminal.settings_rooms import ProgramRoom, ShelfRoom, StaffRooms
from pos_loyalty.terminal.tasks import ImmediateTasks
from pos_loyalty.terminal.widgets.buttons import Button
from pos_loyalty.terminal.widgets.marks import MarkButton
from pos_loyalty.terminal.widgets.text import Text
from tests.support.fingers import press_key, type_text
from tests.support.settings_fakes import FakeDesk, FakeDevices
from tests.support.shop import MANAGER, Shop

Found = TypeVar("Found", bound=QWidget)
Card = FormCard | TableCard

_ROOMY = (1366, 2600)
"""So high that no page of the program has to be scrolled."""


class RuleSetter:
    """The settings over a shop in memory, in German, in a window."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.changed = 0
        ports = SettingsPorts(
            ShelfRoom(shop.application, lambda: MANAGER, self._note),
            ProgramRoom(shop.application, lambda: MANAGER, self._note),
            StaffRooms(shop.application, lambda: MANAGER),
            FakeDevices(),
            FakeDesk(),
        )
        self.screen = SettingsScreen(
            ports,
            tasks=ImmediateTasks(),
            clock=shop.clock,
            words=words_for("de"),
            is_guessable=is_trivial,
            left=lambda: None,
        )
        self.view = self.screen.view
        self.view.resize(*_ROOMY)
        self.view.show()
        self.view.activateWindow()
        assert QTest.qWaitForWindowActive(self.view)
        self.screen.open()
        self.settle()

    def settle(self) -> None:
        """Let everything find its place."""
        for _turn in range(3):
            QApplication.processEvents()

    def turn_to(self, page: str) -> None:
        """Press a page in the list at the left."""
        self.press(self._named(NavButton, page))

    def press(self, widget: QWidget) -> None:
        """Press something, scrolled to where a finger reaches it."""
        around = widget.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(widget)
            around = around.parentWidget()
        self.settle()
        middle = widget.mapTo(self.view, widget.rect().center())
        target = self.view.childAt(middle) or self.view
        # The test library's own press takes the focus along, as a finger does.
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(self.view, middle))
        self.settle()

    def press_button(self, text: str) -> None:
        """Press the button with these words on it."""
        self.press(self._named(Button, text))

    def publish(self) -> None:
        """Publish at once, by the buttons that are there for it."""
        self.press_button("Veröffentlichen …")
        self.press_button("Sofort")
        buttons = self.view.publish.findChildren(Button)
        self.press(next(each for each in buttons if each.text().startswith("Zum ")))
        assert "Veröffentlicht." in " ".join(self.texts())

    def texts(self) -> set[str]:
        """Everything that can be read now."""
        return {each.text() for each in self.view.findChildren(Text) if each.isVisible()}

    def card(self, heading: str) -> "CardHand":
        """A card of the page that is shown."""
        page = next(each for each in self.view.findChildren(ProgramPage) if each.isVisible())
        for card in page.cards:
            if card.heading.text() == heading:
                return CardHand(self, card)
        raise AssertionError(heading)

    def _named(self, kind: type[Found], text: str) -> Found:
        found = [
            each
            for each in self.view.findChildren(kind)
            if isinstance(each, QAbstractButton) and each.text() == text and each.isVisible()
        ]
        assert found, text
        return found[-1]

    def _note(self) -> None:
        self.changed += 1


class CardHand:
    """A hand on one card."""

    def __init__(self, setter: RuleSetter, card: Card) -> None:
        self._setter = setter
        self._card = card

    def add(self) -> "CardHand":
        """Press the button that adds something to a list."""
        buttons = [each for each in self._card.findChildren(Button) if each.isVisible()]
        self._setter.press(next(each for each in buttons if each.text().endswith("hinzufügen")))
        return self

    def open(self, title: str) -> "CardHand":
        """Press the line of a thing."""
        assert isinstance(self._card, TableCard)
        self._setter.press(next(row for row in self._card.rows if row.title() == title))
        return self

    def more(self) -> "CardHand":
        """Show everything that the card has."""
        buttons = [each for each in self._card.findChildren(Button) if each.isVisible()]
        self._setter.press(next(each for each in buttons if each.text() == "Mehr"))
        return self

    def press(self, text: str) -> "CardHand":
        """Press a button of the card."""
        buttons = [each for each in self._card.findChildren(Button) if each.isVisible()]
        self._setter.press(next(each for each in buttons if each.text() == text))
        return self

    def write(self, label: str, text: str) -> "CardHand":
        """Type into a line, over what stands there."""
        editor = self._editor(label)
        for kind in (QLineEdit, QPlainTextEdit):
            line = editor.findChild(kind)
            if line is not None:
                self._type(line, text)
                return self
        raise AssertionError(label)

    def write_segment(self, row: int, column: str, text: str) -> "CardHand":
        """Type into the line of a wheel's segment."""
        editor = self._card.findChild(SegmentsEditor)
        assert editor is not None
        lines = [
            each
            for each in editor.findChildren(QLineEdit)
            if each.isVisible() and each.accessibleName() == column
        ]
        self._type(lines[row], text)
        return self

    def choose(self, label: str, wanted: str) -> "CardHand":
        """Choose from a list with the arrow keys."""
        box = self._editor(label).findChild(QComboBox)
        assert box is not None
        box.setFocus()
        for key in (Qt.Key.Key_Home, *[Qt.Key.Key_Down] * box.count()):
            self._setter.settle()
            if box.currentText() == wanted:
                return self
            press_key(self._setter.view, key)
        assert box.currentText() == wanted, [box.itemText(n) for n in range(box.count())]
        return self

    def mark(self, *texts: str) -> "CardHand":
        """Press marks."""
        for text in texts:
            marks = [each for each in self._card.findChildren(MarkButton) if each.isVisible()]
            self._setter.press(next(each for each in marks if each.text() == text))
        return self

    def switch(self, label: str) -> "CardHand":
        """Press a switch."""
        found = self._editor(label).findChild(Switch)
        assert found is not None
        self._setter.press(found)
        return self

    def _editor(self, label: str) -> Editor:
        editors = [each for each in self._card.findChildren(Editor) if each.isVisible()]
        names = {each.label.text().removesuffix(" · geändert"): each for each in editors}
        assert label in names, sorted(names)
        return names[label]

    def _type(self, line: QWidget, text: str) -> None:
        self._setter.press(line)
        select = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QApplication.sendEvent(line, select)
        type_text(self._setter.view, text)
        self._setter.settle()
