import queue
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import psycopg

from pos_loyalty.domain.tills import FeedRow
from pos_loyalty.storage.hub_bell import HubBell
from pos_loyalty.storage.hub_store import HubStore

_PATIENCE_S = 20


def heads_of(store: HubStore) -> Callable[[], Mapping[str, int]]:
    """What reads the heads from a database."""

    def look() -> Mapping[str, int]:
        with store.begin() as work:
            return work.heads()

    return look


@contextmanager
def bell(
    url: str, look: Callable[[], Mapping[str, int]]
) -> Iterator[tuple[HubBell, "queue.SimpleQueue[Mapping[str, int]]"]]:
    """A bell that rings, and what it told."""
    told: queue.SimpleQueue[Mapping[str, int]] = queue.SimpleQueue()
    ringing = HubBell(url, look=look, heard=told.put)
    ringing.start()
    try:
        yield ringing, told
    finally:
        ringing.stop()


def publish(store: HubStore, key: str) -> int:
    """Tell something in the shop feed; its new head."""
    with store.begin() as work:
        head = work.publish("shop", [FeedRow(kind="member", key=key)])
        work.commit()
    return head


def test_another_hub_hears_a_ring(hub_url: str, store: HubStore) -> None:
    """What one hub published, all that listen are told, without looking for it."""
    with bell(hub_url, lambda: {"shop": 0}) as (_other, told):
        # It listens by now: it has looked for the first time.
        assert told.get(timeout=_PATIENCE_S) == {"shop": 0}
        with bell(hub_url, heads_of(store)) as (mine, _told):
            mine.ring({"shop": publish(store, "A"), "events": 4})
            assert told.get(timeout=_PATIENCE_S) == {"shop": 1, "events": 4}


def test_a_ring_that_tells_nothing_new_is_not_passed_on(hub_url: str, store: HubStore) -> None:
    """A feed that stands where it stood has not moved."""
    with bell(hub_url, heads_of(store)) as (mine, told):
        assert told.get(timeout=_PATIENCE_S) == {"shop": 0, "events": 0}
        mine.ring({"shop": 0})
        mine.ring({"shop": 0, "events": 1})
        assert told.get(timeout=_PATIENCE_S) == {"events": 1}


def test_nonsense_on_the_channel_is_passed_over(hub_url: str, store: HubStore) -> None:
    """Whoever else uses the database may ring as they like."""
    with bell(hub_url, heads_of(store)) as (mine, told):
        told.get(timeout=_PATIENCE_S)
        with psycopg.connect(hub_url, autocommit=True) as link:
            for payload in ("", "[1]", '{"shop": "x"}'):
                link.execute("SELECT pg_notify('pos_loyalty_heads', %s)", (payload,))
        mine.ring({"shop": 3})
        assert told.get(timeout=_PATIENCE_S) == {"shop": 3}


def test_what_was_missed_is_found_by_looking(hub_url: str, store: HubStore) -> None:
    """A listener that was cut off looks at the heads once it is back."""
    with bell(hub_url, heads_of(store)) as (_mine, told):
        told.get(timeout=_PATIENCE_S)
        with psycopg.connect(hub_url, autocommit=True) as link:
            link.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
        publish(store, "A")
        assert told.get(timeout=_PATIENCE_S) == {"shop": 1}


def test_without_a_listener_the_heads_are_looked_at(store: HubStore) -> None:
    """A database that cannot be listened to is asked, again and again."""
    nowhere = "postgresql://nobody@/nothing?host=/nowhere"
    with bell(nowhere, heads_of(store)) as (mine, told):
        assert told.get(timeout=_PATIENCE_S) == {"shop": 0, "events": 0}
        mine.ring({"shop": 9})
        publish(store, "A")
        assert told.get(timeout=_PATIENCE_S) == {"shop": 1}
