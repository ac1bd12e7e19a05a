"""Takes in all that happened to one member, in the place of where the member stood."""

import logging
from datetime import datetime
from typing import Final

from pos_loyalty.storage.arrivals import UNREADABLE, Arrival, DayOf, PlaceTakenError, take_in
from pos_loyalty.storage.errors import Edge
from pos_loyalty.storage.store import Work
from pos_loyalty.sync.protocol import NEWEST, MemberHistory

_EDGE: Final = Edge()
_LOG: Final = logging.getLogger(__name__)


def take_history(work: Work, history: MemberHistory, *, day_of: DayOf, now: datetime) -> bool:
    """Take a member's history in, whole; whether it was: otherwise nothing is to be committed.

    Half of it would be taken for all. What the till knows of the member is better than that: where
    the hub was put back since and lacks some of it, and where some of it cannot be read.
    """
    link = work.hub.link()
    if link is None or history.incarnation not in {0, link.incarnation}:
        return False
    if any(change.min_version > NEWEST for change in history.events):
        return False
    work.bases.take(history.member)
    arrivals = [Arrival(bytes(change.body)) for change in history.events]
    try:
        with _EDGE:
            laid_by = take_in(work, arrivals, day_of=day_of, now=now)
    except (*UNREADABLE, PlaceTakenError) as error:
        _LOG.warning("a history cannot be taken in: %s", type(error).__name__)
        return False
    if laid_by:
        _LOG.warning("of a history %s events cannot be taken in", len(laid_by))
        return False
    work.projections.drop_states_of([history.member])
    return True
