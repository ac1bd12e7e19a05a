"""The program: checked, published as a version that never changes, read back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol

from pos_loyalty.domain.calendar import local_day, midnight
from pos_loyalty.domain.errors import InThePastError, NotAllowedError
from pos_loyalty.domain.program import ProgramTimeline, ProgramVersion
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.storage.codec import decode_json, encode_json
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.records import ProgramRecord
from pos_loyalty.storage.store import Reading, Store, Work
from pos_loyalty.storage.timeline import TimelineShelf

_FARTHEST: Final = timedelta(days=36_525)
"""A start behind it is a slip of the finger, and no calendar goes on for ever."""


@dataclass(frozen=True, slots=True)
class Published:
    """A version that was published."""

    number: int
    valid_from: datetime


class ProgramOffice(Protocol):
    """Whoever publishes for all tills of a shop."""

    def publish(
        self, document: Mapping[str, object], *, start: datetime | None, published_by: str
    ) -> Published | None:
        """Publish with the hub's word, at once without a start; None for a till that stands alone.

        Raises HubNeededError and HubRefusedError.
        """
        ...


class Programs:
    """The shop's program. ``office`` has to agree to a version where there are several tills."""

    def __init__(
        self, store: Store, shelf: TimelineShelf, office: ProgramOffice | None = None
    ) -> None:
        self._store = store
        self._office = office
        self._desk = Desk(store)
        self._shelf = shelf

    def timeline(self) -> ProgramTimeline:
        """All published versions."""
        with self._store.read() as reading:
            return self._shelf.timeline(reading)

    def current(self, now: datetime) -> ProgramVersion:
        """The version in force."""
        return self.timeline().at(now)

    def document(self, number: int) -> Mapping[str, object]:
        """The document of a version, as it was published. Raises NotAllowedError."""
        with self._store.read() as reading:
            for record in reading.shop.program_versions():
                if record.number == number:
                    found: Mapping[str, object] = decode_json(record.document)
                    return found
        raise NotAllowedError(reason="unknown-version", version=number)

    def publish(
        self,
        request: Request,
        document: Mapping[str, object],
        *,
        valid_from: datetime | None = None,
    ) -> Answer[Published]:
        """Publish ``document`` as the next version, in force at once or from ``valid_from``.

        Raises WrongDocumentError, NotAllowedError when the currency or time zone would
        change, InThePastError for a start before now, KeyReusedError, and HubNeededError where
        there are several tills and the hub cannot be asked.
        """
        check(request.actor, Permission.PUBLISH_PROGRAM)
        read_program(document)
        content = ("publish", document, valid_from)
        told = self._told_hub(request, content, document, valid_from)
        return self._desk.perform(
            request,
            content,
            Published,
            lambda work: told or self._publish(work, request, document, valid_from),
        )

    def _told_hub(
        self,
        request: Request,
        content: object,
        document: Mapping[str, object],
        valid_from: datetime | None,
    ) -> Published | None:
        """What the hub published; None where there is none, or the request was answered before."""
        if self._office is None or self._desk.kept(request, content, Published) is not None:
            return None
        with self._store.read() as reading:
            if not reading.hub.is_paired():
                return None
            start = self._checked_start(reading, document, request.now, valid_from)
        return self._office.publish(
            document,
            # At once is when the hub says so: clocks of tills differ.
            start=start if start > request.now else None,
            published_by=request.actor.staff_id,
        )

    def _publish(
        self,
        work: Work,
        request: Request,
        document: Mapping[str, object],
        valid_from: datetime | None,
    ) -> Published:
        now = work.log.effective(request.now)
        number = work.shop.program_count() + 1
        start = self._checked_start(work, document, now, valid_from)
        record = ProgramRecord(number, start, encode_json(document), now, request.actor.staff_id)
        work.shop.add_program_version(record)
        work.append(
            EventDraft(
                type="program-published",
                data={"number": number, "valid_from": start, "document": document},
                effective_at=now,
                occurred_at=request.now,
                program_version=number,
                staff_id=request.actor.staff_id,
                approved_by=request.actor.approver_id,
                key=request.key,
            )
        )
        return Published(number, start)

    def _checked_start(
        self,
        reading: Reading,
        document: Mapping[str, object],
        now: datetime,
        wanted: datetime | None,
    ) -> datetime:
        program = read_program(document)
        is_first = reading.shop.program_count() == 0
        if not is_first:
            in_force = self._shelf.timeline(reading).at(now).program
            if in_force.currency != program.currency or in_force.timezone != program.timezone:
                raise NotAllowedError(reason="currency-or-timezone-fixed")
        return self._start(
            program_day=midnight(local_day(now, program.zone), program.zone),
            now=now,
            wanted=wanted,
            is_first=is_first,
        )

    @staticmethod
    def _start(
        *, program_day: datetime, now: datetime, wanted: datetime | None, is_first: bool
    ) -> datetime:
        if wanted is None:
            return now
        # A start "today" is meant by people as from now on: nothing reaches back.
        if wanted == program_day:
            return now
        if wanted < now and not is_first:
            raise InThePastError(at=wanted.isoformat(), now=now.isoformat())
        if wanted - now > _FARTHEST:
            raise NotAllowedError(reason="start-too-far")
        return wanted
