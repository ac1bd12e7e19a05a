"""Which field of a record was set when and where, and what of it the hub has not heard of.

Members, cards and staff are records that several tills write. A till that stands alone keeps no
stamps. A record whose fields are all as old as itself, were set by one till and are known to the
hub has none of its own either: a million members need no million rows.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from pos_loyalty.domain.shared_records import (
    CARD,
    MEMBER,
    STAFF,
    RecordChange,
    Stamped,
    next_told,
    overruled,
    written,
)
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.hub_link import HubLinkReader
from pos_loyalty.storage.overruled import OverruledFields
from pos_loyalty.storage.stamp_origins import origin_of

Fields = Mapping[str, Any]
"""A record's fields as JSON has them."""


class _Mark(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """When and where a field was set, what it took the place of, whether the hub lacks it."""

    hlc: int
    device: str
    seen: int = 0
    turn: int = 0
    is_new: bool = False


_Marks = dict[str, _Mark]

_ALL: Final = "*"
"""In the place of a name: this is the mark of each field that is there."""
_MARKS: Final = msgspec.json.Decoder(_Marks)
_KEYS: Final = {
    # Of a placeholder nobody here has said anything.
    MEMBER: "SELECT id FROM member WHERE id > ? AND hlc > 0 ORDER BY id LIMIT ?",
    CARD: """
        SELECT member_id || '/' || issue FROM card
        WHERE (member_id, issue) > (?, ?) ORDER BY member_id, issue LIMIT ?
    """,
    STAFF: "SELECT id FROM staff WHERE id > ? ORDER BY id LIMIT ?",
}
_WAIT: Final = """
    INSERT INTO record_stamp (kind, key, fields, is_dirty) VALUES (?, ?, X'7B7D', 1)
    ON CONFLICT (kind, key) DO UPDATE SET is_dirty = 1
"""
_DIRTY: Final = """
    SELECT kind, key FROM record_stamp WHERE is_dirty = 1
    UNION SELECT kind, key FROM overruled_field ORDER BY kind, key LIMIT ?
"""
_PUT: Final = """
    INSERT INTO record_stamp (kind, key, fields, is_dirty) VALUES (?, ?, ?, ?)
    ON CONFLICT (kind, key) DO UPDATE SET fields = excluded.fields, is_dirty = excluded.is_dirty
"""


class Stamps:
    """The stamps of one kind of record; written in the transaction that writes the record."""

    def __init__(self, connection: Connection, kind: str) -> None:
        self._connection = connection
        self._kind = kind
        self._overruled = OverruledFields(connection, kind)
        self._device = ""
        self._is_paired: bool | None = None

    @property
    def are_kept(self) -> bool:
        """Whether anybody wants to know: not where the till stands alone."""
        if self._is_paired is None:
            self._is_paired = HubLinkReader(self._connection).is_paired()
        return self._is_paired

    def note(self, key: str, *, before: Fields, before_hlc: int, after: Fields, hlc: int) -> None:
        """Stamp the fields that a write changed; ``before`` is empty for a new record."""
        # A consent that was taken back is no longer among the fields.
        changed = [name for name in {**before, **after} if after.get(name) != before.get(name)]
        if not changed:
            return
        marks = self._marks_of(key, before, before_hlc)
        for name in changed:
            old = _stamped(before.get(name), marks[name]) if name in marks else None
            new = written(self._kind, name, after.get(name), before=old, hlc=hlc, device=self._own)
            marks[name] = _Mark(hlc, self._own, new.seen, new.turn, is_new=True)
        self._put(key, marks)

    def stamped(self, key: str, values: Fields, *, hlc: int) -> dict[str, Stamped]:
        """The fields of a record with their stamps; ``hlc`` is that of the record."""
        return {
            name: _stamped(values.get(name), mark)
            for name, mark in self._marks_of(key, values, hlc).items()
        }

    def unsent(self, key: str, values: Fields, *, hlc: int) -> RecordChange:
        """What the hub has not heard of a record."""
        marks = self._marks_of(key, values, hlc)
        new = {
            name: _stamped(values.get(name), mark) for name, mark in marks.items() if mark.is_new
        }
        kept = self._overruled.kept(key)
        fields = next_told(new, kept, device=self._own) if kept else new
        return RecordChange(kind=self._kind, key=key, fields=fields)

    def keep_overruled(
        self, key: str, values: Fields, told: Mapping[str, Stamped], *, hlc: int
    ) -> None:
        """Keep what was written here, was not told, and gives way to the hub's record ``told``.

        So the hub hears of it as if it had been told in time. This is asked before the merge.
        """
        new = {
            name: _stamped(values.get(name), mark)
            for name, mark in self._marks_of(key, values, hlc).items()
            if mark.is_new and mark.device == self._own
        }
        change = RecordChange(kind=self._kind, key=key, fields=new)
        self._overruled.keep(key, overruled(change, told))

    def sent(self, change: RecordChange, values: Fields, *, hlc: int) -> None:
        """The hub has these fields as they were; what changed since is still to be sent."""
        self._overruled.drop(change)
        marks = self._marks_of(change.key, values, hlc)
        for name, field in change.fields.items():
            mark = marks.get(name)
            if mark is not None and (mark.hlc, mark.device) == (field.hlc, field.device):
                marks[name] = msgspec.structs.replace(mark, is_new=False)
        if all(mark == _Mark(hlc, self._origin(change.key)) for mark in marks.values()):
            self._connection.execute(
                "DELETE FROM record_stamp WHERE kind = ? AND key = ?", (self._kind, change.key)
            )
        else:
            self._put(change.key, marks)

    def put_merged(self, key: str, merged: Mapping[str, Stamped], told: Fields) -> None:
        """Put stamps as they are after a merge with the hub's record, whose fields are ``told``.

        What is otherwise here than there was changed here since, and waits to be sent.
        """
        marks = {
            name: _Mark(
                field.hlc, field.device, field.seen, field.turn, is_new=told.get(name) != field
            )
            for name, field in merged.items()
        }
        self._put(key, marks)

    def mark_unsent(self, *, after: str, limit: int) -> str | None:
        """Have records after a key sent whole, whoever wrote them; the last of them.

        None where there are none any more. A row that waits and has no new field says so of all.
        """
        place: tuple[object, ...] = (after,)
        if self._kind == CARD:
            member_id, _, issue = after.rpartition("/")
            place = (member_id, int(issue or -1))
        keys = self._connection.execute(_KEYS[self._kind], (*place, limit)).all()
        self._connection.execute_many(_WAIT, [(self._kind, key) for (key,) in keys])
        return keys[-1][0] if keys else None

    @property
    def _own(self) -> str:
        if not self._device:
            self._device = self._connection.execute("SELECT device_id FROM device_state").value()
        return self._device

    def _origin(self, key: str) -> str:
        """Where a record was written that has no stamps of its own."""
        return origin_of(self._connection, self._kind, key) or self._own

    def _marks_of(self, key: str, values: Fields, hlc: int) -> _Marks:
        row = self._connection.execute(
            "SELECT fields, is_dirty FROM record_stamp WHERE kind = ? AND key = ?",
            (self._kind, key),
        ).first()
        marks = _spread(_MARKS.decode(row[0]), values) if row else {}
        if marks and row and row[1] and not any(mark.is_new for mark in marks.values()):
            return {
                name: msgspec.structs.replace(mark, is_new=True) for name, mark in marks.items()
            }
        if marks:
            return marks
        if row is None and hlc == 0:
            # A placeholder: nobody here has said anything of it.
            return {}
        mark = _Mark(hlc, self._origin(key), is_new=row is not None)
        return {name: mark for name, value in values.items() if value is not None}

    def _put(self, key: str, marks: _Marks) -> None:
        is_dirty = any(mark.is_new for mark in marks.values())
        self._connection.execute(_PUT, (self._kind, key, encode_json(marks), int(is_dirty)))


def stamp_row(fields: Mapping[str, Stamped], values: Fields) -> bytes:
    """The stamps of a record as the hub told of it, as they are kept; ``values`` are its fields.

    Where all that it says was set by one writing, they are one stamp.
    """
    marks = {
        name: _Mark(field.hlc, field.device, field.seen, field.turn)
        for name, field in fields.items()
    }
    first = next(iter(marks.values()))
    is_one = all(mark == first for mark in marks.values())
    if is_one and marks.keys() == {name for name, value in values.items() if value is not None}:
        return encode_json({_ALL: first})
    return encode_json(marks)


def stamped_by(row: bytes, values: Fields) -> dict[str, Stamped]:
    """The fields of a record with stamps as ``stamp_row`` wrote them."""
    marks = _spread(_MARKS.decode(row), values)
    return {name: _stamped(values.get(name), mark) for name, mark in marks.items()}


def _spread(marks: _Marks, values: Fields) -> _Marks:
    """The mark of each field, where one stands for all."""
    if _ALL not in marks:
        return marks
    return {name: marks[_ALL] for name, value in values.items() if value is not None}


def _stamped(value: object, mark: _Mark) -> Stamped:
    return Stamped(value=value, hlc=mark.hlc, device=mark.device, seen=mark.seen, turn=mark.turn)


def dirty_keys(connection: Connection, limit: int) -> Sequence[tuple[str, str]]:
    """Records of which the hub has not heard all: kind and key."""
    return connection.execute(_DIRTY, (limit,)).all()
