"""What was written here of a record, gave way to another till's word, and is still to be told.

A till may hear of a later change of a field before it has told its own. Its value is of no account
from then on, and yet somebody meant it: kept until the hub has it, it stands there beside the one
that was taken, as it would had it been told in time.

These are personal data as the fields themselves: of an erased member none is kept.
"""

from collections.abc import Mapping
from typing import Final

from pos_loyalty.domain.shared_records import RecordChange, Stamped
from pos_loyalty.storage.codec import decode_as, encode_json
from pos_loyalty.storage.connection import Connection

_KEEP: Final = """
    INSERT INTO overruled_field (kind, key, field, hlc, stamped) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
"""
_KEPT: Final = """
    SELECT field, stamped FROM overruled_field WHERE kind = ? AND key = ? ORDER BY field, hlc
"""
_DROP: Final = """
    DELETE FROM overruled_field WHERE kind = ? AND key = ? AND field = ? AND hlc = ?
"""


class OverruledFields:
    """Those of one kind of record; written in the transaction that writes the record."""

    def __init__(self, connection: Connection, kind: str) -> None:
        self._connection = connection
        self._kind = kind

    def keep(self, key: str, fields: Mapping[str, Stamped]) -> None:
        """Keep fields of a record until the hub has them."""
        for name, field in fields.items():
            self._connection.execute(_KEEP, (self._kind, key, name, field.hlc, encode_json(field)))

    def kept(self, key: str) -> list[tuple[str, Stamped]]:
        """Fields that are kept of a record, by name; what was written first comes first."""
        return [
            (name, decode_as(Stamped, stamped))
            for name, stamped in self._connection.execute(_KEPT, (self._kind, key))
        ]

    def drop(self, change: RecordChange) -> None:
        """The hub has these fields."""
        # Nearly always nothing is kept, and there are a dozen fields.
        for name, kept in self.kept(change.key):
            field = change.fields.get(name)
            if field is not None and field.hlc == kept.hlc:
                self._connection.execute(_DROP, (self._kind, change.key, name, kept.hlc))

    def forget(self, key: str) -> None:
        """Keep nothing of a record any more, told or not."""
        self._connection.execute(
            "DELETE FROM overruled_field WHERE kind = ? AND key = ?", (self._kind, key)
        )


def forget_overruled(connection: Connection) -> None:
    """Keep nothing at all: the hub that was to be told is left."""
    connection.execute("DELETE FROM overruled_field")
