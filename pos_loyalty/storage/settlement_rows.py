"""Points by the partner at which they moved, summed in the database."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from pos_loyalty.domain.ledger import EntryKind
from pos_loyalty.storage.store import Reading

_MOVED: Final = """
    SELECT partner, kind, sum(points) FROM entry
    WHERE business_day BETWEEN ? AND ? GROUP BY partner, kind
"""


def points_by_partner(
    reading: Reading, *, first_day: date, last_day: date
) -> Mapping[str, Mapping[EntryKind, int]]:
    """Points of each kind of entry, by the partner's id; under "" what is the shop's own.

    Both days are in it: they are the business days of the entries.
    """
    found: dict[str, dict[EntryKind, int]] = {}
    period = (first_day.isoformat(), last_day.isoformat())
    for partner, kind, points in reading.connection.execute(_MOVED, period):
        found.setdefault(partner, {})[EntryKind(kind)] = points
    return found
