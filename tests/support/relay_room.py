"""A relay's page without a relay: settings in memory, receipts from the corpus."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from pos_loyalty.config.settings import Relay
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.receipt_template import ReceiptTemplate
from pos_loyalty.services.relay_folder import RelayStatus
from pos_loyalty.terminal.screens.settings.relay_presenter import Kept, RelayLook
from tests.support.taught import lines_of
from tests.support.till_receipts import BY_NAME, Sold

NOW = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)
STATUS = RelayStatus(
    at=NOW,
    listen="127.0.0.1:9100",
    printer="network://192.168.1.50:9100",
    is_listening=True,
    jobs=214,
    receipts=198,
)
RUNNING = Relay(on=True, printer="network://192.168.1.50:9100", teaching=True)


def kept(manner: str = "bakery", number: str = "4711", minor: int = 3650) -> Kept:
    """A receipt that was kept."""
    made = BY_NAME[manner]
    return Kept(f"{manner}-{number}", lines_of(made, made.print(Sold(number, minor))))


@dataclass
class FakeRelayRoom:
    """Answers as told; ``refusal`` is raised by whatever is asked next."""

    wanted: Relay = field(default_factory=Relay)
    found: RelayLook = field(default_factory=lambda: RelayLook(NOW))
    refusal: LoyaltyError | None = None

    def settings(self) -> Relay:
        return self.wanted

    def keep(self, wanted: Relay) -> Relay:
        self._refuse()
        self.wanted = wanted
        return wanted

    def look(self) -> RelayLook:
        return self.found

    def learn(self, template: ReceiptTemplate) -> RelayLook:
        self._refuse()
        self.found = replace(self.found, templates=(*self.found.templates, template))
        return self.found

    def forget(self, name: str) -> RelayLook:
        self._refuse()
        left = tuple(each for each in self.found.templates if each.name != name)
        self.found = replace(self.found, templates=left)
        return self.found

    def _refuse(self) -> None:
        if self.refusal is not None:
            raise self.refusal
