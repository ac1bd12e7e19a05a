"""What a till writes when it hears that another one took the same back before it.

Each till answers for its own reversals only, and writes what is missing until all its reversals
count for what they would have been had it known of the others. So nothing is written twice by two
tills; and where a till writes something again, because its file was put back, it finds its own
words in the hub's feed and takes the surplus off again.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from pos_loyalty.domain.calendar import local_day
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.reversal import quote_amends
from pos_loyalty.storage.doubts import doubtful, settle
from pos_loyalty.storage.event_log import Fact
from pos_loyalty.storage.store import Store, Work
from pos_loyalty.storage.timeline import TimelineShelf

_LOG: Final = logging.getLogger(__name__)


class Amender:
    """Writes it, for one till."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._shelf = TimelineShelf()

    def amend(self) -> bool:
        """Put right what this till took back and another one had taken back before it.

        Whether there was anything. Before there is a program nothing can be told, and it waits.
        """
        with self._store.read() as reading:
            members = doubtful(reading)
            if not reading.shop.program_count():
                return False
        is_any = False
        for member_id in members:
            with self._store.begin() as work:
                is_any |= self._amend(work, member_id)
                work.commit()
        return is_any

    def _amend(self, work: Work, member_id: str) -> bool:
        """Write what this till's reversals of a member took too much; whether there was anything.

        Of whom the history is not here nothing is written: the member is looked at again once it
        has come.
        """
        settle(work, member_id)
        if work.bases.is_based(member_id):
            return False
        timeline = self._shelf.timeline(work)
        fold = Fold(timeline)
        for event in work.history(member_id):
            fold.apply(event)
        at = work.log.effective(self._clock())
        program = timeline.at(at)
        due = quote_amends(fold, work.log.device().device_id, draws_held=work.draws.held_ids())
        for happening, partner in due:
            work.record(
                Fact(
                    happening=happening,
                    member_id=member_id,
                    effective_at=at,
                    occurred_at=at,
                    business_day=local_day(at, program.program.zone).isoformat(),
                    program_version=program.number,
                    partner=partner,
                )
            )
        if due:
            work.projections.drop_states_of([member_id])
            _LOG.info("what two tills took back of member %s counts once now", member_id)
        return bool(due)
