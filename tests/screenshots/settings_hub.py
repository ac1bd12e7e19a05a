"""Pictures of the page about several tills, over a made-up hub."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from pos_loyalty.domain.counter import Link, LinkStatus
from pos_loyalty.sync.errors import HubUnreachableError
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.hub_page import hub_page
from pos_loyalty.terminal.screens.settings.hub_ports import Reading
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.screenshots.guests import shown_guest
from tests.screenshots.look import SceneLook
from tests.support.hub_desk import ASIDE, CONNECTED, NOON, FakeHubDesk


def scenes(look: SceneLook) -> Iterator[tuple[str, QWidget]]:
    """A till that stands alone, one of several, one that reads a lot, and one without a line."""
    yield "alone", _shown(look, FakeHubDesk())
    yield "joined", _shown(look, FakeHubDesk(CONNECTED))
    desk = FakeHubDesk(CONNECTED)
    view = _shown(look, desk)
    desk.progressed(Reading(362_000, 1_004_211))
    yield "reading", view
    away = replace(
        CONNECTED,
        status=LinkStatus(Link.OFFLINE, NOON, 1214),
        error=HubUnreachableError(problem="timeout"),
        kept_aside=ASIDE,
    )
    yield "offline", _shown(look, FakeHubDesk(away))


def _shown(look: SceneLook, desk: FakeHubDesk) -> QWidget:
    return shown_guest(
        look, hub_page(desk, look=lambda _words, _take: None), Section.HUB, ImmediateTasks()
    )
