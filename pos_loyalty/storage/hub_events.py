"""What tills wrote, as the hub keeps it: events, and the ledger entries that follow from them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, LiteralString, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from pos_loyalty.domain.calendar import local_day
from pos_loyalty.domain.ledger import entries_of, member_account, moved_points
from pos_loyalty.domain.shared_digest import SUM_BYTES, Part
from pos_loyalty.domain.tills import InboxRow, InboxStatus
from pos_loyalty.storage.codec import decode_member_event, encode_json
from pos_loyalty.storage.hub_rows import Link, Row, copy_rows, storable, storable_or_none
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.soundness import check_event

SUM_LIMIT: Final = 1 << (8 * SUM_BYTES)
"""Sums of hashes go round at it."""

_KNOWN: Final = "SELECT id FROM inbox WHERE id = ANY(%s)"
_ADD: Final[LiteralString] = """
    COPY inbox (device, epoch, seq, id, type, member_id, subject, effective_us, received_us, status,
        reason, hash, body)
    FROM STDIN (FORMAT BINARY)
"""
_ADD_TYPES: Final = (
    *("text", "int8", "int8", "text", "text", "text", "text", "int8", "int8", "text"),
    *("text", "bytea", "bytea"),
)
_REPEAT: Final[LiteralString] = (
    "COPY repeated (device, epoch, seq, id, hash) FROM STDIN (FORMAT BINARY)"
)
_REPEAT_TYPES: Final = ("text", "int8", "int8", "text", "bytea")
_ENTER: Final[LiteralString] = """
    COPY entry (device, epoch, seq, line, member_id, sale_id, kind, debit_account, credit_account,
        points, effective_us, occurred_us, business_day, program_version, partner)
    FROM STDIN (FORMAT BINARY)
"""
_BUSINESS_DAY: Final = 12
_ENTER_TYPES: Final = (
    *("text", "int8", "int8", "int8", "text", "text", "text", "text", "text"),
    *("int8", "int8", "int8", "text", "int8", "text"),
)
_COUNT: Final = f"""
    INSERT INTO tally (device, events, entries, points, entry_sum) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (device) DO UPDATE SET events = tally.events + excluded.events,
        entries = tally.entries + excluded.entries, points = tally.points + excluded.points,
        entry_sum = mod(tally.entry_sum + excluded.entry_sum, {SUM_LIMIT})
"""
# A range of the index, and no list of places: it is read the same way however many rows there are.
_HASHES: Final = """
    SELECT epoch, seq, hash FROM inbox
    WHERE device = %(device)s AND epoch BETWEEN %(first_epoch)s AND %(last_epoch)s
        AND seq BETWEEN %(first_seq)s AND %(last_seq)s
    UNION ALL
    SELECT epoch, seq, hash FROM repeated
    WHERE device = %(device)s AND epoch BETWEEN %(first_epoch)s AND %(last_epoch)s
        AND seq BETWEEN %(first_seq)s AND %(last_seq)s
"""
# Of two epochs that go on from the same place the later one is the till's lineage, and what the
# earlier one has beyond it is not.
_NEWEST: Final = """
    WITH place AS (
        SELECT epoch, seq, hash FROM inbox WHERE device = %s AND seq <= %s
        UNION ALL
        SELECT epoch, seq, hash FROM repeated WHERE device = %s AND seq <= %s
    )
    SELECT epoch, hash FROM place WHERE seq = %s AND epoch = (SELECT max(epoch) FROM place)
"""
_HISTORY: Final = """
    SELECT body FROM inbox WHERE member_id = %s AND status <> 'refused'
    ORDER BY effective_us, device, epoch, seq
"""
# As the index has it, and as it is.
_WHOSE: Final = """
    SELECT DISTINCT member_id FROM inbox
    WHERE left(subject, 100) = left(%(subject)s, 100) AND subject = %(subject)s
        AND status <> 'refused'
    ORDER BY member_id LIMIT %(most)s
"""
_MOST_OF_ONE_ID: Final = 10
"""Ids are given at the tills: two of them may have given the same one."""
INBOX_COLUMNS: Final[LiteralString] = (
    "device, epoch, seq, id, type, member_id, effective_us, body, hash, received_us, status, reason"
)
_WAITING: Final = (
    f"SELECT {INBOX_COLUMNS} FROM inbox WHERE id = %s AND status <> 'applied' FOR UPDATE"
)
_ACCEPT: Final = """
    UPDATE inbox SET status = 'applied' WHERE device = %s AND epoch = %s AND seq = %s
"""
_PLACES: Final = "SELECT id, device, epoch, seq FROM inbox WHERE id = ANY(%s)"
_VISITS_COUNTED: Final = 24
_VISITS: Final = """
    SELECT device, count(*) FROM (
        SELECT device FROM inbox
        WHERE member_id = %s AND type = 'purchased' AND status <> 'refused'
        ORDER BY effective_us DESC LIMIT %s
    ) AS visit GROUP BY device
