import tomllib

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from pos_loyalty.config import paths
from pos_loyalty.i18n.words import words_for
from pos_loyalty.services.simulation.trial import Remembered
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.screen import GuestTools
from pos_loyalty.terminal.screens.settings.simulate_page import simulate_page
from pos_loyalty.terminal.screens.settings.simulate_ports import SimulationLook
from pos_loyalty.terminal.screens.settings.simulate_state import Subject
from pos_loyalty.terminal.screens.settings.simulate_view import SimulatePage
from pos_loyalty.terminal.tasks import ImmediateTasks
from pos_loyalty.terminal.widgets.text import Text
from tests.support.clock import FixedClock
from tests.support.simulation import NAMES, REPORT, FakeSimulationRoom

_PRESET = paths.resources() / "programs" / "sonnenblume.toml"


class _Guest:
    """The page, joined to a room that answers as it is told to."""

    def __init__(self, qtbot: QtBot, *, has_sales: bool = True) -> None:
        document = tomllib.loads(_PRESET.read_text("utf-8"))
        self.room = FakeSimulationRoom(has_sales=has_sales)
        self.room.files["neu.toml"] = {**document, "name": "Neu"}
        tools = GuestTools(ImmediateTasks(), FixedClock(), words_for("de"), lambda: document)
        self.joined = simulate_page(self.room)(tools)
        page = self.joined.page
        assert isinstance(page, SimulatePage)
        self.page = page
        qtbot.addWidget(page)
        page.resize(900, 1400)
        page.show()
        self.joined.presenter.open()

    def seen(self) -> str:
        shown = [each.text() for each in self.page.findChildren(Text) if each.isVisible()]
        return "\n".join(shown)


def test_from_the_choice_to_the_result(qtbot: QtBot) -> None:
    """What is tried, how far it is, and both worlds; the looking ends with the trial."""
    guest = _Guest(qtbot)
    page = guest.page
    assert guest.joined.section is Section.SIMULATION
    assert page.subject.isVisible()
    page.subject.start.click()
    assert page.running.isVisible()
    guest.room.now = SimulationLook(1, 4)
    qtbot.waitUntil(lambda: "1 von 4" in guest.seen())
    guest.room.now = SimulationLook(report=REPORT, names=NAMES)
    qtbot.waitUntil(page.figures.isVisible)
    assert "Was „Sonnenblume Bonus“ gebracht hätte" in guest.seen()
    assert all(part.isVisible() for part in (page.winners, page.losers, page.moves, page.limits))
    said = page.winners.chart.accessibleName()
    assert said.startswith("Anna Alt: +2.269. Basis +2.165 · Doppelter Dienstag +104; Bert")
    assert not page.grab().isNull()
    page.figures.again.click()
    assert page.subject.isVisible()
    assert not page.winners.isVisible()


def test_a_running_trial_can_be_stopped(qtbot: QtBot) -> None:
    """By its button; then one may choose again."""
    guest = _Guest(qtbot)
    guest.page.started.emit()
    guest.page.running.stop.click()
    assert guest.room.stopped == 1
    assert guest.page.subject.isVisible()


def test_a_program_comes_from_a_file(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name is shown; without one nothing can be begun."""
    guest = _Guest(qtbot)
    page = guest.page
    page.subject_chosen.emit(Subject.FILE)
    assert not page.subject.start.isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    page.subject.choose.click()
    assert not page.subject.start.isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("neu.toml", ""))
    page.subject.choose.click()
    assert page.subject.start.isEnabled()
    page.subject.start.click()
    assert guest.room.begun[0]["name"] == "Neu"


def test_a_shop_without_sales_is_told_what_to_do(qtbot: QtBot) -> None:
    """There is no button that could only disappoint; and it is said in both languages."""
    guest = _Guest(qtbot, has_sales=False)
    assert guest.page.empty.isVisible()
    assert not guest.page.subject.isVisible()
    guest.joined.presenter.speak(words_for("en"))
    assert "No sales yet to try it on." in guest.seen()


def test_remembered_purchases_can_be_priced_too(qtbot: QtBot) -> None:
    """A switch with a name for those who do not see it."""
    guest = _Guest(qtbot)
    switch = guest.page.subject.remembered
    assert switch.accessibleName() == "Gemerkte Einkäufe mitrechnen"
    assert not switch.isChecked()
    switch.click()
    assert switch.isChecked()
    guest.page.subject.start.click()
    assert guest.room.remembered == [Remembered.PRICED]
    guest.page.running.stop.click()
