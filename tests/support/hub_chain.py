"""Real tills and the hub's real database, without a line between them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec

from pos_loyalty.domain.shared_digest import SharedParts
from pos_loyalty.storage.digest import shared_digest
from pos_loyalty.storage.hub_errors import again
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.conversation import Conversation, Talk
from pos_loyalty.sync.hub import HubSync
from pos_loyalty.sync.hub_keys import load_hub_keys
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import (
    Hello,
    Page,
    Problem,
    Publish,
    Published,
    Push,
    Pushed,
    Shares,
    Wants,
    Welcome,
)
from pos_loyalty.sync.till import About, Moment, TillSync
from tests.support.clock import FixedClock
from tests.support.exchange import book_of
from tests.support.exchange import till as new_till
from tests.support.hub_events import till as till_row
from tests.support.shop import rules

TILLS: Final = ("till-a", "till-b", "till-c")
Answered = TypeVar("Answered")


@dataclass(frozen=True)
class Wire:
    """A till's line to the hub: a function call."""

    hub: HubSync
    device: str
    clock: FixedClock

    def hello(self, hello: Hello) -> Welcome | Problem:
        return self._ask(lambda: self.hub.hello(self.device, hello, now_us=self._now_us()))

    def push(self, push: Push) -> Pushed | Problem:
        return self._ask(lambda: self.hub.push(self.device, push, now_us=self._now_us()))

    def page(self, feed: str, *, after: int, limit: int, with_own: bool) -> Page | Problem:
        return self._ask(
            lambda: self.hub.page(
                self.device, feed=feed, start=after, limit=limit, with_own=with_own
            )
        )

    def shares(self, wants: Wants) -> Shares | Problem:
        return self._ask(lambda: self.hub.shares(self.device, wants, now_us=self._now_us()))

    def publish(self, wish: Publish) -> Published | Problem:
        return self._ask(lambda: self.hub.publish(self.device, wish, now_us=self._now_us()))

    def _ask(self, request: Callable[[], Answered]) -> Answered | Problem:
        try:
            return again(request)
        except ProblemError as error:
            return error.problem

    def _now_us(self) -> int:
        return to_us(self.clock.now())


class Chain:
    """Three tills of one shop and their hub."""

    def __init__(self, store: HubStore) -> None:
        self.store = store
        self.clock = FixedClock()
        self.hub = HubSync(store, load_hub_keys(store))
        self.tills = {
            name: new_till(self.clock, name, program=rules() if name == TILLS[0] else None)
            for name in TILLS
        }
        with store.begin() as work:
            for name in TILLS:
                work.put_device(till_row(name, hello_incarnation=1))
            work.commit()
        self._publish_program()
        self.sync()

    def sync(self) -> None:
        """Everything that anybody has goes to everybody."""
        for _ in range(2):
            for name in TILLS:
                assert self.talk(name).went_well

    def talk(self, name: str) -> Talk:
        """One conversation of a till."""
        sync = TillSync(book_of(self.tills[name]), About(boot_id="boot"))
        now = Moment(to_us(self.clock.now()), 0)
        line = Wire(self.hub, name, self.clock)
        return Conversation(sync, line, now=lambda: now).have()

    def digests(self) -> list[SharedParts]:
        """The hub's digest, and that of each till."""
        with self.store.begin() as work:
            found = [work.digest()]
        for shop in self.tills.values():
            with shop.application.store.read() as reading:
                found.append(shared_digest(reading).parts)
        return found

    def _publish_program(self) -> None:
        with self.tills[TILLS[0]].application.store.read() as reading:
            (program,) = reading.shop.program_versions()
        wish = Publish(
            document=msgspec.Raw(program.document),
            number=program.number,
            valid_from_us=to_us(program.valid_from),
        )
        self.hub.publish(TILLS[0], wish, now_us=to_us(self.clock.now()))
