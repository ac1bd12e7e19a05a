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

from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.program import ProgramTimeline, ProgramVersion
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.reversal import quote_amends
from pos_loyalty.storage.codec import decode_json
from pos_loyalty.storage.doubts import settle
from pos_loyalty.storage.event_log import Fact
from pos_loyalty.storage.store import Work

_LOG: Final = logging.getLogger(__name__)


def amend_member(
    work: Work, member_id: str, *, now: datetime, day_of: Callable[[datetime], str]
) -> bool:
    """Write what this till's reversals of a member took too much; whether there was anything.

    Of whom the history is not here nothing is written: he is looked at again once it has come.
    """
    settle(work, member_id)
    timeline = _timeline(work)
    if timeline is None or work.bases.is_based(member_id):
        return False
    fold = Fold(timeline)
    for event in work.history(member_id):
        fold.apply(event)
    at = work.log.effective(now)
    due = quote_amends(fold, work.log.device().device_id, draws_held=work.draws.held_ids())
    for happening, partner in due:
        work.record(
            Fact(
                happening=happening,
                member_id=member_id,
                effective_at=at,
                occurred_at=at,
                business_day=day_of(at),
                program_version=timeline.at(at).number,
                partner=partner,
            )
        )
    if due:
        work.projections.drop_states_of([member_id])
        _LOG.info("what two tills took back of member %s counts once now", member_id)
    return bool(due)


def _timeline(work: Work) -> ProgramTimeline | None:
    versions = tuple(
        ProgramVersion(record.number, record.valid_from, read_program(decode_json(record.document)))
        for record in work.shop.program_versions()
    )
    return ProgramTimeline(versions) if versions else None
