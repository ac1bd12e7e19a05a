"""What a shop sets up, and what it was asked: program versions, staff, requests."""

from hashlib import sha256
from typing import Final

from pos_loyalty.domain import shared_records
from pos_loyalty.storage.codec import decode_json, encode_json
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.records import ProgramRecord, RequestRecord, StaffRecord
from pos_loyalty.storage.shape import Shape
from pos_loyalty.storage.shared_fields import staff_fields
from pos_loyalty.storage.stamps import Stamps

_PROGRAM: Final = Shape("program_version", ProgramRecord)
_STAFF: Final = Shape("staff", StaffRecord)
_REQUEST: Final = Shape("request", RequestRecord)
_PUT_STAFF: Final = f"""
    {_STAFF.insertion}
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role,
        pin_hash = excluded.pin_hash, active = excluded.active,
        failed_pins = excluded.failed_pins, last_failure_us = excluded.last_failure_us,
        hlc = excluded.hlc
"""


def program_digest(document: bytes) -> str:
    """A hash over a program document, however it is laid out."""
    return sha256(encode_json(decode_json(document))).hexdigest()


class ShopReader:
    """Reads them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def program_versions(self) -> tuple[ProgramRecord, ...]:
        """All published program versions, in the order of their numbers."""
        rows = self._connection.execute(
            f"SELECT {_PROGRAM.columns} FROM program_version ORDER BY number"
        )
        return tuple(_PROGRAM.record(row) for row in rows)

    def program_count(self) -> int:
        """How many versions are published: tells whether a timeline in memory is current."""
        count: int = self._connection.execute("SELECT count(*) FROM program_version").value()
        return count

    def newest_program(self) -> int:
        """The number of the newest version; 0 before the first."""
        newest: int = self._connection.execute(
            "SELECT coalesce(max(number), 0) FROM program_version"
        ).value()
        return newest

    def staff(self) -> tuple[StaffRecord, ...]:
        """Everybody who signs in or once did, by name."""
        rows = self._connection.execute(f"SELECT {_STAFF.columns} FROM staff ORDER BY name, id")
        return tuple(_STAFF.record(row) for row in rows)

    def staff_member(self, staff_id: str) -> StaffRecord | None:
        """One of the staff."""
        row = self._connection.execute(
            f"SELECT {_STAFF.columns} FROM staff WHERE id = ?",
            (staff_id,),
        ).first()
        return _STAFF.record(row) if row else None

    def request(self, key: str) -> RequestRecord | None:
        """What was answered to a request before, refusals included."""
        row = self._connection.execute(
            f"SELECT {_REQUEST.columns} FROM request WHERE key = ?",
            (key,),
        ).first()
        return _REQUEST.record(row) if row else None


class ShopWriter(ShopReader):
    """Writes them."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._staff_stamps = Stamps(connection, shared_records.STAFF)

    def add_program_version(self, version: ProgramRecord) -> None:
        """Publish a version; it never changes afterwards."""
        self._connection.execute(_PROGRAM.insertion, _PROGRAM.values(version))

    def put_staff(self, staff: StaffRecord) -> None:
        """Add somebody, or put what is known of them in the place of what was.

        Other tills hear of what carries a new stamp; wrong PINs are counted at each till alone.
        """
        if self._staff_stamps.are_kept:
            before = self.staff_member(staff.id)
            if before is None or before.hlc != staff.hlc:
                self._staff_stamps.note(
                    staff.id,
                    before=staff_fields(before) if before else {},
                    before_hlc=before.hlc if before else 0,
                    after=staff_fields(staff),
                    hlc=staff.hlc,
                )
        self.put_merged_staff(staff)

    def put_merged_staff(self, staff: StaffRecord) -> None:
        """As ``put_staff``, for somebody as the hub and this till have agreed on it."""
        self._connection.execute(_PUT_STAFF, _STAFF.values(staff))

    def add_request(self, request: RequestRecord) -> None:
        """Keep the answer to a request, so that its repetition gets the same one."""
        self._connection.execute(_REQUEST.insertion, _REQUEST.values(request))
