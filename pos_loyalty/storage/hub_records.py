"""Settings-like records as the hub keeps them: all fields of one in a row, each with its stamp."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from pos_loyalty.domain.shared_records import (
    MEMBER,
    Conflict,
    RecordChange,
    Stamped,
    is_erased,
)
from pos_loyalty.storage import hub_parts, hub_sightings
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.errors import BrokenConstraintError
from pos_loyalty.storage.hub_rows import Link, storable

_MAKE: Final = """
    INSERT INTO record (kind, key, fields)
    SELECT kind, key, '{}' FROM unnest(%s::text[], %s::text[]) AS row (kind, key)
    ON CONFLICT (kind, key) DO NOTHING
"""
# In the order of their keys, as everybody locks them.
_LOCK: Final = """
    SELECT record.kind, record.key, fields
    FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS row (kind, key, place)
        JOIN record USING (kind, key)
    ORDER BY place FOR UPDATE OF record
"""
_PUT: Final = """
    UPDATE record SET fields = row.fields, status = row.status
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS row (kind, key, fields, status)
    WHERE record.kind = row.kind AND record.key = row.key
"""
_CONFLICT: Final = """
    INSERT INTO conflict (kind, key, field, left_hlc, left_device, taken, "left", noticed_us)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (kind, key, field, left_hlc, left_device) DO NOTHING
"""
_FORGET: Final = "DELETE FROM conflict WHERE kind = %s AND key = ANY(%s)"

Key = tuple[str, str]
Fields = Mapping[str, Stamped]

_FIELDS: Final = msgspec.json.Decoder(dict[str, Stamped])


class RecordRows:
    """The records that one transaction deals with."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._locked: dict[Key, dict[str, Stamped]] = {}

    def lock(self, keys: Collection[Key]) -> Mapping[Key, Fields]:
        """The fields of these records; nobody else changes them before the transaction ends."""
        missing = sorted({_storable(key) for key in keys} - self._locked.keys())
        if missing:
            kinds = [kind for kind, _key in missing]
            names = [name for _kind, name in missing]
            self._link.execute(_MAKE, (kinds, names))
            for kind, name, fields in self._link.execute(_LOCK, (kinds, names)):
                self._locked[kind, name] = _FIELDS.decode(fields)
        return {key: dict(self._locked[_storable(key)]) for key in keys}

    def put(self, changes: Sequence[RecordChange]) -> None:
        """Put fields in the place of what they were."""
        touched: dict[Key, dict[str, Stamped]] = {}
        for change in changes:
            key = _storable((change.kind, change.key))
            if key not in self._locked:
                raise BrokenConstraintError(f"record {key} is changed without a lock")
            self._locked[key].update(change.fields)
            touched[key] = self._locked[key]
        if touched:
            self._link.execute(
                _PUT,
                (
                    [kind for kind, _name in touched],
                    [name for _kind, name in touched],
                    [encode_json(fields).decode() for fields in touched.values()],
                    [_status(fields) for fields in touched.values()],
                ),
            )
        erased = [name for (kind, name), fields in touched.items() if is_erased(kind, fields)]
        if erased:
            # Both sides of a conflict say who somebody was.
            self._link.execute(_FORGET, (MEMBER, erased))
            hub_sightings.forget(self._link, erased)
            hub_parts.drop_of(self._link, erased)

    def add_conflict(self, conflict: Conflict) -> None:
        """Keep what two tills wrote apart; told again, it is the same."""
        left = conflict.left
        self._link.execute(
            _CONFLICT,
            (
                storable(conflict.kind),
                storable(conflict.key),
                storable(conflict.field),
                left.hlc,
                storable(left.device),
                encode_json(conflict.taken).decode(),
                encode_json(left).decode(),
                conflict.noticed_us,
            ),
        )


def _storable(key: Key) -> Key:
    kind, name = key
    return storable(kind), storable(name)


def _status(fields: Fields) -> str | None:
    field = fields.get("status")
    value: Any = None if field is None else field.value
    return storable(value) if isinstance(value, str) else None
