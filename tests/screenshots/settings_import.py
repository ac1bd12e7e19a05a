"""Pictures of the import page, driven through its presenter over a shop in memory."""

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QApplication, QWidget

from pos_loyalty.domain.imports import ImportKind, SaleMode
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.import_page import import_page
from pos_loyalty.terminal.screens.settings.import_view import ImportPage
from pos_loyalty.terminal.tasks import HeldTasks
from tests.screenshots.guests import shown_guest
from tests.screenshots.look import SceneLook
from tests.support.import_room import ScratchImportRoom

_ROUNDS = 40
# Heights come up from the rows of a card to the page, one turn for each layout between.
_TURNS = 5


class _Stage:
    """The settings on their import page, with work done when told."""

    def __init__(self, look: SceneLook) -> None:
        self._tasks = HeldTasks()
        guest = import_page(ScratchImportRoom())
        self.view = shown_guest(look, guest, Section.IMPORT, self._tasks)
        self._tasks.do_all()
        page = self.view.findChild(ImportPage)
        assert page is not None
        self.page = page

    def chosen(self, name: str, kind: ImportKind = ImportKind.SALES) -> ImportPage:
        """The page with a file on it."""
        self.page.kind_chosen.emit(kind)
        self.page.file_chosen.emit(name)
        self._tasks.do_all()
        return self.page

    def work(self, rounds: int = _ROUNDS) -> None:
        """Do some of what waits."""
        for _round in range(rounds):
            if len(self._tasks):
                self._tasks.do_next()


def _tried(stage: _Stage) -> None:
    page = stage.chosen("umsatz-maerz.csv")
    page.mode_chosen.emit(SaleMode.POINTS)
    page.checked.emit()
    stage.work()


def _running(stage: _Stage) -> None:
    stage.chosen("viele.csv").checked.emit()
    stage.work()
    stage.page.taken_in.emit()
    stage.work(2)


def _stopped(stage: _Stage) -> None:
    _running(stage)
    stage.page.stopped.emit()
    stage.work()


def _done(stage: _Stage) -> None:
    _tried(stage)
    stage.page.taken_in.emit()
    stage.work()


_SCENES: dict[str, Callable[[_Stage], object]] = {
    "start": lambda _stage: None,
    "unreadable": lambda stage: stage.chosen("bild.csv"),
    "mapping": lambda stage: stage.chosen("umsatz-maerz.csv"),
    "unclear": lambda stage: stage.chosen("visits.csv"),
    "members": lambda stage: stage.chosen("kundenkartei.csv", ImportKind.MEMBERS),
    "tried": _tried,
    "running": _running,
    "stopped": _stopped,
    "done": _done,
}


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """The page at each of its steps."""
    for name, play in _SCENES.items():
        stage = _Stage(look)
        play(stage)
        for _turn in range(_TURNS):
            QApplication.processEvents()
        yield name, stage.view
