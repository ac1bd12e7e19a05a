"""A new epoch for the end of this till's own log, when the hub knows another end of it.

The only place where rows of a ledger are written anew: what they say stays, and their ids, but not
their places. The triggers that forbid it are lifted inside the transaction and stand again in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec

from pos_loyalty.domain.chain import GENESIS, chain_hash
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.store import Work

_ROWS: Final = "SELECT seq, epoch, member_id, body FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?"
_AT_ONCE: Final = 1_000
_PUT_EVENT: Final = "UPDATE outbox SET epoch = ?, body = ?, prev_hash = ?, hash = ? WHERE seq = ?"
_PUT_ENTRIES: Final = "UPDATE entry SET epoch = ? WHERE device = ? AND epoch = ? AND seq = ?"
_TRIGGERS: Final = """
    SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('outbox', 'entry')
"""

_Parts = dict[str, msgspec.Raw]


def rechain(work: Work, *, above: int, after_seq: int, lost_numbers: int) -> None:
    """Begin an epoch above ``above``; events after ``after_seq`` get their places in it.

    ``lost_numbers`` is how many running numbers another log can have given out meanwhile.
    """
    device = work.log.device()
    work.log.raise_epoch(above=above, next_number=device.next_number + lost_numbers)
    epoch = work.log.epoch
    link = link_at(work.connection, after_seq)
    if link is None:
        raise ValueError(after_seq)
    members: set[str] = set()
    with _lifted_triggers(work.connection):
        seq = after_seq
        while rows := work.connection.execute(_ROWS, (seq, _AT_ONCE)).all():
            events, entries = [], []
            for seq, old_epoch, member_id, body in rows:
                moved = _moved(body, epoch)
                prev, link = link, chain_hash(link, moved)
                events.append((epoch, moved, prev, link, seq))
                if member_id is not None:
                    members.add(member_id)
                    entries.append((epoch, device.device_id, old_epoch, seq))
            work.connection.execute_many(_PUT_EVENT, events)
            work.connection.execute_many(_PUT_ENTRIES, entries)
    work.log.put_tip(link)
    work.projections.drop_states_of(members)


def link_at(connection: Connection, seq: int) -> bytes | None:
    """The link of this till's event of that seq; None where the log does not reach it."""
    if seq == 0:
        return GENESIS
    row = connection.execute("SELECT hash FROM outbox WHERE seq = ?", (seq,)).first()
    return row[0] if row else None


def _moved(body: bytes, epoch: int) -> bytes:
    """The same words with another epoch; what this version does not know of stays too."""
    parts = msgspec.json.decode(body, type=_Parts)
    position = msgspec.json.decode(parts["position"], type=_Parts)
    position["epoch"] = msgspec.Raw(msgspec.json.encode(epoch))
    parts["position"] = msgspec.Raw(msgspec.json.encode(position))
    return msgspec.json.encode(parts)


@contextmanager
def _lifted_triggers(connection: Connection) -> Iterator[None]:
    triggers = connection.execute(_TRIGGERS).all()
    for name, _script in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for _name, script in triggers:
        connection.execute(script)
