"""Shares of members' points: how many this till may burn without asking, and out of which.

A till that is not paired with a hub is alone and may burn all that there is.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import msgspec

from pos_loyalty.domain.shares import Grant, GrantRow, GrantState, SharePart
from pos_loyalty.domain.unsent import OwnPoints
from pos_loyalty.storage.codec import decode_as, decode_member_event, encode_json
from pos_loyalty.storage.connection import Connection, Row
from pos_loyalty.storage.hub_link import HubLinkReader
from pos_loyalty.storage.instants import to_us

_COLUMNS: Final = (
    "grant_id, member_id, epoch, parts, token, used, lapsed, state, is_recalled, taken_us"
)
_UNSENT: Final = """
    SELECT type, body FROM outbox WHERE member_id = ? AND seq > ? ORDER BY seq
"""


class _Covered(msgspec.Struct, frozen=True, gc=False):
    """What an event says of shares; the rest of its body is skipped."""

    shares: Mapping[str, int] = {}


_COVERED: Final = msgspec.json.Decoder(_Covered)


class ShareReader:
    """Reads shares."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def left(self, member_id: str, now: datetime) -> int | None:
        """Points that this till may burn at ``now`` without asking, whatever the balance says.

        None where nobody has to be asked: the till stands alone.
        """
        link = HubLinkReader(self._connection).link()
        if link is None:
            return None
        now_us = to_us(now)
        own = self.unsent(member_id, after_seq=link.sent_seq).left_at(now)
        return max(own, 0) + sum(row.left_at(now_us) for row in self.open_ones(member_id))

    def unsent(self, member_id: str, *, after_seq: int) -> OwnPoints:
        """What this till's own events after a place credited to a member, and took."""
        points = OwnPoints()
        for name, body in self._connection.execute(_UNSENT, (member_id, after_seq)):
            event = decode_member_event(name, body)
            if event is not None:
                points.add(event, covered=sum(shares_of(body).values()))
        return points

    def grant(self, grant_id: str) -> GrantRow | None:
        """The share of that id; what lapsed of it before a burn counts as used."""
        return next(self._rows("grant_id = ?", grant_id), None)

    def open_ones(self, member_id: str) -> tuple[GrantRow, ...]:
        """A member's shares that may be burned from, those that end first in front."""
        return tuple(sorted(self._rows("state = 'open' AND member_id = ?", member_id), key=_end))

    def all_open(self) -> tuple[GrantRow, ...]:
        """All shares that may be burned from, oldest first."""
        rows = self._rows("state = 'open'")
        return tuple(sorted(rows, key=lambda row: (row.issued_us, row.grant.grant)))

    def returnable(self, now_us: int) -> tuple[str, ...]:
        """Open shares that the hub has asked back, or of which something lapsed."""
        return tuple(
            row.grant.grant
            for row in self.all_open()
            if row.is_recalled
            or _lapsed(row, now_us)
            or self.unburned(row.grant.grant) > row.grant.points - row.used
        )

    def unburned(self, grant_id: str) -> int:
        """Points of a share that no event has burned, lapsed or not: the hub holds them apart."""
        row = self._connection.execute(
            "SELECT parts, used FROM share WHERE grant_id = ?", (grant_id,)
        ).one()
        return sum(part.points for part in decode_as(tuple[SharePart, ...], row[0])) - int(row[1])

    def _rows(self, condition: str, *values: object) -> Iterator[GrantRow]:
        device: str | None = None
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM share WHERE {condition}", values)
        for row in rows.all():
            device = device or _device(self._connection)
            yield _grant_row(row, device)


class ShareWriter(ShareReader):
    """Takes shares, uses them up and gives them back."""

    def take(self, member_id: str, points: int, now: datetime) -> dict[str, int]:
        """Use up shares for a burn: how many points of it come out of which, for its event.

        What they do not cover comes out of credits of this till's own that were not sent yet; the
        caller has seen to it, by ``left``, that there are enough. Nothing for a till that stands
        alone.
        """
        now_us, taken = to_us(now), dict[str, int]()
        for row in self.open_ones(member_id):
            part = min(points, row.left_at(now_us))
            if part:
                taken[row.grant.grant] = part
                points -= part
                self._use(row, part, lapsed=_lapsed(row, now_us))
        return taken

    def add(self, grant: Grant, *, taken_us: int) -> bool:
        """Keep a share; False where it is here already, whatever became of it."""
        changed = self._connection.execute(
            f"INSERT INTO share ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, 0, 0, 'open', 0, ?)"
            " ON CONFLICT DO NOTHING",
            (
                grant.grant,
                grant.member,
                grant.epoch,
                encode_json(grant.parts),
                grant.token,
                taken_us,
            ),
        ).changed
        return changed == 1

    def put_state(self, grant_id: str, state: GrantState) -> None:
        """Note what became of a share."""
        self._connection.execute(
            "UPDATE share SET state = ? WHERE grant_id = ?", (state.value, grant_id)
        )

    def recall(self, grant_id: str) -> None:
        """The hub asks for a share back; nothing for one that is not here."""
        self._connection.execute("UPDATE share SET is_recalled = 1 WHERE grant_id = ?", (grant_id,))

    def give_up(self) -> None:
        """No share may be burned from any more: the log was put back, nobody knows what is left."""
        self._connection.execute("UPDATE share SET state = 'in-doubt' WHERE state = 'open'")

    def _use(self, row: GrantRow, points: int, *, lapsed: int) -> None:
        """A share of which nothing is left, and nothing lapsed, is at its end for the hub too."""
        self._connection.execute(
            "UPDATE share SET used = used + :points, lapsed = lapsed + :lapsed,"
            " state = CASE WHEN used + :points = :whole THEN 'closed' ELSE state END"
            " WHERE grant_id = :grant",
            {
                "points": points,
                "lapsed": lapsed,
                "whole": row.grant.points,
                "grant": row.grant.grant,
            },
        )


def shares_of(body: bytes) -> Mapping[str, int]:
    """How many points of an event were burned out of which share."""
    # Hardly any event says something of them, and histories are long.
    return _COVERED.decode(body).shares if b'"shares":{' in body else {}


def _lapsed(row: GrantRow, now_us: int) -> int:
    """What has ended of a share by now and was neither burned nor counted so: parts go in order."""
    through = ended = 0
    for part in row.grant.parts:
        through += part.points
        if part.expires_us is not None and part.expires_us <= now_us:
            ended = through
    return max(0, ended - row.used)


def _end(row: GrantRow) -> tuple[bool, int, str]:
    ends = [part.expires_us for part in row.grant.parts if part.expires_us is not None]
    return (not ends, min(ends, default=0), row.grant.grant)


def _device(connection: Connection) -> str:
    device: str = connection.execute("SELECT device_id FROM device_state").value()
    return device


def _grant_row(row: Row, device: str) -> GrantRow:
    parts = decode_as(tuple[SharePart, ...], row[3])
    grant = Grant(
        grant=row[0], member=row[1], device=device, epoch=row[2], parts=parts, token=row[4]
    )
    return GrantRow(
        grant=grant,
        state=GrantState(row[7]),
        used=row[5] + row[6],
        is_recalled=bool(row[8]),
        is_taken=True,
        issued_us=row[9],
    )
