"""A till's hub in memory, for the settings page about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from pos_loyalty.domain.counter import Link, LinkStatus
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.tills import DeviceStatus, TillName
from pos_loyalty.terminal.screens.settings.hub_ports import HubFacts, KeptAside, Reading

NOON: Final = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
ALONE: Final = HubFacts(till="Kasse 1")
CONNECTED: Final = HubFacts(
    status=LinkStatus(Link.CONNECTED),
    till="Kasse 1",
    url="https://zentrale.sonnenblume.example",
    store="Mitte",
    synced_at=NOON,
    others=(
        TillName("Kasse 2", "Mitte", DeviceStatus.ACTIVE),
        TillName("Kasse 3 am Wochenmarkt", "Außer Haus", DeviceStatus.TWIN),
        TillName("", "Bahnhof", DeviceStatus.REVOKED),
    ),
)
ASIDE: Final = (KeptAside(NOON, "revoked"), KeptAside(NOON, "unreadable"))


class FakeHubDesk:
    """Joins when it is asked, and fails when told to."""

    def __init__(self, facts: HubFacts = ALONE) -> None:
        self.facts = facts
        self.paired: list[tuple[str, str, str]] = []
        self.certificates: list[str] = []
        self.syncs = 0
        self.fails_with: LoyaltyError | None = None
        self.talked: Callable[[], None] = lambda: None
        self.progressed: Callable[[Reading], None] = lambda _reading: None
        self.troubled: Callable[[LoyaltyError], None] = lambda _error: None

    def load(self) -> HubFacts:
        return self.facts

    def pair(self, *, url: str, code: str, till: str, certificate: str) -> None:
        self.certificates.append(certificate)
        if self.fails_with is not None:
            raise self.fails_with
        self.paired.append((url, code, till))
        self.facts = replace(CONNECTED, till=till, url=url)

    def invitation(self, text: str) -> tuple[str, str] | None:
        if not text.startswith("pos-loyalty-pair:"):
            return None
        url, _, code = text.removeprefix("pos-loyalty-pair:").partition("#")
        return url, code

    def sync(self) -> None:
        self.syncs += 1

    def tell(
        self,
        *,
        talked: Callable[[], None],
        progressed: Callable[[Reading], None],
        troubled: Callable[[LoyaltyError], None],
    ) -> None:
        self.talked, self.progressed, self.troubled = talked, progressed, troubled
