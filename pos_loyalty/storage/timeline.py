"""The published versions of the program, read once and kept until another is published."""

from threading import Lock

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.domain.program import ProgramTimeline, ProgramVersion
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.storage.codec import decode_json
from pos_loyalty.storage.errors import DatabaseDamagedError
from pos_loyalty.storage.records import ProgramRecord
from pos_loyalty.storage.store import Reading


class TimelineShelf:
    """Hands out the timeline that a transaction sees."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._timeline: ProgramTimeline | None = None

    def timeline(self, reading: Reading) -> ProgramTimeline:
        """All versions published so far, parsed. Versions never change, so counting them tells.

        Raises DatabaseDamagedError when there is none, or one that cannot be read.
        """
        count = reading.shop.program_count()
        with self._lock:
            kept = self._timeline
        if kept is not None and len(kept.versions) == count:
            return kept
        if not count:
            raise DatabaseDamagedError(reason="program")
        fresh = ProgramTimeline(tuple(map(_version, reading.shop.program_versions())))
        with self._lock:
            self._timeline = fresh
        return fresh


def _version(record: ProgramRecord) -> ProgramVersion:
    try:
        program = read_program(decode_json(record.document))
    except (ValueError, WrongDocumentError) as error:
        raise DatabaseDamagedError(reason="program") from error
    return ProgramVersion(record.number, record.valid_from, program)
