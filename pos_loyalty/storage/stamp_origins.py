"""At which till a record was written whose fields all carry one stamp.

The hub tells a new till of a million members, and most of them were never changed since. Their
stamps are then the record's own, and the number of that till; 0 is this one.
"""

from collections.abc import Sequence
from typing import Final

from pos_loyalty.domain.shared_records import CARD, MEMBER
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.shared_fields import place_of_card

HERE: Final = 0
_ADD: Final = """
    INSERT INTO stamp_origin (number, device)
    SELECT 1 + coalesce((SELECT max(number) FROM stamp_origin), 0), ?
    WHERE TRUE ON CONFLICT (device) DO NOTHING
"""
_OF_MEMBER: Final = """
    SELECT device FROM member JOIN stamp_origin ON number = origin WHERE id = ?
"""
_OF_CARD: Final = """
    SELECT device FROM card JOIN stamp_origin ON number = origin WHERE member_id = ? AND issue = ?
"""


def origin_of(connection: Connection, kind: str, key: str) -> str | None:
    """The other till that wrote all of a record at once; None where it was this one."""
    if kind == MEMBER:
        row = connection.execute(_OF_MEMBER, (key,)).first()
    elif kind == CARD:
        row = connection.execute(_OF_CARD, place_of_card(key)).first()
    else:
        row = None
    return row[0] if row else None


def origin_numbers(connection: Connection, devices: Sequence[str], *, own: str) -> list[int]:
    """The number of each of these tills, noted where it is new."""
    connection.execute_many(_ADD, ((device,) for device in devices if device != own))
    numbers: dict[str, int] = dict(connection.execute("SELECT device, number FROM stamp_origin"))
    return [HERE if device == own else numbers[device] for device in devices]


def forget_origins(connection: Connection) -> None:
    """All that is here counts as written here: the hub that told of others is left."""
    for table in ("member", "card"):
        # Both names are written above.
        connection.execute(f"UPDATE {table} SET origin = 0 WHERE origin <> 0")
    connection.execute("DELETE FROM stamp_origin")
