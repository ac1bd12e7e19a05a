"""The hub itself and its tills: what it knows of each, who may come in, what it keeps secret."""

from collections.abc import Sequence
from typing import Final

from pos_loyalty.domain.tills import DeviceRow, DeviceStatus, HubMeta
from pos_loyalty.storage.codec import decode_json, encode_json
from pos_loyalty.storage.hub_errors import ClashError
from pos_loyalty.storage.hub_rows import Link, Row, storable

_READ_META: Final = "SELECT incarnation, is_recovering, key_version FROM hub_meta"
_PUT_META: Final = """
    UPDATE hub_meta SET incarnation = %s, is_recovering = %s, key_version = %s
    WHERE incarnation = %s AND is_recovering = %s AND key_version = %s
"""
_READ_VALUE: Final = "SELECT value FROM hub_secret WHERE name = %s"
_PUT_VALUE: Final = """
    INSERT INTO hub_secret (name, value) VALUES (%s, %s)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""
_ADD_CODE: Final = """
    INSERT INTO pairing_code (hash, store, created_us, expires_us) VALUES (%s, %s, %s, %s)
    ON CONFLICT (hash) DO NOTHING
"""
_FORGET_CODES: Final = "DELETE FROM pairing_code WHERE expires_us <= %s"
_TAKE_CODE: Final = """
    UPDATE pairing_code SET used_by = %(device)s, used_us = coalesce(used_us, %(now)s)
    WHERE hash = %(hash)s AND expires_us > %(now)s
        AND (used_by IS NULL OR used_by = %(device)s)
    RETURNING store
"""
_COLUMNS: Final = """device, public_key, store, name, status, epoch, seq, tip_hash, version, app,
    schema_revision, backlog, clock_offset_ms, cursors, enrolled_us, seen_us, hello_incarnation"""
_READ: Final = f"SELECT {_COLUMNS} FROM device WHERE device = %s FOR UPDATE"
_STATUS: Final = "SELECT status FROM device WHERE device = %s"
_KEY: Final = "SELECT public_key FROM device WHERE device = %s"
_READ_ALL: Final = f"SELECT {_COLUMNS} FROM device ORDER BY store, name, device"
_PUT: Final = f"""
    INSERT INTO device ({_COLUMNS})
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (device) DO UPDATE SET public_key = excluded.public_key, store = excluded.store,
        name = excluded.name, status = excluded.status, epoch = excluded.epoch,
        seq = excluded.seq, tip_hash = excluded.tip_hash, version = excluded.version,
        app = excluded.app, schema_revision = excluded.schema_revision,
        backlog = excluded.backlog, clock_offset_ms = excluded.clock_offset_ms,
        cursors = excluded.cursors, enrolled_us = excluded.enrolled_us,
        seen_us = excluded.seen_us, hello_incarnation = excluded.hello_incarnation
"""


def meta(link: Link) -> HubMeta:
    """What the hub knows of itself."""
    found = link.execute(_READ_META).fetchone()
    return HubMeta(1, is_recovering=False, key_version=0) if found is None else HubMeta(*found)


def put_meta(link: Link, said: HubMeta, *, before: HubMeta) -> None:
    """What it knows from now on, if ``before`` is what it knew; raises ClashError otherwise.

    Every request reads it, and nearly none writes it: so nobody locks it for reading.
    """
    values = [
        value
        for meta in (said, before)
        for value in (meta.incarnation, meta.is_recovering, meta.key_version)
    ]
    if link.execute(_PUT_META, values).rowcount == 0:
        raise ClashError(reason="the hub knows better by now")


def secret(link: Link, name: str) -> bytes | None:
    """What was put under a name."""
    found = link.execute(_READ_VALUE, (name,)).fetchone()
    return None if found is None else bytes(found[0])


def put_secret(link: Link, name: str, value: bytes) -> None:
    """Keep a value under a name."""
    link.execute(_PUT_VALUE, (name, value))


def add_pairing_code(
    link: Link, code_hash: bytes, *, store: str, now_us: int, expires_us: int
) -> None:
    """Keep a code's hash; what expired goes."""
    link.execute(_FORGET_CODES, (now_us,))
    link.execute(_ADD_CODE, (code_hash, storable(store), now_us, expires_us))


def take_pairing_code(link: Link, code_hash: bytes, *, device: str, now_us: int) -> str | None:
    """The store that a code lets a till into."""
    values = {"hash": code_hash, "device": storable(device), "now": now_us}
    found = link.execute(_TAKE_CODE, values).fetchone()
    return None if found is None else str(found[0])


def device(link: Link, name: str) -> DeviceRow | None:
    """A till, locked."""
    found = link.execute(_READ, (storable(name),)).fetchone()
    return None if found is None else _device(found)


def device_status(link: Link, name: str) -> DeviceStatus | None:
    """How a till stands; None for one that nobody let in. Nothing is locked."""
    found = link.execute(_STATUS, (storable(name),)).fetchone()
    return None if found is None else DeviceStatus(found[0])


def public_key(link: Link, name: str) -> bytes | None:
    """The key with which a till signs; None for one that nobody let in. Nothing is locked."""
    found = link.execute(_KEY, (storable(name),)).fetchone()
    return None if found is None else bytes(found[0])


def devices(link: Link) -> Sequence[DeviceRow]:
    """All tills by store and name."""
    return [_device(row) for row in link.execute(_READ_ALL)]


def put_device(link: Link, row: DeviceRow) -> None:
    """A new till, or how a known one stands now."""
    link.execute(
        _PUT,
        (
            storable(row.device),
            row.public_key,
            storable(row.store),
            storable(row.name),
            row.status.value,
            row.epoch,
            row.seq,
            row.tip_hash,
            row.version,
            storable(row.app),
            storable(row.schema),
            row.backlog,
            row.clock_offset_ms,
            encode_json(row.cursors).decode(),
            row.enrolled_us,
            row.seen_us,
            row.hello_incarnation,
        ),
    )


def _device(row: Row) -> DeviceRow:
    name, public_key, store, shown, status, epoch, seq, tip_hash, version, app, *rest = row
    schema, backlog, clock_offset_ms, cursors, enrolled_us, seen_us, hello_incarnation = rest
    return DeviceRow(
        device=name,
        public_key=bytes(public_key),
        store=store,
        name=shown,
        status=DeviceStatus(status),
        epoch=epoch,
        seq=seq,
        tip_hash=bytes(tip_hash),
        version=version,
        app=app,
        schema=schema,
        backlog=backlog,
        clock_offset_ms=clock_offset_ms,
        cursors=decode_json(cursors.encode()),
        enrolled_us=enrolled_us,
        seen_us=seen_us,
        hello_incarnation=hello_incarnation,
    )
