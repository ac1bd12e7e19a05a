"""Pictures of the page of other software, driven through its presenter over made-up companions."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from pos_loyalty.config.settings import Gateway
from pos_loyalty.terminal.companion_state import CompanionState, Running
from pos_loyalty.terminal.screens.settings.beside_page import beside_page
from pos_loyalty.terminal.screens.settings.beside_view import BesidePage
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.screenshots.guests import shown_guest
from tests.screenshots.look import SceneLook
from tests.support.beside import FakeBeside

_FOLDER = "/srv/kasse/bonus"
_WANTED = Gateway(api=True, watched_folder=_FOLDER)


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """Nothing on, all on with the token shown, and all out of order."""
    yield "off", shown_guest(look, beside_page(FakeBeside()), Section.BESIDE, ImmediateTasks())
    running = FakeBeside(
        _WANTED,
        CompanionState(Running.ON, "http://127.0.0.1:8765"),
        CompanionState(Running.ON, _FOLDER),
    )
    view = shown_guest(look, beside_page(running), Section.BESIDE, ImmediateTasks())
    page = view.findChild(BesidePage)
    assert page is not None
    page.api.token_toggled.emit()
    page.api.tested.emit()
    yield "on", view
    failed = CompanionState(Running.FAILED)
    broken = FakeBeside(_WANTED, failed, CompanionState(Running.STARTING))
    yield (
        "broken",
        shown_guest(look, beside_page(broken), Section.BESIDE, ImmediateTasks()),
    )
