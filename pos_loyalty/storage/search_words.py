"""The words that a member is found by, and where they are kept.

``member_search`` holds them member by member, ``member_word`` once more in the order in which
they are looked for, ``member_name`` every three letters of a name. Words come in their own order
when a million of them are written, so that each page is filled once.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.folding import folded, folded_address, national_digits

KINDS: Final = ("phone", "phone_reversed", "email", "family_first", "given_first")
"""The kinds of words, which are columns of ``member_search``; soonest asked for first."""

SearchRow = tuple[str, str, str, str, str, str]
"""A member's id and words, in the order of the columns."""

Word = tuple[str, int]
"""A word, and the row of the member who is found by it."""

_COLUMNS: Final = ("given_first", "family_first", "email", "phone", "phone_reversed")
_PUT: Final = """
    INSERT INTO member_search (member_id, given_first, family_first, email, phone, phone_reversed)
    VALUES (?, ?, ?, ?, ?, ?)
    RETURNING docid
"""
_PUT_AT: Final = """
    INSERT INTO member_search (docid, member_id, given_first, family_first, email, phone,
        phone_reversed)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_END: Final = "SELECT coalesce(max(docid), 0) FROM member_search"
_TAKE: Final = f"""
    DELETE FROM member_search WHERE member_id = ? RETURNING docid, {", ".join(_COLUMNS)}
"""
_PUT_WORD: Final = "INSERT INTO member_word (kind, word, docid) VALUES (?, ?, ?)"
_TAKE_WORD: Final = "DELETE FROM member_word WHERE kind = ? AND word = ? AND docid = ?"
_PUT_NAME: Final = "INSERT INTO member_name (rowid, name) VALUES (?, ?)"
_COPY_WORD: Final = f"{_PUT_WORD} ON CONFLICT DO NOTHING"
_COPY_FRESH: Final = {
    kind: (
        f"INSERT INTO member_word (kind, word, docid) SELECT '{kind}', {kind}, docid"
        f" FROM member_search WHERE docid = ? AND {kind} <> '' ON CONFLICT DO NOTHING"
    )
    for kind in KINDS
}
_LACKING: Final = {
    kind: (
        f"SELECT {kind}, docid FROM member_search AS found WHERE {kind} <> '' AND NOT EXISTS ("
        f"SELECT 1 FROM member_word AS there WHERE there.kind = '{kind}'"
        f" AND there.word = found.{kind} AND there.docid = found.docid) ORDER BY {kind}, docid"
    )
    for kind in KINDS
}


def search_row(
    member_id: str, given: str | None, family: str | None, phone: str | None, email: str | None
) -> SearchRow:
    """A member's words, from what the profile says."""
    given, family = folded(given or ""), folded(family or "")
    digits = national_digits(phone or "")
    return (
        member_id,
        f"{given} {family}".strip(),
        f"{family} {given}".strip(),
        folded_address(email or ""),
        digits,
        digits[::-1],
    )


def put_words(connection: Connection, row: SearchRow) -> None:
    """Let a member be found, in every way."""
    docid = connection.execute(_PUT, row).value()
    words = zip(_COLUMNS, row[1:], strict=True)
    connection.execute_many(_PUT_WORD, [(kind, word, docid) for kind, word in words if word])
    if row[1]:
        connection.execute(_PUT_NAME, (docid, row[1]))


def put_rows(connection: Connection, rows: Sequence[SearchRow]) -> None:
    """Let members be found by what is in their names; ``copy_words`` does the rest."""
    first = connection.execute(_END).value() + 1
    placed = list(enumerate(rows, first))
    connection.execute_many(_PUT_AT, ((docid, *row) for docid, row in placed))
    connection.execute_many(_PUT_NAME, ((docid, row[1]) for docid, row in placed if row[1]))


def take_words(connection: Connection, member_id: str) -> int | None:
    """Let a member be found no more; the row that the words were in, where there was one."""
    row = connection.execute(_TAKE, (member_id,)).first()
    if row is None:
        return None
    docid, *words = row
    connection.execute_many(
        _TAKE_WORD,
        [(kind, word, docid) for kind, word in zip(_COLUMNS, words, strict=True) if word],
    )
    connection.execute("DELETE FROM member_name WHERE rowid = ?", (docid,))
    found: int = docid
    return found


def lacking(connection: Connection, kind: str) -> Iterable[Word]:
    """Words of a kind that are not in their order yet, in that order."""
    return ((word, docid) for word, docid in connection.execute(_LACKING[kind]))


def copy_words(
    connection: Connection, kind: str, words: Sequence[Word], taken: Collection[int]
) -> None:
    """Put words of a kind in order. Those of rows that were ``taken`` are looked up again."""
    connection.execute_many(
        _COPY_WORD, [(kind, word, docid) for word, docid in words if docid not in taken]
    )
    connection.execute_many(
        _COPY_FRESH[kind], [(docid,) for _word, docid in words if docid in taken]
    )
