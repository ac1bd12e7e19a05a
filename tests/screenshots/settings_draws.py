"""Pictures of the page of prize draws, driven through its presenter over a shop in memory."""

import tomllib
from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from pos_loyalty.config import paths
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.draws_page import draws_page
from pos_loyalty.terminal.screens.settings.draws_view import DrawsPage
from pos_loyalty.terminal.screens.settings.screen import SettingsPorts, SettingsScreen
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.screenshots.look import SceneLook
from tests.support.clock import FixedClock
from tests.support.draws_room import ScratchDrawsRoom, fair
from tests.support.settings_fakes import (
    FakeDesk,
    FakeDevices,
    FakePrograms,
    FakeShelf,
    FakeStaff,
)
from tests.support.shop import scratch_shop


class _Stage:
    """The settings on their page of draws."""

    def __init__(self, look: SceneLook, room: ScratchDrawsRoom) -> None:
        file = paths.resources() / "programs" / "sonnenblume.toml"
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        ports = SettingsPorts(
            FakeShelf(),
            FakePrograms(document),
            FakeStaff(),
            FakeDevices(),
            FakeDesk(),
            (draws_page(room),),
        )
        screen = SettingsScreen(
            ports,
            tasks=ImmediateTasks(),
            clock=FixedClock(),
            words=look.words,
            is_guessable=lambda _pin: False,
            left=lambda: None,
        )
        self.view = screen.view
        self.view.resize(look.width, look.height)
        self.view.show()
        screen.presenter.open(Section.DRAWS)
        page = screen.view.findChild(DrawsPage)
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
