"""Pictures of the page “Test on my sales”, driven through its presenter over a shop in memory."""

import tomllib
from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from pos_loyalty.config import paths
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.simulate_page import simulate_page
from pos_loyalty.terminal.screens.settings.simulate_ports import SimulationLook
from pos_loyalty.terminal.screens.settings.simulate_state import Subject
from pos_loyalty.terminal.screens.settings.simulate_view import SimulatePage
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.screenshots.guests import shown_guest
from tests.screenshots.look import SceneLook
from tests.support.simulation import NAMES, REPORT, FakeSimulationRoom


class _Stage:
    """The settings on the page, with a room that answers as it is told to."""

    def __init__(self, look: SceneLook, *, has_sales: bool) -> None:
        file = paths.resources() / "programs" / "sonnenblume.toml"
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        self.room = FakeSimulationRoom(has_sales=has_sales)
        self.room.files["entwurf.toml"] = document
        guest = simulate_page(self.room)
        self.view = shown_guest(look, guest, Section.SIMULATION, ImmediateTasks())
        page = self.view.findChild(SimulatePage)
        assert page is not None
        self.page = page


def _file(stage: _Stage) -> None:
    stage.page.subject_chosen.emit(Subject.FILE)
    stage.page.file_chosen.emit("entwurf.toml")


def _running(stage: _Stage) -> None:
    stage.page.started.emit()
    stage.room.now = SimulationLook(412_500, 1_250_000)
    stage.page.looked.emit()


def _done(stage: _Stage) -> None:
    stage.page.started.emit()
    stage.room.now = SimulationLook(report=REPORT, names=NAMES)
    stage.page.looked.emit()


_SCENES: dict[str, Callable[[_Stage], None]] = {
    "start": lambda _stage: None,
    "empty": lambda _stage: None,
    "file": _file,
    "running": _running,
    "done": _done,
}


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """The page at each of its steps."""
    for name, play in _SCENES.items():
        stage = _Stage(look, has_sales=name != "empty")
        play(stage)
        yield name, stage.view
