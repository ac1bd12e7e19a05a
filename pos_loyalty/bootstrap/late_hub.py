"""The hub as services ask for it: what talking to it needs is imported when it is first asked."""

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from pos_loyalty.bootstrap.card_questions import CardQuestions, HubQuestion, hears_of_cards
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.sightings import CardShown
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.programs import Published
from pos_loyalty.services.shares import HubWord, Whose
from pos_loyalty.services.sightings import Ground, Sightings
from pos_loyalty.storage.store import Store

if TYPE_CHECKING:
    # For the checker alone: a till that stands alone never loads it.
    from pos_loyalty.bootstrap.counter_shares import CounterShares
    from pos_loyalty.bootstrap.sync import TillHub


@dataclass(frozen=True, slots=True)
class _ClockInForce:
    clock: Callable[[], Clock]

    def now(self) -> datetime:
        return self.clock().now()


class LateHub:
    """The offices of shares, programs and cards. Nobody asks them at a till that stands alone."""

    def __init__(
        self,
        store: Store,
        folder: DataFolder,
        clock: Callable[[], Clock],
        *,
        ring_changed: Callable[[], None],
        ground: Callable[[], Ground],
    ) -> None:
        self._store = store
        self._folder = folder
        self._clock = clock
        self._ring_changed = ring_changed
        self._ground = ground
        self._making = Lock()
        self._cards = CardQuestions(lambda card: self.till_hub().is_used(card))
        self._hub: TillHub | None = None
        self._shares: CounterShares | None = None

    def ensure(self, member_id: str, points: int, now: datetime) -> HubWord:
        """See ``ShareOffice``."""
        return self._desk().ensure(member_id, points, now)

    def fetch_history(self, member_id: str) -> bool:
        """See ``ShareOffice``."""
        return self._desk().fetch_history(member_id)

    def fetch_whose(self, subject: str) -> Whose:
        """See ``ShareOffice``."""
        return self._desk().fetch_whose(subject)

    def ask(self, card: CardShown) -> HubQuestion | None:
        """See ``CardOffice``. What talking takes is loaded by the thread that asks."""
        with self._store.read() as reading:
            if not reading.hub.is_paired():
                return None
        return self._cards.ask(card) if hears_of_cards(self._folder.hub_note) else None

    def publish(
        self, document: Mapping[str, object], *, start: datetime | None, published_by: str
    ) -> Published | None:
        """See ``ProgramOffice``."""
        with self._store.read() as reading:
            if not reading.hub.is_paired():
                return None
        return self.till_hub().publish_program(document, start=start, published_by=published_by)

    def till_hub(self) -> "TillHub":
        """The till's dealings with its hub, whether there is one or not."""
        from pos_loyalty.bootstrap.sync import TillHub  # noqa: PLC0415 - see above

        # The window's worker and its sync thread may both be first.
        with self._making:
            if self._hub is None:
                self._hub = TillHub(
                    self._store,
                    self._folder,
                    _ClockInForce(self._clock),
                    ring_changed=self._ring_changed,
                    sightings=Sightings(self._store, self._ground),
                )
            return self._hub

    def close(self) -> None:
        """Let go of the line."""
        self._cards.close()
        if self._shares is not None:
            self._shares.close()
        if self._hub is not None:
            self._hub.close()

    def _desk(self) -> "CounterShares":
        from pos_loyalty.bootstrap.counter_shares import CounterShares  # noqa: PLC0415 - see above

        hub = self.till_hub()
        # Two threads of the local API may both be first.
        with self._making:
            if self._shares is None:
                self._shares = CounterShares(hub)
            return self._shares