"""
_PROGRAMS: Final = """
    SELECT key, body FROM change WHERE kind = 'program' ORDER BY length(key), key
"""


Place: TypeAlias = tuple[str, int, int]
"""Device, epoch and seq of an event."""


class _When(msgspec.Struct, frozen=True):
    """When what an event tells of took place, by the till's wall clock."""

    occurred: datetime


class _Document(msgspec.Struct, frozen=True):
    timezone: str = "UTC"


class _Program(msgspec.Struct, frozen=True):
    number: int
    document: _Document | str = ""


_WHEN: Final = msgspec.json.Decoder(_When)
_PROGRAM: Final = msgspec.json.Decoder(_Program)
_DOCUMENT: Final = msgspec.json.Decoder(_Document)


class EventRows:
    """The events of all tills, inside one transaction."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._zones: Mapping[int, ZoneInfo] | None = None
        self._places: dict[str, Place] = {}
        self._unknown: set[str] = set()

    def hashes(
        self, device: str, places: Sequence[tuple[int, int]]
    ) -> Mapping[tuple[int, int], bytes]:
        """Hashes of those places of a till's log that the hub has."""
        if not places:
            return {}
        epochs = [epoch for epoch, _seq in places]
        seqs = [seq for _epoch, seq in places]
        span = {
            "device": device,
            "first_epoch": min(epochs),
            "last_epoch": max(epochs),
            "first_seq": min(seqs),
            "last_seq": max(seqs),
        }
        wanted = frozenset(places)
        found = self._link.execute(_HASHES, span, binary=True)
        return {(epoch, seq): bytes(link) for epoch, seq, link in found if (epoch, seq) in wanted}

    def newest_before(self, device: str, *, seq: int) -> tuple[int, bytes] | None:
        """Epoch and hash of the till's newest lineage at a place."""
        found = self._link.execute(_NEWEST, (device, seq, device, seq, seq)).fetchone()
        return None if found is None else (found[0], bytes(found[1]))

    def known(self, ids: Collection[str]) -> Collection[str]:
        """Which of these ids are in the inbox."""
        wanted = {storable(id_): id_ for id_ in ids}
        # Should another request bring one of the others meanwhile, the two clash, and one of them
        # is done anew.
        asked = [id_ for id_ in wanted if id_ not in self._unknown]
        found = {row[0] for row in self._link.execute(_KNOWN, (asked,))} if asked else set()
        self._unknown.update(wanted.keys() - found)
        return {wanted[id_] for id_ in found}

    def add(self, rows: Sequence[InboxRow]) -> Collection[str]:
        """Keep events and their entries; the ids of those that were new."""
        ids = [storable(row.id) for row in rows]
        known = set(map(storable, self.known(ids)))
        fresh: dict[str, InboxRow] = {}
        repeats: list[Row] = []
        for id_, row in zip(ids, rows, strict=True):
            if id_ in known or id_ in fresh:
                repeats.append((row.device, row.epoch, row.seq, id_, row.hash))
            else:
                fresh[id_] = row
        if repeats:
            copy_rows(self._link, _REPEAT, _REPEAT_TYPES, repeats)
        if fresh:
            copy_rows(
                self._link, _ADD, _ADD_TYPES, (_inbox(id_, row) for id_, row in fresh.items())
            )
            self._enter(tuple(fresh.values()), events=1)
            self._unknown -= fresh.keys()
            self._places |= {id_: (row.device, row.epoch, row.seq) for id_, row in fresh.items()}
        return {row.id for row in fresh.values()}

    def places(self, ids: Sequence[str]) -> Sequence[Place]:
        """Where events are; those that were added just now are not looked for."""
        wanted = [storable(id_) for id_ in ids]
        unknown = [id_ for id_ in wanted if id_ not in self._places]
        if unknown:
            for id_, *place in self._link.execute(_PLACES, (unknown,)):
                self._places[id_] = (place[0], place[1], place[2])
        return [self._places[id_] for id_ in wanted]

    def waiting(self, event: str) -> InboxRow | None:
        """An event that waits for a person, locked until the end of the transaction."""
        found = self._link.execute(_WAITING, (event,)).fetchone()
        return None if found is None else inbox_row(found)

    def accept(self, row: InboxRow) -> bool:
        """Book an event that waited; False where it says nothing that could be booked."""
        if row.status is InboxStatus.REFUSED:
            try:
                _check(row)
                self._enter((replace(row, status=InboxStatus.APPLIED),), events=0)
            except (msgspec.MsgspecError, ValueError, ArithmeticError):
                return False
        self._link.execute(_ACCEPT, (row.device, row.epoch, row.seq))
        return True

    def history(self, member: str) -> Sequence[bytes]:
        """Bodies of a member's events, in order."""
        found = self._link.execute(_HISTORY, (member,), binary=True)
        return [bytes(body) for (body,) in found]

    def whose(self, subject: str) -> Sequence[str]:
        """Members with a sale or a redemption of that id."""
        asked = {"subject": storable(subject), "most": _MOST_OF_ONE_ID}
        return [member for (member,) in self._link.execute(_WHOSE, asked)]

    def visits(self, member: str) -> Mapping[str, int]:
        """By till, how many of the member's newest purchases were made there."""
        return dict(self._link.execute(_VISITS, (member, _VISITS_COUNTED)).fetchall())

    def _enter(self, rows: Sequence[InboxRow], *, events: int) -> None:
        """Write the entries of events, each of which counts for ``events`` more."""
        entries: list[Row] = []
        for device in sorted({row.device for row in rows}):
            theirs = [row for row in rows if row.device == device]
            made = [entry for row in theirs for entry in self.entries(row)]
            points = sum(points for _entry, points in made)
            part = Part.of(map(digest_line, (entry for entry, _points in made)))
            entries += [entry for entry, _points in made]
            counted = (device, events * len(theirs), len(made), points, part.sum)
            self._link.execute(_COUNT, counted)
        if entries:
            copy_rows(self._link, _ENTER, _ENTER_TYPES, entries)

    def entries(self, row: InboxRow) -> Iterator[tuple[Row, int]]:
        """The entries of an event as rows, and what each leaves with the member."""
        if row.status is InboxStatus.REFUSED or row.member is None:
            return
        event = decode_member_event(row.type, row.body)
        entries = () if event is None else entries_of(event)
        if event is None or not entries:
            return
        occurred = _WHEN.decode(row.body).occurred
        day = local_day(occurred, self._zone(event.program_version)).isoformat()
        member, account = storable(event.member_id), member_account(event.member_id)
        for entry in entries:
            yield (
                (
                    row.device,
                    row.epoch,
                    row.seq,
                    entry.line,
                    member,
                    storable_or_none(entry.sale_id),
                    entry.kind.value,
                    storable(entry.debit_account),
                    storable(entry.credit_account),
                    entry.points,
                    row.effective_us,
                    to_us(occurred),
                    day,
                    event.program_version,
                    storable(event.partner),
                ),
                moved_points((entry,), account),
            )

    def _zone(self, program: int) -> ZoneInfo:
        """The zone of a program version; of the newest one where the hub has not got it."""
        if self._zones is None:
            self._zones = dict(map(_numbered_zone, self._link.execute(_PROGRAMS)))
        if program in self._zones:
            return self._zones[program]
        return self._zones[max(self._zones)] if self._zones else _zone_named("UTC")


