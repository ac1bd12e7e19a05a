"""One hash over what all tills of a shop share: two that tell the same hold the same.

What belongs to one till alone is not in it: its places and numbers, its slips, its settings, the
moment at which it is asked. Nor is a word about a person, so that it may be told to anybody.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.connection import Row
from pos_loyalty.storage.instants import from_us
from pos_loyalty.storage.store import Reading

_MEMBERS: Final = """
    SELECT id, status, hex(segments), reference FROM member ORDER BY id
"""
_CARDS: Final = "SELECT member_id, issue, status FROM card ORDER BY member_id, issue"
_ENTRIES: Final = """
    SELECT device, epoch, seq, line, member_id, sale_id, kind, debit_account, credit_account,
        points, effective_us, occurred_us, business_day, program_version, partner
    FROM entry ORDER BY device, epoch, seq, line
"""
_POINTS: Final = """
    SELECT member_id,
        sum(CASE WHEN credit_account = 'member:' || member_id THEN points ELSE -points END)
    FROM entry GROUP BY member_id ORDER BY member_id
"""
_NEWEST: Final = "SELECT max(effective_us) FROM entry"


@dataclass(frozen=True, slots=True)
class Part:
    """The hash of some rows, and how many they are."""

    digest: str
    rows: int


@dataclass(frozen=True, slots=True)
class SharedDigest:
    """The hash over all parts. ``points`` are those that entries ever left with members.

    ``as_of`` is the effective time of the newest entry, None for a ledger without any.
    """

    digest: str
    members: Part
    cards: Part
    entries: Part
    balances: Part
    points: int
    as_of: datetime | None


def shared_digest(reading: Reading) -> SharedDigest:
    """The digest of the instant that ``reading`` sees."""
    run = reading.connection.execute
    members, cards, entries = _part(run(_MEMBERS)), _part(run(_CARDS)), _part(run(_ENTRIES))
    standing = run(_POINTS).all()
    balances = _part(standing)
    whole = hashlib.sha256()
    for part in (members, cards, entries, balances):
        whole.update(bytes.fromhex(part.digest))
    newest_us = run(_NEWEST).value()
    return SharedDigest(
        digest=whole.hexdigest(),
        members=members,
        cards=cards,
        entries=entries,
        balances=balances,
        points=sum(points for _member, points in standing),
        as_of=None if newest_us is None else from_us(newest_us),
    )


def _part(rows: Iterable[Row]) -> Part:
    found, count = hashlib.sha256(), 0
    for row in rows:
        # A line each: two rows never read as one.
        found.update(encode_json(row) + b"\n")
        count += 1
    return Part(found.hexdigest(), count)
