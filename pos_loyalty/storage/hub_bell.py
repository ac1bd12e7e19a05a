"""Rings when a feed moves on, at all hubs of one database: so that nobody has to keep asking.

A ring is a hint. It goes out after the commit and on a connection of its own, for inside a
transaction it would make all commits wait for each other. Whoever misses one finds out by looking
at the heads, which this does anyway, seldom while it can listen and often while it cannot: some
databases do not know LISTEN, and some poolers do not pass it on.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Final

import psycopg

from pos_loyalty.storage.errors import DatabaseError
from pos_loyalty.storage.hub_rows import Link

_CHANNEL: Final = "pos_loyalty_heads"
_LISTEN: Final = f"LISTEN {_CHANNEL}"
_RING: Final = "SELECT pg_notify(%s, %s)"
_CONNECTING_S: Final = 5
_BREATH_S: Final = 0.5
_LOOK_S: Final = 5.0
_PATIENCE_S: Final = 10.0
_LOG: Final = logging.getLogger(__name__)

Heads = Mapping[str, int]


class HubBell:
    """Calls ``heard`` with the heads of feeds that moved, from a thread of its own.

    ``look`` reads the heads from the database. Between ``start`` and ``stop`` it holds two
    connections, or tries to.
    """

    def __init__(
        self, url: str, *, look: Callable[[], Heads], heard: Callable[[Heads], None]
    ) -> None:
        self._url = url
        self._look = look
        self._heard = heard
        self._ends = threading.Event()
        self._news = threading.Condition()
        self._to_ring: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self._threads = (
            threading.Thread(target=self._listen, name="hub-listener", daemon=True),
            threading.Thread(target=self._ring_on, name="hub-ringer", daemon=True),
        )

    def start(self) -> None:
        """Listen, and ring for others."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both, and wait for it."""
        self._ends.set()
        with self._news:
            self._news.notify_all()
        for thread in self._threads:
            thread.join(_PATIENCE_S)

    def ring(self, heads: Heads) -> None:
        """Feeds are this far: tell all hubs, without waiting for it.

        What comes while a ring is on its way goes with the next one.
        """
        with self._news:
            for feed, head in heads.items():
                self._to_ring[feed] = max(head, self._to_ring.get(feed, 0))
            self._news.notify_all()

    def _listen(self) -> None:
        is_deaf = False
        while not self._ends.is_set():
            try:
                with psycopg.connect(
                    self._url, autocommit=True, connect_timeout=_CONNECTING_S
                ) as link:
                    link.execute(_LISTEN)
                    is_deaf = False
                    self._hear(link)
            except psycopg.Error as error:
                if not is_deaf:
                    _LOG.info("cannot listen to the database, looking instead: %s", error)
                is_deaf = True
                self._look_around()
                self._ends.wait(_BREATH_S)

    def _hear(self, link: Link) -> None:
        looked_at = None
        while not self._ends.is_set():
            now = monotonic()
            if looked_at is None or now - looked_at > _LOOK_S:
                self._look_around()
                looked_at = now
            for note in link.notifies(timeout=_BREATH_S, stop_after=1):
                self._told(_heads_in(note.payload))

    def _look_around(self) -> None:
        try:
            self._told(self._look())
        except DatabaseError as error:
            _LOG.debug("cannot look at the heads: %s", error)

    def _told(self, heads: Heads) -> None:
        moved = {feed: head for feed, head in heads.items() if head != self._seen.get(feed)}
        if moved:
            self._seen |= moved
            self._heard(moved)

    def _ring_on(self) -> None:
        link: Link | None = None
        while (heads := self._next()) is not None:
            try:
                if link is None or link.closed:
                    link = psycopg.connect(
                        self._url, autocommit=True, connect_timeout=_CONNECTING_S
                    )
                link.execute(_RING, (_CHANNEL, json.dumps(heads)))
            except psycopg.Error as error:
                _LOG.debug("a ring got lost: %s", error)
                if link is not None:
                    link.close()
        if link is not None:
            link.close()

    def _next(self) -> Heads | None:
        """What is to be rung, as soon as there is something; None at the end."""
        with self._news:
            self._news.wait_for(lambda: bool(self._to_ring) or self._ends.is_set())
            heads, self._to_ring = self._to_ring, {}
        return None if self._ends.is_set() else heads


def _heads_in(payload: str) -> Heads:
    """The heads that a ring tells; none where somebody else rang."""
    try:
        said = json.loads(payload)
    except ValueError:
        return {}
    if not isinstance(said, dict):
        return {}
    return {feed: head for feed, head in said.items() if isinstance(head, int)}
