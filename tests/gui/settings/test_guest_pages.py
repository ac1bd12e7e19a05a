import tomllib

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.config import paths
from pos_loyalty.i18n.words import Words, words_for
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.screen import (
    GuestPage,
    GuestTools,
    SettingsPorts,
    SettingsScreen,
)
from pos_loyalty.terminal.screens.settings.view import NavButton
from pos_loyalty.terminal.tasks import ImmediateTasks
from pos_loyalty.terminal.widgets.buttons import Button
from tests.support.clock import FixedClock
from tests.support.settings_fakes import (
    FakeDesk,
    FakeDevices,
    FakePrograms,
    FakeShelf,
    FakeStaff,
)


class _Visitor:
    """A page that counts its visitors."""

    def __init__(self, tools: GuestTools) -> None:
        self.draft = tools.draft
        self.opened = 0
        self.language = tools.words.translator.language
        self.is_asking = True

    def open(self) -> None:
        self.opened += 1

    def speak(self, words: Words) -> None:
        self.language = words.translator.language

    def close(self) -> bool:
        was, self.is_asking = self.is_asking, False
        return was


def test_a_page_joined_elsewhere_stands_among_the_others(qtbot: QtBot) -> None:
    """It has its entry, is opened when turned to, speaks along, and closes before the settings."""
    made: list[_Visitor] = []

    def join(tools: GuestTools) -> GuestPage:
        made.append(_Visitor(tools))
        return GuestPage(Section.IMPORT, QWidget(), made[0])

    file = paths.resources() / "programs" / "sonnenblume.toml"
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    left: list[bool] = []
    ports = SettingsPorts(
        FakeShelf(), FakePrograms(document), FakeStaff(), FakeDevices(), FakeDesk(), (join,)
    )
    screen = SettingsScreen(
        ports,
        tasks=ImmediateTasks(),
        clock=FixedClock(),
        words=words_for("de"),
        is_guessable=lambda _pin: False,
        left=lambda: left.append(True),
    )
    qtbot.addWidget(screen.view)
    screen.open()
    (visitor,) = made
    assert visitor.opened == 0
    entry = next(e for e in screen.view.findChildren(NavButton) if e.text() == "Import")
    entry.click()
    assert visitor.opened == 1
    assert visitor.draft()["name"] == "Sonnenblume Bonus"
    screen.speak(words_for("en"))
    assert visitor.language == "en"
    for was_left in ([], [True]):
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(screen.view, press)
        assert left == was_left


def test_a_changed_draft_can_be_tried_on_the_shops_sales(qtbot: QtBot) -> None:
    """The button beside the program leads to the page that tries it, where there is one."""
    file = paths.resources() / "programs" / "sonnenblume.toml"
    document = tomllib.loads(file.read_text(encoding="utf-8"))

    def join(tools: GuestTools) -> GuestPage:
        return GuestPage(Section.SIMULATION, QWidget(), _Visitor(tools))

    ports = SettingsPorts(
        FakeShelf(), FakePrograms(document), FakeStaff(), FakeDevices(), FakeDesk(), (join,)
    )
    screen = SettingsScreen(
        ports,
        tasks=ImmediateTasks(),
        clock=FixedClock(),
        words=words_for("de"),
        is_guessable=lambda _pin: False,
        left=lambda: None,
    )
    qtbot.addWidget(screen.view)
    screen.open(Section.PROGRAM)
    screen.view.show()
    (button,) = [
        each
        for each in screen.view.meaning.findChildren(Button)
        if each.text() == "An Umsätzen prüfen …"
    ]
    assert not button.isVisible()
    screen.program.edit("earn.points", "2")
    assert button.isVisible()
    button.click()
    assert screen.presenter.state.section is Section.SIMULATION
