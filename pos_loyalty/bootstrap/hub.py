"""Wires a hub: its database, what it does for tills, and its operator's office."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import msgspec

from pos_loyalty.bootstrap.hub_office import HubOffice
from pos_loyalty.config.clock import Clock
from pos_loyalty.storage.hub_errors import again
from pos_loyalty.storage.hub_migrate import migrate_hub
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.crowd import MemberDesk
from pos_loyalty.sync.enrolment import Enrolment
from pos_loyalty.sync.hub import HubSync
from pos_loyalty.sync.hub_keys import load_hub_keys
from pos_loyalty.sync.protocol import (
    Enrol,
    Enrolled,
    Hello,
    KeyRing,
    MemberHistory,
    Members,
    Page,
    Publish,
    Published,
    Push,
    Pushed,
    Seen,
    SeenElsewhere,
    Shares,
    Wants,
    Welcome,
    Whose,
)
from pos_loyalty.sync.sighting_desk import SightingDesk


class HubCore:
    """What a hub does for tills, over its database; done anew where two requests clash."""

    def __init__(self, store: HubStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        keys = again(lambda: load_hub_keys(store))
        self._sync = HubSync(store, keys)
        self._enrolment = Enrolment(store, keys)
        self._members = MemberDesk(store)
        self._sightings = SightingDesk(store)

    def enrol(self, message: Enrol) -> Enrolled:
        return again(lambda: self._enrolment.enrol(message, now_us=self._now_us()))

    def hello(self, device: str, message: Hello) -> Welcome:
        welcome = again(lambda: self._sync.hello(device, message, now_us=self._now_us()))
        return msgspec.structs.replace(welcome, gives_members=True, hears_sightings=True)

    def push(self, device: str, message: Push) -> Pushed:
        return again(lambda: self._sync.push(device, message, now_us=self._now_us()))

    def shares(self, device: str, message: Wants) -> Shares:
        return again(lambda: self._sync.shares(device, message, now_us=self._now_us()))

    def publish(self, device: str, message: Publish) -> Published:
        return again(lambda: self._sync.publish(device, message, now_us=self._now_us()))

    def card_keys(self, device: str) -> KeyRing:
        return again(lambda: self._enrolment.card_keys(device))

    def bring_card_keys(self, device: str, message: KeyRing) -> KeyRing:
        return again(lambda: self._enrolment.bring_card_keys(device, message))

    def page(self, device: str, feed: str, *, after: int, limit: int, with_own: bool) -> Page:
        return again(
            lambda: self._sync.page(device, feed=feed, start=after, limit=limit, with_own=with_own)
        )

    def history(self, device: str, member: str) -> MemberHistory:
        return again(lambda: self._sync.history(device, member))

    def whose(self, device: str, subject: str) -> Whose:
        return again(lambda: self._sync.whose(device, subject))

    def members(self, device: str, *, after: str) -> Members:
        return again(lambda: self._members.members(device, after=after))

    def seen(self, device: str, message: Seen) -> SeenElsewhere:
        return again(lambda: self._sightings.seen(device, message, now_us=self._now_us()))

    def freshen(self, *, after: str, limit: int) -> str | None:
        """Make ready what tills that will join are told; where to go on, None at the end."""
        return again(lambda: self._members.freshen(after=after, limit=limit))

    def public_key(self, device: str) -> bytes | None:
        """The key with which a till signs; None for a till that the hub does not know."""

        def look() -> bytes | None:
            with self._store.begin() as work:
                # Who asks for points at the counter does not wait for what is sent meanwhile.
                return work.public_key(device)

        return again(look)

    def heads(self) -> Mapping[str, int]:
        """How far the feeds are."""
        with self._store.begin() as work:
            return dict(work.heads())

    def _now_us(self) -> int:
        return to_us(self._clock.now())


@contextmanager
def open_hub(database: str, *, connections: int) -> Iterator[HubStore]:
    """The database of a hub, brought up to date. Raises HubDatabaseAwayError and other outages."""
    migrate_hub(database)
    store = HubStore.open(database, most_connections=connections)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_office(database: str, clock: Clock) -> Iterator[HubOffice]:
    """The operator's office of a hub, as ``open_hub`` opens it."""
    with open_hub(database, connections=1) as store:
        yield HubOffice(store, clock)
