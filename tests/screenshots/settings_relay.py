"""Pictures of the page of the till that is read along, over a made-up relay."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.relay_page import relay_page
from pos_loyalty.terminal.screens.settings.relay_presenter import RelayLook
from pos_loyalty.terminal.screens.settings.relay_view import RelayPage
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.screenshots.guests import shown_guest
from tests.screenshots.look import SceneLook
from tests.support.relay_room import NOW, RUNNING, STATUS, FakeRelayRoom, kept
from tests.support.taught import taught
from tests.support.till_receipts import BY_NAME


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """Nothing yet, a receipt being taught, and a till that is known."""
    yield "off", shown_guest(look, relay_page(FakeRelayRoom()), Section.RELAY, ImmediateTasks())
    receipts = (kept(), kept(number="4710", minor=1990), kept("grocer", "118"))
    room = FakeRelayRoom(RUNNING, RelayLook(NOW, STATUS, receipts))
    view = shown_guest(look, relay_page(room), Section.RELAY, ImmediateTasks())
    page = view.findChild(RelayPage)
    assert page is not None
    page.teach.chosen.emit("bakery-4711")
    yield "teach", view
    known = (taught(BY_NAME["bakery"]), taught(BY_NAME["grocer"]))
    room = FakeRelayRoom(RUNNING, RelayLook(NOW, STATUS, receipts, known))
    yield "known", shown_guest(look, relay_page(room), Section.RELAY, ImmediateTasks())
