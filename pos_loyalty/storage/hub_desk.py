"""What the hub's operator looks at: how much there is, and what waits for a person."""

from collections.abc import Mapping, Sequence
from typing import Final, LiteralString

import msgspec

from pos_loyalty.domain.desk_acts import DeskAct, DeskActKind
from pos_loyalty.domain.hub_reports import ErasureLine, HubTotals, RefusedLine
from pos_loyalty.domain.shared_records import Conflict, Stamped
from pos_loyalty.storage.hub_events import INBOX_COLUMNS, EventRows, inbox_row
from pos_loyalty.storage.hub_rows import Link, Row, storable

# An erased member, and a till that was there before and has not said that it forgot them. The till
# that erased has; one that is gone for good cannot.
_WAITING_ERASURES: Final = """
    SELECT record.key, stamp.at_us, device.name
    FROM record
        CROSS JOIN LATERAL (
            SELECT ((fields::json -> 'status' ->> 'hlc')::bigint >> 16) * 1000 AS at_us,
                fields::json -> 'status' ->> 'device' AS device
        ) AS stamp
        JOIN device ON device.status <> 'gone' AND device.enrolled_us < stamp.at_us
            AND device.device <> stamp.device
    WHERE record.kind = 'member' AND record.status = 'erased'
        AND NOT EXISTS (
            SELECT 1 FROM inbox
            WHERE inbox.type = 'erasure-confirmed' AND inbox.member_id = record.key
                AND inbox.device = device.device
        )
"""
_ERASURES: Final = f"""
    WITH waiting AS ({_WAITING_ERASURES})
    SELECT key, at_us, array_agg(name ORDER BY name) FROM waiting
    GROUP BY key, at_us ORDER BY at_us, key LIMIT %s
"""
_NOT_DONE: Final[LiteralString] = (
    "NOT EXISTS (SELECT 1 FROM desk_act WHERE kind = 'done' AND subject = inbox.id)"
)
_TOTALS: Final = f"""
    SELECT
        (SELECT count(*) FROM record WHERE kind = 'member'),
        coalesce(sum(events), 0)::bigint, coalesce(sum(entries), 0)::bigint,
        coalesce(sum(points), 0),
        (SELECT coalesce(sum(greatest(points - used, 0)), 0)::bigint FROM share
            WHERE state IN ('open', 'in-doubt')),
        (SELECT count(*) FROM inbox WHERE status = 'refused' AND {_NOT_DONE}),
        (SELECT count(*) FROM inbox WHERE status = 'exception' AND {_NOT_DONE}),
        (SELECT count(*) FROM conflict WHERE settled_us IS NULL),
        (SELECT count(DISTINCT key) FROM ({_WAITING_ERASURES}) AS waiting)
    FROM tally
"""
_HELD: Final = """
    SELECT device, sum(greatest(points - used, 0))::bigint FROM share
    WHERE state IN ('open', 'in-doubt') GROUP BY device
"""
_WAITING: Final = f"""
    SELECT coalesce((SELECT name FROM device WHERE device.device = inbox.device), device),
        {INBOX_COLUMNS}
    FROM inbox WHERE status <> 'applied' AND {_NOT_DONE}
    ORDER BY received_us DESC, device DESC, epoch DESC, seq DESC LIMIT %s
"""
_DONE: Final = f"""
    SELECT coalesce((SELECT name FROM device WHERE device.device = inbox.device), device),
        at_us, kind, desk_act.subject, person, note, {INBOX_COLUMNS}
    FROM desk_act JOIN inbox ON inbox.id = desk_act.subject
    WHERE kind = 'done' AND status <> 'applied'
    ORDER BY at_us DESC, device DESC, epoch DESC, seq DESC LIMIT %s
"""
_ADD_ACT: Final = """
    INSERT INTO desk_act (at_us, kind, subject, person, note) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""
_ACTS: Final = """
    SELECT at_us, kind, subject, person, note FROM desk_act WHERE subject = %s ORDER BY at_us, kind
