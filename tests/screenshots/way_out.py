"""Pictures of the way out of the members' screen."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from pos_loyalty.i18n.messages import message_for
from pos_loyalty.security.pins import WrongPinError
from pos_loyalty.terminal.screens.way_out.state import WayOutState
from pos_loyalty.terminal.screens.way_out.view import WayOutView
from tests.screenshots.look import SceneLook


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """Before the first digit, and after a wrong PIN."""
    wrong = message_for(WrongPinError(staff="kiosk"), look.words)
    for name, state in (("asked", WayOutState()), ("wrong", WayOutState(3, wrong))):
        view = WayOutView()
        view.speak(look.words)
        view.draw(state)
        yield name, view
