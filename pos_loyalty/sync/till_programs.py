"""Versions of the program as a till takes them in, and gives them back to a hub that lost them."""

from datetime import UTC, datetime
from typing import Final

import msgspec

from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.records import ProgramRecord
from pos_loyalty.storage.shop import program_digest
from pos_loyalty.storage.store import Work
from pos_loyalty.sync.protocol import Change, ProgramNote, Publish

PROGRAM_TAKEN: Final = "program-taken"


def take_program(work: Work, change: Change, now: datetime) -> None:
    """Take a version in. Raises ValueError where another one has its number here."""
    note = msgspec.json.decode(change.body, type=ProgramNote)
    document = bytes(note.document)
    digest = program_digest(document)
    known = {version.number: version for version in work.shop.program_versions()}
    if note.number in known:
        if program_digest(known[note.number].document) != digest:
            raise ValueError(note.number)
        return
    valid_from = note.valid_from.astimezone(UTC)
    work.shop.add_program_version(
        ProgramRecord(
            note.number,
            valid_from,
            document,
            note.published_at.astimezone(UTC),
            note.published_by or None,
        )
    )
    data = {"number": note.number, "valid_from": valid_from, "digest": digest}
    work.append(EventDraft(type=PROGRAM_TAKEN, data=data, effective_at=now, occurred_at=now))


def returned(program: ProgramRecord) -> Publish:
    """The words with which a hub is given a version back, exactly as it was published."""
    return Publish(
        document=msgspec.Raw(program.document),
        valid_from_us=to_us(program.valid_from),
        published_by=program.published_by or "",
        number=program.number,
        published_us=to_us(program.published_at),
    )
