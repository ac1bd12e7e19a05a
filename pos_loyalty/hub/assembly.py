"""Puts the application together over a database that is open."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from starlette.applications import Starlette

from pos_loyalty import __version__
from pos_loyalty.bootstrap.hub import HubCore
from pos_loyalty.bootstrap.hub_office import HubOffice
from pos_loyalty.config.clock import Clock
from pos_loyalty.hub.admin.routes import Pages
from pos_loyalty.hub.app import HubParts, create_app
from pos_loyalty.hub.bounds import Guesses, Workshop
from pos_loyalty.hub.freshener import AT_ONCE, Freshener
from pos_loyalty.hub.gate import Gate
from pos_loyalty.hub.gauges import listener_gauge, standing_gauges, worker_gauge
from pos_loyalty.hub.hints import HintDesk
from pos_loyalty.hub.metrics import Gauge, Metrics
from pos_loyalty.hub.tallies import Tallies
from pos_loyalty.storage.hub_bell import HubBell
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.sync.protocol import (
    Enrol,
    Enrolled,
    Publish,
    Published,
    Push,
    Pushed,
    Shares,
    Wants,
)


class TellingCore(HubCore):
    """Calls out what it has published, to tills here and to the other hubs of the database."""

    def __init__(
        self, store: HubStore, clock: Clock, call_out: Callable[[Mapping[str, int]], None]
    ) -> None:
        super().__init__(store, clock)
        self._call_out = call_out

    def enrol(self, message: Enrol) -> Enrolled:
        enrolled = super().enrol(message)
        self._call_out(self.heads())
        return enrolled

    def push(self, device: str, message: Push) -> Pushed:
        pushed = super().push(device, message)
        self._call_out(pushed.heads)
        return pushed

    def shares(self, device: str, message: Wants) -> Shares:
        shares = super().shares(device, message)
        if shares.refused:
            # Others may have been asked to give theirs back.
            self._call_out(self.heads())
        return shares

    def publish(self, device: str, message: Publish) -> Published:
        published = super().publish(device, message)
        self._call_out(self.heads())
        return published


def hub_app(
    store: HubStore,
    hints: HintDesk,
    clock: Clock,
    *,
    database: str,
    threads: int,
    public_url: str,
    tallies: Tallies | None = None,
) -> Starlette:
    """The application over a hub's database, open as ``store``; ``database`` is its address.

    ``tallies`` are what this process and those beside it count together.
    """
    metrics = Metrics(tallies)
    hints.count_for(metrics.listening)

    def call_out(heads: Mapping[str, int]) -> None:
        hints.tell(heads)
        bell.ring(heads)

    core = TellingCore(store, clock, call_out)
    bell = HubBell(database, look=core.heads, heard=hints.tell)
    office = HubOffice(store, clock)
    workshop = Workshop(threads)
    guesses = Guesses(monotonic)

    freshener = Freshener(lambda after: core.freshen(after=after, limit=AT_ONCE))

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        bell.start()
        freshener.start()
        try:
            yield
        finally:
            freshener.stop()
            bell.stop()
            workshop.close()

    def gauges() -> Iterator[Gauge]:
        yield worker_gauge(metrics.workers)
        yield listener_gauge(metrics.listeners)
        yield from standing_gauges(office.standing())

    parts = HubParts(
        core=core,
        gate=Gate(core.public_key),
        workshop=workshop,
        hints=hints,
        metrics=metrics,
        guesses=guesses,
        health=lambda: _health(office),
        gauges=gauges,
        lifespan=lifespan,
        pages=Pages(office, workshop, clock, guesses, public_url=public_url).routes(),
    )
    return create_app(parts)


def _health(office: HubOffice) -> Mapping[str, Any]:
    standing = office.standing()
    return {
        "ok": True,
        "version": __version__,
        "schema": standing.schema,
        "incarnation": standing.meta.incarnation,
        "recovering": standing.meta.is_recovering,
        "shop": standing.has_shop,
    }
