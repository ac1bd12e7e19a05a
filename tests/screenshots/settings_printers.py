"""Pictures of the page of the printers: how they are, a search, and what it found."""

import tomllib
from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QScrollArea, QWidget

from pos_loyalty.config import paths
from pos_loyalty.domain.print_job import (
    FALLBACK_PRINTER,
    PrinterOutageError,
    PrinterState,
    PrinterStatus,
    PrintProblem,
    QueueCounts,
)
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.printers_ports import SearchLook
from pos_loyalty.terminal.screens.settings.screen import SettingsPorts, SettingsScreen
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.screenshots.look import SceneLook
from tests.support.clock import FixedClock
from tests.support.printers_room import FOUND, IN_NETWORK, FakePrintersRoom
from tests.support.settings_fakes import FakeDesk, FakeDevices, FakePrograms, FakeShelf, FakeStaff

_PAPER_OUT = PrinterStatus(
    PrinterState.TROUBLE, QueueCounts(waiting=2), PrintProblem.PAPER_OUT, FixedClock().now()
)
_SECOND = PrinterStatus(PrinterState.PAPER_LOW, printer=FALLBACK_PRINTER)


class _Stage:
    """The settings on their page of printers."""

    def __init__(self, look: SceneLook) -> None:
        file = paths.resources() / "programs" / "sonnenblume.toml"
        self.room = FakePrintersRoom()
        self.devices = FakeDevices()
        self.screen = SettingsScreen(
            SettingsPorts(
                FakeShelf(),
                FakePrograms(tomllib.loads(file.read_text(encoding="utf-8"))),
                FakeStaff(),
                self.devices,
                FakeDesk(),
                printers=self.room,
            ),
            tasks=ImmediateTasks(),
            clock=FixedClock(),
            words=look.words,
            is_guessable=lambda _pin: False,
            left=lambda: None,
        )
        self.view = self.screen.view
        self.view.resize(look.width, look.height)
        self.view.show()
        self.screen.open(Section.PRINTERS)
        self.view.setProperty("screen", self.screen)

    def tick(self) -> None:
        """Let the page look again."""
        self.view.printers.moment_passed.emit()


def _trouble(stage: _Stage) -> None:
    stage.screen.presenter.edit("printer.receipt", "network://192.168.1.50:9100")
    stage.screen.presenter.edit("printer.fallback", "usb://04b8:0e15")
    stage.room.found_statuses = (_PAPER_OUT, _SECOND)
    stage.devices.failure = PrinterOutageError(problem=PrintProblem.PAPER_OUT)
    stage.screen.presenter.test_printer()
    stage.tick()


def _found(stage: _Stage) -> None:
    stage.view.printers.search_wanted.emit("printer")
    stage.room.next_look = SearchLook(found=(*FOUND, *IN_NETWORK))
    stage.tick()


def _searching(stage: _Stage) -> None:
    stage.view.printers.search_wanted.emit("printer")
    stage.room.next_look = SearchLook(found=())
    stage.tick()
    stage.room.next_look = SearchLook(90, 254)
    stage.view.printers.network_wanted.emit("192.168.1.0/24")
    stage.tick()


def _below(stage: _Stage) -> None:
    for area in stage.view.findChildren(QScrollArea):
        if area.isAncestorOf(stage.view.printers):
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())


_SCENES: dict[str, Callable[[_Stage], object]] = {
    "ready": lambda _stage: None,
    "trouble": _trouble,
    "found": _found,
    "searching": _searching,
    "below": _below,
}


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """The page in all that it can show."""
    for name, play in _SCENES.items():
        stage = _Stage(look)
        play(stage)
        yield name, stage.view
