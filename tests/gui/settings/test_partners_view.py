from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from pos_loyalty.domain.settlement import Movement
from pos_loyalty.i18n.words import words_for
from pos_loyalty.reporting.periods import Span
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.partners_page import partners_page
from pos_loyalty.terminal.screens.settings.partners_view import PartnersPage
from pos_loyalty.terminal.screens.settings.screen import GuestPage, GuestTools
from pos_loyalty.terminal.tasks import ImmediateTasks
from pos_loyalty.terminal.widgets.buttons import Button, IconButton
from pos_loyalty.terminal.widgets.choice_box import ChoiceBox
from pos_loyalty.terminal.widgets.text import Text
from tests.support.builders import at
from tests.support.clock import FixedClock
from tests.support.settings_fakes import PARTNER_BOOKS, FakePartnerBooks


class _Guest:
    """The page, joined to books in memory."""

    def __init__(self, qtbot: QtBot, *, is_empty: bool = False) -> None:
        self.books = FakePartnerBooks(
            *(() if is_empty else PARTNER_BOOKS), shop=Movement(issued=12_400)
        )
        tools = GuestTools(
            ImmediateTasks(), FixedClock(at("2026-03-05T09:00")), words_for("de"), dict
        )
        self.joined: GuestPage = partners_page(self.books)(tools)
        page = self.joined.page
        assert isinstance(page, PartnersPage)
        self.page = page
        qtbot.addWidget(page)
        page.resize(900, 600)
        page.show()
        self.joined.presenter.open()

    def seen(self) -> list[str]:
        return [each.text() for each in self.page.findChildren(Text) if each.isVisible()]

    def button(self, name: str) -> Button:
        return next(
            each
            for each in self.page.findChildren(Button)
            if name in {each.text(), each.accessibleName()}
        )


def test_the_table_shows_each_place_and_the_sum(qtbot: QtBot) -> None:
    """Partners, the shop itself, and all together; and it stands among the settings."""
    guest = _Guest(qtbot)
    assert guest.joined.section is Section.SETTLEMENT
    seen = guest.seen()
    assert {"Februar 2026", "Bäckerei Korn", "Der Laden selbst", "Zusammen"} <= set(seen)
    assert "zahlt 31,20\u00a0€" in seen
    assert "120 zurückgenommen" in seen


def test_fewer_partners_leave_no_line_behind(qtbot: QtBot) -> None:
    """Lines are kept, and what they said before is not seen again."""
    guest = _Guest(qtbot)
    guest.books.partners = PARTNER_BOOKS[:1]
    guest.joined.presenter.open()
    assert "Blumen am Markt" not in guest.seen()
    assert "Zusammen" in guest.seen()


def test_without_partners_it_says_where_they_come_from(qtbot: QtBot) -> None:
    """An empty table would be a riddle."""
    guest = _Guest(qtbot, is_empty=True)
    seen = guest.seen()
    assert "Keine Partner in diesem Zeitraum" in seen
    assert "Zusammen" not in seen
    assert not guest.button("Als Tabelle speichern …").isVisible()


def test_periods_are_leafed_through(qtbot: QtBot) -> None:
    """Earlier, later as far as today, and longer ones."""
    guest = _Guest(qtbot)
    guest.button("Früherer Zeitraum").click()
    assert "Januar 2026" in guest.seen()
    later = guest.button("Späterer Zeitraum")
    assert isinstance(later, IconButton)
    later.click()
    later.click()
    assert "März 2026" in guest.seen()
    assert not later.isEnabled()
    box = guest.page.findChildren(ChoiceBox)[0]
    box.picked.emit(Span.YEAR.value)
    assert "2026" in guest.seen()


@pytest.mark.parametrize(("chosen", "path"), [("a.csv", "a.csv"), ("a", "a.csv"), ("", "")])
def test_a_table_is_saved_where_somebody_says(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, chosen: str, path: str
) -> None:
    """With its ending; whoever calls it off saves nothing."""
    guest = _Guest(qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (chosen, ""))
    guest.button("Als Tabelle speichern …").click()
    assert [Path(each).name for each, _found in guest.books.exported] == ([path] if path else [])
    assert ("Die Tabelle ist gespeichert." in guest.seen()) is bool(path)
