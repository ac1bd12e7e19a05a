"""Whether an event can be kept and counted at all: what no database, sum or calendar has room for.

A till of ours writes no such thing. One that is broken, or whose key was stolen, may; and what was
taken in once is folded again and again, here and at every till. So it is kept aside before.
"""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from pos_loyalty.domain.events import MOST_POINTS, MemberEvent
from pos_loyalty.domain.ledger import entries_of
from pos_loyalty.storage.codec import Envelope

_LONGEST_ID: Final = 200
"""Characters; an index has room for three of them in one row."""
# A day from both ends of the calendar: in some zone it is another day already.
_FIRST: Final = datetime(1, 1, 2, tzinfo=UTC)
_LAST: Final = datetime(9999, 12, 30, tzinfo=UTC)


def check_said(said: Envelope[Any]) -> None:
    """See that it can be kept. Raises ValueError."""
    names = (said.id, said.type, *said.shares)
    if not all(map(_is_name, names if said.member is None else (*names, said.member))):
        raise ValueError(names)
    numbers = (said.program, *said.shares.values())
    if not all(0 <= number <= MOST_POINTS for number in numbers):
        raise ValueError(numbers)
    _check_plain((said.position.effective_at, said.occurred))


def check_event(event: MemberEvent) -> None:
    """See that it can be counted, and folded with others. Raises ValueError."""
    _check_plain(event.happening)
    if any(entry.points > MOST_POINTS for entry in entries_of(event)):
        raise ValueError(event.position)


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_ID and "\0" not in text


def _check_plain(value: object) -> None:
    """Look into all that a value is made of. Raises ValueError."""
    if isinstance(value, datetime):
        if value.tzinfo is None or not _FIRST <= value <= _LAST:
            raise ValueError(value)
    elif isinstance(value, tuple):
        for each in value:
            _check_plain(each)
    else:
        kind: Any = type(value)
        for name in _parts(kind):
            _check_plain(getattr(value, name))


@lru_cache(maxsize=256)
def _parts(kind: type) -> Iterable[str]:
    """Names of what a value is made of; of a plain one there are none."""
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()
