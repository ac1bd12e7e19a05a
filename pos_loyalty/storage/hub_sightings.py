"""Where cards were shown of late, as the hub keeps it for a day."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from pos_loyalty.domain.sightings import REMEMBERED, Placed, Sighting
from pos_loyalty.storage.hub_rows import Link, storable
from pos_loyalty.storage.instants import from_us, to_us

# Of two tills that tell of one card at the same time, the second has to see the first. In the
# order of the locks, which two members may share.
_LOCK: Final = """
    SELECT pg_advisory_xact_lock(hashtext('sighting'), lock)
    FROM (
        SELECT DISTINCT hashtext(member) AS lock
        FROM unnest(%s::text[]) AS row (member) ORDER BY lock
    ) AS locks
"""
_ERASED: Final = """
    SELECT key FROM record WHERE kind = 'member' AND status = 'erased' AND key = ANY(%s)
"""
_READ: Final = """
    SELECT place, member_id, issue, step, device, site, seen_us FROM sighting
    WHERE member_id = ANY(%s) ORDER BY member_id, place
"""
_ADD: Final = """
    INSERT INTO sighting (member_id, place, issue, step, device, site, seen_us, until_us)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
# Whoever else forgets the same ones at this moment is not waited for.
_DROP: Final = """
    DELETE FROM sighting WHERE (member_id, place) IN (
        SELECT member_id, place FROM sighting WHERE until_us <= %s
        ORDER BY until_us LIMIT 100 FOR UPDATE SKIP LOCKED
    )
"""
_FORGET: Final = "DELETE FROM sighting WHERE member_id = ANY(%s)"


def read(link: Link, members: Collection[str]) -> Mapping[str, Sequence[Placed]]:
    """Where cards of members were shown, in the order in which it was told, locked."""
    names = sorted({storable(member) for member in members})
    if not names:
        return {}
    _lock(link, names)
    # After the lock: whoever erases somebody holds it too.
    erased = {key for (key,) in link.execute(_ERASED, (names,))}
    found: dict[str, list[Placed]] = {name: [] for name in names if name not in erased}
    for place, member, issue, step, device, site, seen_us in link.execute(_READ, (names,)):
        if member in found:
            sighting = Sighting(
                member_id=member,
                issue=issue,
                step=step,
                device_id=device,
                site=site,
                seen_at=from_us(seen_us),
            )
            found[member].append(Placed(place, sighting))
    return found


def add(link: Link, rows: Sequence[Placed], *, now_us: int) -> None:
    """Keep these for a day."""
    if not rows:
        return
    with link.cursor() as cursor:
        cursor.executemany(_ADD, [_values(row, now_us) for row in rows])


def drop(link: Link, *, now_us: int) -> None:
    """Forget some of those whose day is over."""
    link.execute(_DROP, (now_us,))


def forget(link: Link, members: Collection[str]) -> None:
    """Forget all of these members, and what is told of them at this moment."""
    names = sorted(members)
    _lock(link, names)
    link.execute(_FORGET, (names,))


def _lock(link: Link, names: Sequence[str]) -> None:
    link.execute(_LOCK, (names,))


def _values(row: Placed, now_us: int) -> tuple[object, ...]:
    sighting = row.sighting
    return (
        sighting.member_id,
        row.place,
        sighting.issue,
        sighting.step,
        sighting.device_id,
        sighting.site,
        to_us(sighting.seen_at),
        # A till's clock may be ahead.
        to_us(min(sighting.seen_at, from_us(now_us)) + REMEMBERED),
    )