"""
_NAME: Final = "SELECT name FROM device WHERE device = %s"
_CONFLICTS: Final = """
    SELECT kind, key, field, taken, "left", noticed_us FROM conflict
    WHERE settled_us IS NULL ORDER BY noticed_us DESC, kind, key, field LIMIT %s
"""
_SETTLE: Final = """
    UPDATE conflict SET settled_us = %s
    WHERE kind = %s AND key = %s AND field = %s AND left_hlc = %s AND left_device = %s
        AND settled_us IS NULL
"""
_STAMPED: Final = msgspec.json.Decoder(Stamped)


def totals(link: Link) -> HubTotals:
    """How much the hub holds."""
    found = link.execute(_TOTALS).fetchone()
    if found is None:
        return HubTotals()
    members, events, entries, points, shared, refused, exceptions, conflicts_, erasures_ = found
    return HubTotals(
        members=members,
        events=events,
        entries=entries,
        points=int(points),
        shared_points=shared,
        refused=refused,
        exceptions=exceptions,
        conflicts=conflicts_,
        erasures=erasures_,
    )


def shares_held(link: Link) -> Mapping[str, int]:
    """Points that each till holds apart."""
    return dict(link.execute(_HELD).fetchall())


def waiting_events(link: Link, *, limit: int) -> Sequence[RefusedLine]:
    """Events that a person should see, newest first."""
    return [
        RefusedLine(row=inbox_row(row[1:]), till=row[0]) for row in link.execute(_WAITING, (limit,))
    ]


def done_events(link: Link, *, limit: int) -> Sequence[RefusedLine]:
    """Events that somebody has dealt with and left as they are, the latest first."""
    return [
        RefusedLine(row=inbox_row(row[6:]), till=row[0], done=_act(row[1:6]))
        for row in link.execute(_DONE, (limit,))
    ]


def add_act(link: Link, act: DeskAct) -> bool:
    """Keep what an operator did; False where the same was done before."""
    given = (
        act.at_us,
        act.kind.value,
        storable(act.subject),
        storable(act.person),
        storable(act.note),
    )
    return link.execute(_ADD_ACT, given).rowcount == 1


def acts(link: Link, subject: str) -> Sequence[DeskAct]:
    """What operators did about something, oldest first."""
    return [_act(row) for row in link.execute(_ACTS, (storable(subject),))]


def accept_event(link: Link, events: EventRows, event: str) -> RefusedLine | None:
    """Book an event that waited; as it waited."""
    row = events.waiting(event)
    if row is None or not events.accept(row):
        return None
    found = link.execute(_NAME, (row.device,)).fetchone()
    return RefusedLine(row=row, till=found[0] if found else row.device)


def conflicts(link: Link, *, limit: int) -> Sequence[Conflict]:
    """Fields that two tills changed apart, newest first."""
    return [
        Conflict(
            kind=kind,
            key=key,
            field=field,
            taken=_STAMPED.decode(taken),
            left=_STAMPED.decode(left),
            noticed_us=noticed_us,
        )
        for kind, key, field, taken, left, noticed_us in link.execute(_CONFLICTS, (limit,))
    ]


def settle_conflict(link: Link, conflict: Conflict, *, now_us: int) -> bool:
    """Somebody has looked at it; False when it was settled before."""
    left = conflict.left
    place = (conflict.kind, conflict.key, conflict.field, left.hlc, left.device)
    return link.execute(_SETTLE, (now_us, *place)).rowcount == 1


def erasures(link: Link, *, limit: int) -> Sequence[ErasureLine]:
    """Erased members of whom some till still knows, oldest first."""
    return [
        ErasureLine(member=member, erased_us=at_us, waiting=tuple(names))
        for member, at_us, names in link.execute(_ERASURES, (limit,))
    ]


def _act(row: Row) -> DeskAct:
    at_us, kind, subject, person, note = row
    return DeskAct(at_us=at_us, kind=DeskActKind(kind), subject=subject, person=person, note=note)