def digest_line(entry: Row) -> bytes:
    """An entry's line in the digest: all that two tills have of it alike."""
    return encode_json(entry[:_BUSINESS_DAY] + entry[_BUSINESS_DAY + 1 :])


def inbox_row(found: Row) -> InboxRow:
    """An event as it was kept; ``found`` are the columns of ``INBOX_COLUMNS``."""
    device, epoch, seq, id_, type_, member, effective_us, body, link, received_us, *rest = found
    status, reason = rest
    return InboxRow(
        device=device,
        epoch=epoch,
        seq=seq,
        id=id_,
        type=type_,
        member=member,
        effective_us=effective_us,
        body=bytes(body),
        hash=bytes(link),
        received_us=received_us,
        status=InboxStatus(status),
        reason=reason,
    )


def _check(row: InboxRow) -> None:
    event = None if row.member is None else decode_member_event(row.type, row.body)
    if event is not None:
        check_event(event)


def _inbox(id_: str, row: InboxRow) -> Row:
    return (
        row.device,
        row.epoch,
        row.seq,
        id_,
        storable(row.type),
        storable_or_none(row.member),
        storable_or_none(row.subject),
        row.effective_us,
        row.received_us,
        row.status.value,
        storable(row.reason),
        row.hash,
        row.body,
    )


def _numbered_zone(row: Row) -> tuple[int, ZoneInfo]:
    return _program_zone(bytes(row[1]))


@lru_cache(maxsize=256)
def _program_zone(body: bytes) -> tuple[int, ZoneInfo]:
    # A program never changes once it is published: its row is read once in a hub's life.
    program = _PROGRAM.decode(body)
    document: Any = program.document
    if isinstance(document, str):
        document = _DOCUMENT.decode(document) if document else _Document()
    return program.number, _zone_named(document.timezone)


@lru_cache(maxsize=64)
def _zone_named(name: str) -> ZoneInfo:
    return ZoneInfo(name)
