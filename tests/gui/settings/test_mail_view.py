from dataclasses import replace

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pos_loyalty.domain.letter import LetterProblem, LetterState
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.mail_page import mail_page
from pos_loyalty.terminal.screens.settings.mail_view import MailPage
from pos_loyalty.terminal.screens.settings.screen import GuestTools
from pos_loyalty.terminal.tasks import ImmediateTasks
from pos_loyalty.terminal.widgets.buttons import Button
from pos_loyalty.terminal.widgets.text import Text
from tests.support.builders import at
from tests.support.clock import FixedClock
from tests.support.mail_desk import MAIL, FakeMailDesk


class _Guest:
    """The page, joined to a desk in memory."""

    def __init__(self, qtbot: QtBot, desk: FakeMailDesk) -> None:
        self.desk = desk
        tools = GuestTools(
            ImmediateTasks(), FixedClock(at("2026-03-05T09:00")), words_for("de"), dict
        )
        self.joined = mail_page(desk)(tools)
        page = self.joined.page
        assert isinstance(page, MailPage)
        self.page = page
        qtbot.addWidget(page)
        page.resize(900, 700)
        page.show()
        self.joined.presenter.open()

    def seen(self) -> list[str]:
        return [each.text() for each in self.page.findChildren(Text) if each.isVisible()]

    def line(self, name: str) -> QLineEdit:
        return next(
            each for each in self.page.findChildren(QLineEdit) if each.accessibleName() == name
        )

    def button(self, name: str) -> Button:
        return next(each for each in self.page.findChildren(Button) if each.text() == name)


def test_a_server_is_typed_saved_and_tried(qtbot: QtBot) -> None:
    """As a manager does it, with real fields and buttons."""
    guest = _Guest(qtbot, FakeMailDesk())
    assert guest.joined.section is Section.MAIL
    assert not guest.button("Speichern").isEnabled()
    QTest.keyClicks(guest.line("Server"), "smtp.example.org")
    QTest.keyClicks(guest.line("Kennwort"), "geheim")
    guest.button("Speichern").click()
    assert [(mail.host, password) for mail, password in guest.desk.saved] == [
        ("smtp.example.org", "geheim")
    ]
    assert guest.line("Kennwort").text() == ""
    QTest.keyClicks(guest.line("Einen Brief schicken an"), "jonas@example.org")
    guest.button("Testbrief schicken").click()
    assert guest.desk.tried == ["jonas@example.org"]


def test_the_password_is_not_shown(qtbot: QtBot) -> None:
    """Whoever looks over the shoulder sees dots."""
    guest = _Guest(qtbot, FakeMailDesk(MAIL))
    assert guest.line("Kennwort").echoMode() is QLineEdit.EchoMode.Password
    assert guest.line("Kennwort").placeholderText() == "Eines ist hinterlegt"


def test_letters_are_listed_or_it_says_what_comes_here(qtbot: QtBot) -> None:
    """Empty first; then line by line, and fewer lines leave none behind."""
    guest = _Guest(qtbot, FakeMailDesk(MAIL))
    assert "Bisher keine Briefe" in guest.seen()
    letter = guest.desk.letter("a")
    guest.desk.letters = [
        replace(letter, state=LetterState.FAILED, problem=LetterProblem.RECIPIENT),
        letter,
    ]
    guest.joined.presenter.open()
    assert {"Aufgegeben", "Wartet"} <= set(guest.seen())
    guest.desk.letters = [letter]
    guest.joined.presenter.open()
    assert "Aufgegeben" not in guest.seen()
    assert "Bisher keine Briefe" not in guest.seen()
