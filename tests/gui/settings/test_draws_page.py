from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.draws_page import draws_page
from pos_loyalty.terminal.screens.settings.draws_view import DrawsPage, WinnerRow
from pos_loyalty.terminal.screens.settings.screen import GuestPage, GuestTools
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.support.clock import FixedClock
from tests.support.draws_room import ScratchDrawsRoom, fair


@pytest.fixture
def room() -> ScratchDrawsRoom:
    """A shop in memory with draws at every stage."""
    return ScratchDrawsRoom(fair())


@pytest.fixture
def joined(qtbot: QtBot, room: ScratchDrawsRoom) -> GuestPage:
    """The page, joined and open."""
    tools = GuestTools(ImmediateTasks(), FixedClock(), words_for("de"), dict)
    joined = draws_page(room)(tools)
    qtbot.addWidget(joined.page)
    joined.page.show()
    joined.presenter.open()
    return joined


def page_of(joined: GuestPage) -> DrawsPage:
    """The page itself."""
    assert isinstance(joined.page, DrawsPage)
    return joined.page


def test_a_draw_is_held_by_two_presses(joined: GuestPage) -> None:
    """The first asks, with the safe answer under the finger; the second draws."""
    card = page_of(joined).card("advent")
    assert joined.section is Section.DRAWS
    card.hold.click()
    assert not card.hold.isVisible()
    card.decline.click()
    assert card.hold.isVisible()
    assert not card.findChildren(WinnerRow)
    card.hold.click()
    card.confirm.click()
    assert len(card.findChildren(WinnerRow)) == 3
    assert (card.confirm.isVisible(), card.print.isVisible()) == (False, True)


def test_a_seal_is_made_and_copied(joined: GuestPage, room: ScratchDrawsRoom) -> None:
    """As one row of digits, ready to be pasted."""
    card = page_of(joined).card("bike")
    card.commit.click()
    assert not card.commit.isVisible()
    card.copy.click()
    seal = next(each.commitment for each in room.overview() if each.draw.id == "bike")
    assert QGuiApplication.clipboard().text() == seal


def test_the_result_goes_out(
    joined: GuestPage, room: ScratchDrawsRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the printer, and into the file that the person chose; without one nothing is written."""
    chosen = [("", ""), (str(tmp_path / "advent.json"), "")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: chosen.pop(0))
    card = page_of(joined).card("advent")
    card.hold.click()
    card.confirm.click()
    card.print.click()
    card.export.click()
    assert (len(room.printed), room.exported) == (1, [])
    card.export.click()
    assert room.exported == [("advent", str(tmp_path / "advent.json"))]


def test_what_the_program_gets_is_shown_in_any_language(
    joined: GuestPage, room: ScratchDrawsRoom
) -> None:
    """A draw that was published meanwhile has its card; every word is the other language's."""
    shop = room.shop
    new = {"id": "new", "name": "Neu", "prizes": ["A"], "ticket": {"points": 1}}
    document = {**shop.application.programs.document(1), "draw": [new]}
    shop.application.programs.publish(shop.request(), document)
    joined.presenter.open()
    joined.presenter.speak(words_for("en"))
    page = page_of(joined)
    assert page.card("new").commit.text() == "Make a seal"
    assert page.card("advent").hold.text() == "Draw the winners"
