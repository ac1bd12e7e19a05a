import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from pos_loyalty.config.settings import Gateway
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.beside_page import beside_page
from pos_loyalty.terminal.screens.settings.beside_view import BesidePage
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.screen import GuestPage, GuestTools
from pos_loyalty.terminal.tasks import ImmediateTasks
from pos_loyalty.terminal.widgets.buttons import Button
from tests.support.beside import TOKEN, FakeBeside
from tests.support.clock import FixedClock


class _Guest:
    """The page, joined to a made-up desk."""

    def __init__(self, qtbot: QtBot, desk: FakeBeside | None = None) -> None:
        self.desk = desk or FakeBeside()
        tools = GuestTools(ImmediateTasks(), FixedClock(), words_for("en"), dict)
        self.joined: GuestPage = beside_page(self.desk)(tools)
        page = self.joined.page
        assert isinstance(page, BesidePage)
        self.page = page
        qtbot.addWidget(page)
        page.resize(900, 600)
        page.show()
        self.joined.presenter.open()

    def press(self, name: str) -> None:
        next(each for each in self.page.findChildren(Button) if each.text() == name).click()

    def names(self) -> set[str]:
        return {each.text() for each in self.page.findChildren(Button) if each.isVisible()}


def test_the_page_is_a_guest_of_its_own_section(qtbot: QtBot) -> None:
    """It stands behind the devices."""
    assert _Guest(qtbot).joined.section is Section.BESIDE


def test_each_button_does_what_it_says(qtbot: QtBot) -> None:
    """Switched, shown, copied, renewed, tried; what makes no sense now is not there."""
    guest = _Guest(qtbot)
    assert "Test" not in guest.names()
    assert "Stop watching" not in guest.names()
    guest.press("Switch on")
    assert guest.desk.kept.api
    guest.press("Test")
    guest.press("Show")
    assert "Hide" in guest.names()
    guest.press("Copy")
    assert guest.desk.copied == [TOKEN]
    guest.press("New token")
    assert guest.desk.renewed == 1
    guest.press("Switch off")
    assert not guest.desk.kept.api


def test_the_port_is_typed_while_it_is_off(qtbot: QtBot) -> None:
    """While it is on, it would tell of a port at which nobody is heard."""
    guest = _Guest(qtbot)
    line = guest.page.findChild(QLineEdit)
    assert line is not None
    line.setText("9000")
    line.textEdited.emit("9000")
    line.returnPressed.emit()
    assert guest.desk.kept == Gateway(api=True, api_port=9000)
    assert line.isReadOnly()


def test_a_folder_is_chosen_in_the_systems_dialog(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever thinks better of it changes nothing."""
    guest = _Guest(qtbot)
    chosen = ["/drop", ""]
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda *_arguments, **_named: chosen.pop(0)
    )
    guest.press("Choose folder …")
    assert guest.desk.kept.watched_folder == "/drop"
    guest.press("Choose folder …")
    assert guest.desk.kept.watched_folder == "/drop"
    guest.press("Stop watching")
    assert guest.desk.kept.watched_folder == ""
