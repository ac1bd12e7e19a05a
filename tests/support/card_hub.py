"""Tills of one shop around a hub that hears of cards; only the wire is not real."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from pos_loyalty.bootstrap.card_talk import CardTalk
from pos_loyalty.domain.sightings import CardShown, Sighting
from pos_loyalty.services.sightings import Ground, Sightings
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.store import Store
from pos_loyalty.sync.errors import HubUnreachableError
from pos_loyalty.sync.link import HubLine, Patience
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import Problem, Seen, SeenElsewhere
from pos_loyalty.sync.sighting_desk import SightingDesk
from tests.support.clock import FixedClock
from tests.support.hub_events import till
from tests.support.memory_hub import MemoryHub
from tests.support.shop import CASHIER

TRAVEL = timedelta(minutes=10)


class CardLine(HubLine):
    """A line that carries nothing but cards. ``loses`` says what becomes of the next request."""

    def __init__(self, desk: SightingDesk, device: str, clock: FixedClock) -> None:
        self._desk = desk
        self._name = device
        self._clock = clock
        self.loses: Callable[[], str] = str
        self.asked = 0

    def seen(self, seen: Seen, *, patience: Patience | None = None) -> SeenElsewhere | Problem:
        self.asked += 1
        fate = self.loses()
        if fate == "request":
            raise HubUnreachableError(problem="timeout")
        try:
            answer = self._desk.seen(self._name, seen, now_us=to_us(self._clock.now()))
        except ProblemError as error:
            return error.problem
        if fate == "answer":
            raise HubUnreachableError(problem="timeout")
        return Problem(code=fate) if fate else answer


@dataclass
class CardTill:
    """One till: what it noted, and its talk with the hub."""

    name: str
    site: str
    clock: FixedClock
    desk: SightingDesk
    pauses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = Store.in_memory(device_id=self.name)
        self.sightings = Sightings(self.store, lambda: Ground(self.site, TRAVEL))
        self.line = CardLine(self.desk, self.name, self.clock)
        self.talk = CardTalk(
            self.sightings,
            lambda: self.line,
            now=self.clock.now,
            pause=self.pauses.append,
        )

    def show(self, card: CardShown) -> None:
        """A card is served here; nobody is asked yet."""
        self.sightings.note(card, CASHIER, self.clock.now())

    def tell(self) -> None:
        """Tell the hub of all that waits."""
        self.talk.tell_rest(self.line, lambda: False)

    def elsewhere(self, card: CardShown) -> Sighting | None:
        """Where the card was too recently."""
        with self.store.read() as reading:
            return self.sightings.elsewhere(reading, card, self.clock.now())

    def suspicions(self) -> int:
        """How often a copy stands in its log."""
        with self.store.read() as reading:
            return sum(each.type == "card-copy-suspected" for each in reading.log.events())

    def waiting(self) -> int:
        """How many sightings the hub has not heard of."""
        return len(self.sightings.untold(self.clock.now()))


def card_tills(**sites: str) -> dict[str, CardTill]:
    """Tills by name, each in its branch, around one hub."""
    book, clock = MemoryHub(), FixedClock()
    with book.begin() as work:
        for name in sites:
            work.put_device(till(name))
        work.commit()
    desk = SightingDesk(book)
    return {name: CardTill(name, site, clock, desk) for name, site in sites.items()}
