"""Shares as the hub keeps them: what each till was given, and what is still on its way."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec

from pos_loyalty.domain.shares import Grant, GrantRow, GrantState, SharePart
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.hub_rows import Link, Row, storable

# Whoever waited here for another one sees a row that changed after its own instant, and is sent
# back to begin anew: in a transaction of one instant a mere lock would let it go on with old news.
_LOCK: Final = """
    INSERT INTO account (member_id, turns) VALUES (%s, 1)
    ON CONFLICT (member_id) DO UPDATE SET turns = account.turns + 1
"""
_COLUMNS: Final = (
    "id, member_id, device, epoch, parts, token, state, used, is_recalled, is_taken, issued_us"
)
_READ: Final = f"SELECT {_COLUMNS} FROM share WHERE id = %s FOR UPDATE"
_LOOK: Final = f"SELECT {_COLUMNS} FROM share WHERE id = ANY(%s) ORDER BY id"
_LOOK_AROUND: Final = f"""
    SELECT {_COLUMNS} FROM share WHERE state IN ('open', 'in-doubt') AND member_id = %s ORDER BY id
"""
_OPEN: Final = f"SELECT {_COLUMNS} FROM share WHERE state IN ('open', 'in-doubt')"
_OPEN_OF: Final = {
    (False, False): f"{_OPEN} ORDER BY id FOR UPDATE",
    (True, False): f"{_OPEN} AND member_id = %(member)s ORDER BY id FOR UPDATE",
    (False, True): f"{_OPEN} AND device = %(device)s ORDER BY id FOR UPDATE",
    (True, True): (
        f"{_OPEN} AND member_id = %(member)s AND device = %(device)s ORDER BY id FOR UPDATE"
    ),
}
_PUT: Final = """
    INSERT INTO share (id, member_id, device, epoch, points, parts, token, state, used,
        is_recalled, is_taken, issued_us)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, used = excluded.used,
        is_recalled = excluded.is_recalled, is_taken = excluded.is_taken
"""
_TRANSIT: Final = "SELECT coalesce(sum(points), 0)::bigint FROM transit WHERE member_id = %s"
_ARRIVED: Final = "DELETE FROM transit WHERE device = %s AND member_id = ANY(%s)"
_ON_THE_WAY: Final = """
    INSERT INTO transit (member_id, device, points)
    SELECT member_id, %s, points FROM unnest(%s::text[], %s::bigint[]) AS row (member_id, points)
    ON CONFLICT (member_id, device) DO UPDATE SET points = excluded.points
"""
_PARTS: Final = msgspec.json.Decoder(tuple[SharePart, ...])


def lock_member(link: Link, member: str) -> None:
    """One at a time for each member, until the end of the transaction."""
    link.execute(_LOCK, (member,))


def read_grant(link: Link, grant: str) -> GrantRow | None:
    """A share, locked."""
    found = link.execute(_READ, (grant,)).fetchone()
    return None if found is None else _grant(found)


def open_grants(
    link: Link, *, member: str | None = None, device: str | None = None
) -> Sequence[GrantRow]:
    """Shares that are open or in doubt, locked; of a member, of a till, of both or of all."""
    statement = _OPEN_OF[member is not None, device is not None]
    return [_grant(row) for row in link.execute(statement, {"member": member, "device": device})]


def seen_grants(link: Link, grants: Collection[str]) -> Sequence[GrantRow]:
    """Shares of these ids, without a lock: for who only looks."""
    return [_grant(row) for row in link.execute(_LOOK, ([storable(each) for each in grants],))]


def seen_grants_of(link: Link, member: str) -> Sequence[GrantRow]:
    """A member's shares that are open or in doubt, without a lock."""
    return [_grant(row) for row in link.execute(_LOOK_AROUND, (member,))]


def put_grant(link: Link, row: GrantRow) -> None:
    """A new share, or how a known one stands now. What was granted never changes."""
    grant = row.grant
    link.execute(
        _PUT,
        (
            grant.grant,
            grant.member,
            grant.device,
            grant.epoch,
            grant.points,
            encode_json(grant.parts).decode(),
            grant.token,
            row.state.value,
            row.used,
            row.is_recalled,
            row.is_taken,
            row.issued_us,
        ),
    )


def transit(link: Link, member: str) -> int:
    """Points of a member that are on the way."""
    found = link.execute(_TRANSIT, (member,)).fetchone()
    return int(found[0]) if found else 0


def put_transit(link: Link, device: str, points: Mapping[str, int]) -> None:
    """What a till says now of these members."""
    arrived = sorted(storable(member) for member, count in points.items() if count <= 0)
    waiting = sorted((storable(member), count) for member, count in points.items() if count > 0)
    if arrived:
        link.execute(_ARRIVED, (device, arrived))
    if waiting:
        members = [member for member, _count in waiting]
        link.execute(_ON_THE_WAY, (device, members, [count for _member, count in waiting]))


def clear_transit(link: Link, device: str) -> None:
    """Nothing of a till's is on the way any more."""
    link.execute("DELETE FROM transit WHERE device = %s", (device,))


def _grant(row: Row) -> GrantRow:
    id_, member, device, epoch, parts, token, state, used, is_recalled, is_taken, issued_us = row
    grant = Grant(
        grant=id_,
        member=member,
        device=device,
        epoch=epoch,
        parts=_PARTS.decode(parts),
        token=token,
    )
    return GrantRow(
        grant=grant,
        state=GrantState(state),
        used=used,
        is_recalled=is_recalled,
        is_taken=is_taken,
        issued_us=issued_us,
    )
