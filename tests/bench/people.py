"""Many members at once: profile, card, key and search words, as their writers would leave them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from random import Random
from typing import Any, Final, TypeAlias

from pos_loyalty.cards.member_number import new_member_id
from pos_loyalty.domain.counter import Birthday
from pos_loyalty.services.demo_people import demo_person
from pos_loyalty.storage.connection import DriverConnection
from pos_loyalty.storage.folding import folded, folded_address, national_digits
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.members import MEMBER
from pos_loyalty.storage.records import MemberRecord

BATCH: Final = 20_000
Row: TypeAlias = tuple[Any, ...]

_CARD: Final = "INSERT INTO card (member_id, issue, status, issued_us) VALUES (?, 0, 'active', ?)"
_KEY: Final = "INSERT INTO member_key (member_id, wrapped) VALUES (?, ?)"
_SEARCH: Final = """
    INSERT INTO member_search (docid, member_id, given_first, family_first, email, phone,
        phone_reversed) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_WORD: Final = "INSERT INTO member_word (kind, word, docid) VALUES (?, ?, ?)"
_KINDS: Final = ("given_first", "family_first", "email", "phone", "phone_reversed")
_NAME: Final = "INSERT INTO member_name (rowid, name) VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class Person:
    """A member with the words that find them."""

    record: MemberRecord
    given: str
    family: str


def member_ids(count: int, seed: int) -> list[str]:
    """Ids of so many members, the same for the same seed."""
    random = Random(f"ids {seed}")  # noqa: S311 - nobody guesses at a bench
    return [new_member_id(random.getrandbits) for _ in range(count)]


def add_people(
    connection: DriverConnection,
    ids: list[str],
    *,
    seed: int,
    joined_at: Callable[[int], datetime],
    wrapped_key: Callable[[], bytes],
) -> None:
    """Write members; ``joined_at`` says when the one at a place joined."""
    remaining = iter(_people(ids, seed, joined_at))
    first = 1
    while batch := list(islice(remaining, BATCH)):
        _add_batch(connection, batch, first, wrapped_key)
        first += len(batch)


def _people(ids: list[str], seed: int, joined_at: Callable[[int], datetime]) -> Iterator[Person]:
    random = Random(f"people {seed}")  # noqa: S311 - as above
    for place, member_id in enumerate(ids):
        known = demo_person(place, random)
        # The shop's invented telephones are few; a million members have a million of them.
        phone = f"+4917{random.randrange(10**9):09d}" if known.phone else None
        record = MemberRecord(
            id=member_id,
            enrolled_at=joined_at(place),
            given_name=known.first_name,
            family_name=known.last_name,
            phone=phone,
            email=known.email or None,
            birthday=_birthday(known.birthday),
        )
        yield Person(record, folded(known.first_name), folded(known.last_name))


def _birthday(birthday: Birthday | None) -> str | None:
    if birthday is None:
        return None
    year = f"{birthday.year:04d}" if birthday.year else "-"
    return f"{year}-{birthday.month:02d}-{birthday.day:02d}"


def _add_batch(
    connection: DriverConnection, people: list[Person], first: int, wrapped_key: Callable[[], bytes]
) -> None:
    records = [person.record for person in people]
    connection.executemany(MEMBER.insertion, [MEMBER.values(record) for record in records])
    connection.executemany(_CARD, [(each.id, to_us(each.enrolled_at)) for each in records])
    connection.executemany(_KEY, [(each.id, wrapped_key()) for each in records])
    places = range(first, first + len(people))
    rows = [_search_row(place, person) for place, person in zip(places, people, strict=True)]
    connection.executemany(_SEARCH, rows)
    words = [
        (kind, word, row[0]) for row in rows for kind, word in zip(_KINDS, row[2:], strict=True)
    ]
    connection.executemany(_WORD, sorted(word for word in words if word[1]))
    connection.executemany(_NAME, [(row[0], row[2]) for row in rows])


def _search_row(docid: int, person: Person) -> Row:
    record = person.record
    phone = national_digits(record.phone or "")
    return (
        docid,
        record.id,
        f"{person.given} {person.family}",
        f"{person.family} {person.given}",
        folded_address(record.email or ""),
        phone,
        phone[::-1],
    )
