"""Members whom nobody here has heard of, thousands at a time, as the hub tells of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, islice, repeat
from typing import Any, Final

import msgspec

from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.member_parts import (
    BASE_COLUMNS,
    CARD_COLUMNS,
    MEMBER_COLUMNS,
    STAMP_COLUMNS,
    Columns,
    MemberPart,
    rows,
)
from pos_loyalty.storage.projections import ProjectionWriter
from pos_loyalty.storage.records import MemberStatus, UsageKind
from pos_loyalty.storage.search_gap import leave_gap
from pos_loyalty.storage.search_words import take_words
from pos_loyalty.storage.stamp_origins import HERE, origin_numbers
from pos_loyalty.storage.uses import read_uses

_AT_ONCE: Final = 50
"""Rows of one statement: a quarter faster than one by one, and more are no faster."""

_FILLED: Final = " ON CONFLICT (id) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in MEMBER_COLUMNS if name != "id"
)
_NAME: Final = "INSERT INTO member (id, status, enrolled_us, hlc, consents) VALUES (?, ?, ?, 0, ?)"
_KNOWN: Final = """
    SELECT id FROM member WHERE id > :after AND id <= :to AND hlc > 0
    UNION SELECT member_id FROM card WHERE member_id > :after AND member_id <= :to
"""
_NAMED: Final = "SELECT id FROM member WHERE id > ? AND id <= ? AND hlc = 0"
_HERE: Final = "SELECT id FROM member WHERE id IN (SELECT value FROM json_each(?))"
_USES: Final = msgspec.json.Decoder(dict[str, int])


def known_between(connection: Connection, *, after: str, to: str) -> AbstractSet[str]:
    """Members with an id after ``after`` up to ``to`` of whom more is here than the id."""
    return set(connection.execute(_KNOWN, {"after": after, "to": to}).column())


def named_between(connection: Connection, *, after: str, to: str) -> AbstractSet[str]:
    """Those of whom somebody spoke, and no more is here."""
    return set(connection.execute(_NAMED, (after, to)).column())


def add_members(
    connection: Connection, part: MemberPart, *, named: Collection[str], own: str
) -> None:
    """Add the members of a part with cards and stamps; of none of them more than an id is here.

    ``named`` are those of whom that is here. The words that find them are added later. Raises
    ValueError for a part that does not fit together.
    """
    numbers = (HERE, *origin_numbers(connection, part.origins[1:], own=own))
    ids = part.ids
    filled = [member for member in ids if member in named] if named else []
    _insert(
        connection,
        "member",
        MEMBER_COLUMNS,
        _placed(part.members, numbers),
        otherwise=_FILLED if filled else "",
    )
    # Whoever was named had no words, and perhaps a row for them.
    again = sum(take_words(connection, member) is not None for member in filled)
    added = len(ids) - len(filled) + again + _name(connection, _others(connection, part))
    if added:
        leave_gap(connection, from_id=min(chain(ids, part.named, _referrers(part))), members=added)
    _insert(connection, "card", CARD_COLUMNS, _placed(part.cards, numbers))
    _insert(connection, "record_stamp", STAMP_COLUMNS, part.stamps, always={"is_dirty": 0})


def add_bases(connection: Connection, part: MemberPart, *, feed_seq: int) -> None:
    """Keep where the members of a part stand, and count what they used on the way there."""
    always = {"feed_seq": feed_seq, "is_stale": 0}
    _insert(connection, "member_base", BASE_COLUMNS, part.bases, always=always)
    uses: Counter[tuple[UsageKind, str]] = Counter()
    for said, times in Counter(part.bases.get("uses", ())).items():
        for use, amount in read_uses(_USES.decode(said)).items():
            uses[use] += times * amount
    counters = ProjectionWriter(connection)
    for (kind, subject), amount in uses.items():
        counters.add_usage(kind, subject, amount)


def _others(connection: Connection, part: MemberPart) -> dict[str, int]:
    """Who is spoken of and not here yet, and since when somebody knows of them at least."""
    wanted = dict.fromkeys(part.named, 0)
    referrers = _referrers(part)
    if referrers:
        told = zip(part.members["referrer_id"], part.members["enrolled_us"], strict=True)
        wanted.update((referrer, since) for referrer, since in told if referrer in referrers)
    if not wanted:
        return wanted
    here = connection.execute(_HERE, (encode_json(list(wanted)).decode(),))
    for member in here.column():
        del wanted[member]
    return wanted


def _referrers(part: MemberPart) -> Collection[str]:
    """Who brought somebody, and comes later."""
    return set(part.members.get("referrer_id", ())) - {None} - set(part.ids)


def _name(connection: Connection, members: dict[str, int]) -> int:
    active = MemberStatus.ACTIVE.value
    connection.execute_many(_NAME, ((name, active, us, b"{}") for name, us in members.items()))
    return len(members)


def _placed(columns: Columns, numbers: Sequence[int]) -> Columns:
    """The same, with the numbers that tills have here."""
    if "origin" not in columns:
        return columns
    return {**columns, "origin": [numbers[place] for place in columns["origin"]]}


def _insert(
    connection: Connection,
    table: str,
    names: Sequence[str],
    columns: Columns,
    *,
    always: Mapping[str, object] | None = None,
    otherwise: str = "",
) -> None:
    """Write columns down, many rows to a statement; ``always`` are those of one value."""
    fixed = always or {}
    count = len(next(iter(columns.values()), ()))
    values = map(chain, rows(columns, names), repeat(tuple(fixed.values())))
    into = f"INSERT INTO {table} ({', '.join((*names, *fixed))}) VALUES "
    row = f"({', '.join('?' * (len(names) + len(fixed)))})"
    whole, rest = divmod(count, _AT_ONCE)
    for at_once, times in ((_AT_ONCE, whole), (rest, min(rest, 1))):
        if times:
            statement = into + ", ".join([row] * at_once) + otherwise
            connection.execute_many(statement, _joined(values, at_once, times))


def _joined(values: Iterator[Iterable[Any]], at_once: int, times: int) -> Iterator[tuple[Any, ...]]:
    for _ in range(times):
        yield tuple(chain.from_iterable(islice(values, at_once)))
