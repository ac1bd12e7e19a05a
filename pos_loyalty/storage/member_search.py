"""Finding a member by what somebody at the counter says.

Each way to look reads a handful of rows of one index, whatever the number of members;
nothing counts all hits.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.folding import folded, folded_address, national_digits
from pos_loyalty.storage.search_gap import SearchGap, search_gap

SHOWN: Final = 20

_SHORTEST_PHONE: Final = 3
_SHORTEST_NUMBER: Final = 5
_TRIGRAM: Final = 3
_LOOKED_THROUGH: Final = 1_000
_PHONE: Final = re.compile(r"[\d\s()+/.-]+", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9A-Z]+", re.ASCII)
_SEPARATORS: Final = re.compile(r"[\s-]+")
_LAST_LETTER: Final = "\U0010ffff"
"""Greater than anything that is searched, in the order in which SQLite compares."""


@dataclass(frozen=True, slots=True)
class MemberHit:
    """A member as a list of hits shows them."""

    id: str
    status: str
    given_name: str | None
    family_name: str | None
    phone: str | None
    email: str | None
    birthday: str | None


@dataclass(frozen=True, slots=True)
class MemberHits:
    """The first hits, best first. ``more`` says that the list was cut.

    While there is a ``gap``, members may be missing.
    """

    hits: tuple[MemberHit, ...] = ()
    more: bool = False
    gap: SearchGap | None = None


def find_members(connection: Connection, text: str) -> MemberHits:
    """Members whose name, phone, e-mail or number has ``text`` in it.

    A number of another system is found whole only.
    """
    found = dict.fromkeys(islice(_each_once(_ids(connection, text)), SHOWN + 1))
    hits = tuple(_hit(connection, member_id) for member_id in list(found)[:SHOWN])
    return MemberHits(hits, more=len(found) > SHOWN, gap=search_gap(connection))


def _each_once(ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for member_id in ids:
        if member_id not in seen:
            seen.add(member_id)
            yield member_id


def _ids(connection: Connection, text: str) -> Iterator[str]:
    """Hits in the order of the likeliest meaning; later ways are tried only when needed."""
    yield from _by_reference(connection, " ".join(text.split()))
    number = _SEPARATORS.sub("", text).upper()
    if len(number) >= _SHORTEST_NUMBER and _NUMBER.fullmatch(number):
        yield from _by_number(connection, number)
    if _PHONE.fullmatch(text.strip()):
        yield from _by_phone(connection, national_digits(text))
        return
    if "@" not in text:
        words = folded(text)
        yield from _by_prefix(connection, "family_first", words)
        yield from _by_prefix(connection, "given_first", words)
        yield from _inside(connection, words.split())
    yield from _by_prefix(connection, "email", folded_address(text))


def _by_reference(connection: Connection, reference: str) -> Iterator[str]:
    rows = connection.execute(
        "SELECT id FROM member WHERE reference = ? AND status <> 'erased'", (reference,)
    ).all()
    yield from (member_id for (member_id,) in rows)


def _by_number(connection: Connection, number: str) -> Iterator[str]:
    # What people read from a card ends in a check character that is no part of the id.
    rows = connection.execute(
        "SELECT id FROM member WHERE id >= ? AND id < ? AND status <> 'erased'"
        " UNION ALL SELECT id FROM member WHERE id = ? AND status <> 'erased' LIMIT ?",
        (number, number + _LAST_LETTER, number[:-1], SHOWN + 1),
    ).all()
    yield from (member_id for (member_id,) in rows)


def _by_phone(connection: Connection, digits: str) -> Iterator[str]:
    if len(digits) >= _SHORTEST_PHONE:
        yield from _by_prefix(connection, "phone", digits)
        yield from _by_prefix(connection, "phone_reversed", digits[::-1])


def _by_prefix(connection: Connection, kind: str, prefix: str) -> Iterator[str]:
    if not prefix:
        return
    # Crossed, so that hits keep the order in which their words stand.
    rows = connection.execute(
        "SELECT member_id FROM (SELECT docid FROM member_word"
        " WHERE kind = ? AND word >= ? AND word < ? ORDER BY word LIMIT ?)"
        " CROSS JOIN member_search USING (docid)",
        (kind, prefix, prefix + _LAST_LETTER, SHOWN + 1),
    ).all()
    yield from (member_id for (member_id,) in rows)


def _inside(connection: Connection, words: list[str]) -> Iterator[str]:
    """Names that hold each long word anywhere, and each short one at a word's beginning.

    There are no trigrams of short words, so for them a bounded number of names is read.
    """
    long_words = [word for word in words if len(word) >= _TRIGRAM]
    short_words = [word for word in words if len(word) < _TRIGRAM]
    if not long_words:
        return
    rows = connection.execute(
        "SELECT member_id, name FROM (SELECT rowid, name FROM member_name"
        " WHERE member_name MATCH ? LIMIT ?)"
        " CROSS JOIN member_search ON docid = rowid",
        (
            " AND ".join(f'"{word}"' for word in long_words),
            _LOOKED_THROUGH if short_words else SHOWN * 2,
        ),
    ).all()
    for member_id, name in rows:
        if all(f" {word}" in f" {name}" for word in short_words):
            yield member_id


def _hit(connection: Connection, member_id: str) -> MemberHit:
    row = connection.execute(
        "SELECT id, status, given_name, family_name, phone, email, birthday"
        " FROM member WHERE id = ?",
        (member_id,),
    ).one()
    return MemberHit(*row)
