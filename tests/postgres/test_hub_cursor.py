"""Whoever reads a feed on from a place never misses what was being written."""

import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import psycopg

from pos_loyalty.domain.tills import FeedRow, InboxRow
from pos_loyalty.storage.hub_store import HubStore
from tests.support.hub_events import event

_NAIVE: Final = "CREATE TABLE naive (seq bigserial PRIMARY KEY, id text NOT NULL)"
_WRITERS: Final = 6
_ROUNDS: Final = 25
_UNDONE: Final = 0.1


def test_a_later_place_is_never_seen_before_an_earlier_one(store: HubStore) -> None:
    """While one request holds a place, the next one's is not given out."""
    begun, done = threading.Event(), threading.Event()

    def second() -> None:
        with store.begin() as work:
            work.heads()
            begun.set()
            work.publish("shop", [FeedRow(kind="member", key="B")])
            work.commit()
        done.set()

    with ThreadPoolExecutor() as pool, store.begin() as reader:
        with store.begin() as first:
            first.publish("shop", [FeedRow(kind="member", key="A")])
            waiting = pool.submit(second)
            begun.wait(20)
            assert not done.is_set()
            assert reader.page("shop", after=0, limit=10).rows == ()
            first.commit()
        waiting.result(20)
        assert [row.key for row in reader.page("shop", after=0, limit=10).rows] == ["A", "B"]


def test_a_sequence_would_skip(hub_url: str) -> None:
    """What this is about: places of a sequence become visible in another order than they have."""
    with (
        psycopg.connect(hub_url) as slow,
        psycopg.connect(hub_url) as fast,
        psycopg.connect(hub_url, autocommit=True) as reader,
    ):
        reader.execute(_NAIVE)
        slow.execute("INSERT INTO naive (id) VALUES ('A')")
        fast.execute("INSERT INTO naive (id) VALUES ('B')")
        fast.commit()
        cursor, seen = _naive_page(reader, 0)
        slow.commit()
        assert seen == ["B"]
        assert _naive_page(reader, cursor) == (cursor, [])


def _naive_page(link: psycopg.Connection, cursor: int) -> tuple[int, list[str]]:
    rows = link.execute(
        "SELECT seq, id FROM naive WHERE seq > %s ORDER BY seq", (cursor,)
    ).fetchall()
    return (rows[-1][0] if rows else cursor), [id_ for _seq, id_ in rows]


class Writers:
    """Tills that write at once: each event into a feed, and into a table with a sequence."""

    def __init__(self, url: str, store: HubStore) -> None:
        self._url = url
        self._store = store
        self.committed: list[str] = []

    def write(self, writer: int) -> None:
        """What one till does; a tenth of it is undone."""
        chance = random.Random(writer)  # noqa: S311 - nothing is kept secret with it
        with psycopg.connect(self._url) as naive:
            for number in range(_ROUNDS):
                rows = [
                    event(number * 8 + place, device=f"till-{writer}")
                    for place in range(1, chance.randint(2, 6))
                ]
                if self._take(naive, rows, chance):
                    naive.commit()
                    self.committed += [row.id for row in rows]
                else:
                    naive.rollback()

    def _take(
        self, naive: psycopg.Connection, rows: Sequence[InboxRow], chance: random.Random
    ) -> bool:
        for row in rows:
            naive.execute("INSERT INTO naive (id) VALUES (%s)", (row.id,))
        with self._store.begin() as work:
            work.add_events(rows)
            # What else a request has to think about.
            naive.execute("SELECT pg_sleep(%s)", (chance.random() / 100,))
            work.publish("events", [FeedRow(kind="enrolled", key=row.id) for row in rows])
            if chance.random() < _UNDONE:
                return False
            work.commit()
        return True


def _followed(page: Callable[[int], tuple[int, list[str]]], ended: threading.Event) -> list[str]:
    """All that a reader sees which goes on from where it was, until it sees no more."""
    cursor, seen = 0, []
    while True:
        is_last = ended.is_set()
        cursor, keys = page(cursor)
        seen += keys
        if is_last and not keys:
            return seen


def test_readers_beside_many_writers_miss_nothing(hub_url: str, store: HubStore) -> None:
    """Six tills write, some of it is undone; a reader of the feed sees all, one of a sequence not.

    The sequence is written by the same tills: it proves that their requests did overlap.
    """
    ended = threading.Event()
    writers = Writers(hub_url, store)

    def feed_page(cursor: int) -> tuple[int, list[str]]:
        with store.begin() as work:
            page = work.page("events", after=cursor, limit=7)
        return page.to, [row.key for row in page.rows]

    with (
        psycopg.connect(hub_url, autocommit=True) as reader,
        ThreadPoolExecutor(_WRITERS + 2) as pool,
    ):
        reader.execute(_NAIVE)
        ours = pool.submit(_followed, feed_page, ended)
        naive = pool.submit(_followed, lambda cursor: _naive_page(reader, cursor), ended)
        list(pool.map(writers.write, range(_WRITERS)))
        ended.set()
        seen, naively_seen = ours.result(), naive.result()
    assert sorted(seen) == sorted(writers.committed)
    with store.begin() as work:
        # Not a single place is empty: an undone request gave its places back.
        assert work.heads()["events"] == len(writers.committed)
    assert set(naively_seen) < set(writers.committed)
