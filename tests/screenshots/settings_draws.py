"""Pictures of the page of prize draws, driven through its presenter over a shop in memory."""

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.draws_page import draws_page
from pos_loyalty.terminal.screens.settings.draws_view import DrawsPage
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.screenshots.guests import shown_guest
from tests.screenshots.look import SceneLook
from tests.support.draws_room import ScratchDrawsRoom, fair
from tests.support.shop import scratch_shop


class _Stage:
    """The settings on their page of draws."""

    def __init__(self, look: SceneLook, room: ScratchDrawsRoom) -> None:
        self.view = shown_guest(look, draws_page(room), Section.DRAWS, ImmediateTasks())
        page = self.view.findChild(DrawsPage)
        assert page is not None
        self.page = page


def _held(stage: _Stage) -> None:
    stage.page.asked.emit("advent")
    stage.page.confirmed.emit("advent")


_SCENES: dict[str, Callable[[_Stage], object]] = {
    "list": lambda _stage: None,
    "asked": lambda stage: stage.page.asked.emit("advent"),
    "held": _held,
}


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """The page at each of its steps."""
    for name, play in _SCENES.items():
        stage = _Stage(look, ScratchDrawsRoom(fair()))
        play(stage)
        yield name, stage.view
    yield "empty", _Stage(look, ScratchDrawsRoom(scratch_shop())).view
