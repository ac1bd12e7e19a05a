"""The settings with a page of its own among them, open and ready to be drawn."""

import tomllib
from collections.abc import Callable

from pos_loyalty.config import paths
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.screen import (
    GuestPage,
    GuestTools,
    SettingsPorts,
    SettingsScreen,
)
from pos_loyalty.terminal.screens.settings.view import SettingsView
from pos_loyalty.terminal.tasks import TaskRunner
from tests.screenshots.look import SceneLook
from tests.support.clock import FixedClock
from tests.support.settings_fakes import (
    FakeDesk,
    FakeDevices,
    FakePrograms,
    FakeShelf,
    FakeStaff,
)


def shown_guest(
    look: SceneLook,
    guest: Callable[[GuestTools], GuestPage],
    section: Section,
    tasks: TaskRunner,
) -> SettingsView:
    """The settings of the shop "Sonnenblume", open on the guest's page."""
    file = paths.resources() / "programs" / "sonnenblume.toml"
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    screen = SettingsScreen(
        SettingsPorts(
            FakeShelf(), FakePrograms(document), FakeStaff(), FakeDevices(), FakeDesk(), (guest,)
        ),
        tasks=tasks,
        clock=FixedClock(),
        words=look.words,
        is_guessable=lambda _pin: False,
        left=lambda: None,
    )
    screen.view.resize(look.width, look.height)
    screen.view.show()
    screen.presenter.open(section)
    return screen.view
