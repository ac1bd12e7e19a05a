"""The digest of what this till and the others share, from its tables."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from pos_loyalty.domain.shared_digest import Part, SharedParts
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import decode_json, encode_json
from pos_loyalty.storage.connection import Row
from pos_loyalty.storage.instants import optional_instant
from pos_loyalty.storage.store import Reading

_MEMBERS: Final = "SELECT id, status, segments, reference FROM member"
_CARDS: Final = "SELECT member_id, issue, status FROM card"
_ENTRIES: Final = """
    SELECT device, epoch, seq, line, member_id, sale_id, kind, debit_account, credit_account,
        points, effective_us, occurred_us, program_version, partner
    FROM entry
"""
_BASES: Final = "SELECT entries, entry_sum FROM member_base"
_POINTS: Final = """
    SELECT member_id, sum(points) FROM (
        SELECT member_id,
            CASE WHEN credit_account = 'member:' || member_id THEN points ELSE -points END AS points
        FROM entry
        UNION ALL SELECT member_id, points FROM member_base WHERE entries > 0
    ) GROUP BY member_id
"""
_NEWEST: Final = "SELECT max(effective_us) FROM entry"


@dataclass(frozen=True, slots=True)
class SharedDigest:
    """The parts and their digest. ``points`` are those that entries ever left with members.

    ``as_of`` is the effective time of the newest entry, None for a ledger without any.
    """

    parts: SharedParts
    points: int
    as_of: datetime | None

    @property
    def digest(self) -> str:
        """One hash over all parts."""
        return self.parts.digest


def shared_digest(reading: Reading) -> SharedDigest:
    """The digest of the instant that ``reading`` sees."""
    run = reading.connection.execute
    entries = Part.of(map(encode_json, run(_ENTRIES)))
    for count, entry_sum in run(_BASES):
        entries += Part.known(entry_sum, count)
    standing = run(_POINTS).all()
    return SharedDigest(
        parts=SharedParts(
            members=Part.of(map(encode_json, _members(reading))),
            cards=Part.of(map(encode_json, run(_CARDS))),
            entries=entries,
            balances=Part.of(map(encode_json, standing)),
        ),
        points=sum(points for _member, points in standing),
        as_of=optional_instant(run(_NEWEST).value()),
    )


def _members(reading: Reading) -> Iterator[Row]:
    for id_, status, segments, reference in reading.connection.execute(_MEMBERS):
        yield id_, status, decode_json(segments), reference
