"""What the hub is found to hold, as gauges."""

from collections.abc import Iterator

from pos_loyalty.domain.hub_reports import HubStanding
from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.hub.metrics import Gauge, Labels


def standing_gauges(standing: HubStanding) -> Iterator[Gauge]:
    """How the hub is, in figures."""
    totals, meta = standing.totals, standing.meta
    yield _one("up", "Whether the database answers.", 1)
    yield _one(
        "incarnation", "How often the hub was put back from a backup, and one.", meta.incarnation
    )
    yield _one("recovering", "Whether it waits for its tills after that.", int(meta.is_recovering))
    yield Gauge(
        "tills",
        "Tills by status.",
        tuple(
            (_label("status", status.value), standing.tills.get(status.value, 0))
            for status in DeviceStatus
        ),
    )
    yield _one(
        "backlog_events",
        "Events that tills have not sent yet, at their last word.",
        standing.backlog,
    )
    yield Gauge(
        "feed_head",
        "How far each feed is.",
        tuple((_label("feed", feed), head) for feed, head in standing.heads.items()),
    )
    yield Gauge(
        "waiting_events",
        "Events that wait for a person.",
        (
            (_label("status", "refused"), totals.refused),
            (_label("status", "exception"), totals.exceptions),
        ),
    )
    yield _one("conflicts", "Conflicts that nobody has looked at.", totals.conflicts)
    yield _one("erasures_unconfirmed", "Erased members whom some till may know.", totals.erasures)
    yield _one("members", "Members.", totals.members)
    yield _one("points", "Points that entries left with members.", totals.points)
    yield _one("shared_points", "Points that tills hold as shares.", totals.shared_points)


def listener_gauge(listeners: int) -> Gauge:
    """How many tills listen for hints."""
    return _one("listeners", "Tills that listen for hints.", listeners)


def worker_gauge(workers: int) -> Gauge:
    """How many processes count together."""
    return _one("workers", "Processes of this hub whose counts are added up here.", workers)


def _one(name: str, said: str, value: float) -> Gauge:
    return Gauge(name, said, (((), value),))


def _label(name: str, value: str) -> Labels:
    return ((name, value),)
