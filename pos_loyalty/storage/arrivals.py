"""Taking in what happened at other tills: their events, and all that is kept beside a log.

In whatever order events come, and however often: in the end the same is here.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec

from pos_loyalty.domain.draws import tickets_of
from pos_loyalty.domain.events import (
    Happening,
    MemberEvent,
    Position,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
)
from pos_loyalty.domain.ledger import entries_of
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import decode_body, decode_member_event, encode_json
from pos_loyalty.storage.doubts import REVERSALS, note_doubts
from pos_loyalty.storage.draws import COMMITTED, HELD, draw_after
from pos_loyalty.storage.errors import BrokenConstraintError
from pos_loyalty.storage.event_log import ADD_ENTRY
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.records import MemberRecord
from pos_loyalty.storage.store import Work
from pos_loyalty.storage.uses import uses_of

UNREADABLE: Final = (
    msgspec.DecodeError,
    ValueError,
    LookupError,
    TypeError,
    OverflowError,
    BrokenConstraintError,
)
"""What is raised of a row that cannot be read, or that does not fit what is here."""

DayOf = Callable[[datetime], str]
"""The local day that an instant counts for, as an ISO date."""

_ADD_EVENT: Final = """
    INSERT INTO foreign_event (device, epoch, seq, id, type, member_id, effective_us, business_day,
        body, feed_seq)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ADD_NAME: Final = """
    INSERT INTO foreign_name (kind, name, device, epoch, seq) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
"""
_KNOWN: Final = """
    SELECT id FROM foreign_event WHERE id IN (SELECT value FROM json_each(:ids))
    UNION ALL SELECT id FROM outbox WHERE id IN (SELECT value FROM json_each(:ids))
"""
_UNKNOWN_MEMBERS: Final = """
    SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM member)
"""
_BESIDE: Final = """
    WITH wanted AS (SELECT value AS name FROM json_each(:names))
    SELECT type, body FROM foreign_name JOIN foreign_event USING (device, epoch, seq)
    WHERE kind IN ('sale', 'reversal', 'redemption', 'undoing') AND name IN wanted
    UNION ALL SELECT type, body FROM outbox WHERE seq IN (
        SELECT seq FROM sale WHERE id IN wanted
        UNION SELECT seq FROM reversal WHERE sale_id IN wanted
        UNION SELECT seq FROM redemption WHERE id IN wanted OR undoes IN wanted)
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event as the hub tells it; without a place in a feed where one member was asked for."""

    body: bytes
    feed_seq: int | None = None


class _Receipt(msgspec.Struct, frozen=True, gc=False):
    receipt_number: str = ""


class _Head(msgspec.Struct, frozen=True, gc=False):
    """What every event says of itself."""

    id: str
    type: str
    position: Position
    occurred: datetime
    member: str | None = None


class _Receipted(msgspec.Struct, frozen=True, gc=False):
    detail: _Receipt | None = None


_HEAD: Final = msgspec.json.Decoder(_Head)
_RECEIPTED: Final = msgspec.json.Decoder(_Receipted)


@dataclass(frozen=True, slots=True)
class _Said:
    head: _Head
    body: bytes
    feed_seq: int | None
    day: str
    event: MemberEvent | None

    @property
    def place(self) -> tuple[str, int, int]:
        position = self.head.position
        return position.device, position.epoch, position.seq


class PlaceTakenError(Exception):
    """This till's own log has another event at a place than the hub has: an epoch must begin."""


def take_in(
    work: Work, arrivals: Sequence[Arrival], *, day_of: DayOf, now: datetime
) -> Collection[int]:
    """Add those events that are not here yet.

    Which of them cannot be added, by their index: they cannot be read; or they are this till's own
    and of no epoch that it has left. Its log was put back then, and it may write to that place: a
    new epoch has to begin first. Raises PlaceTakenError where it has.
    """
    said, laid_by = _new_ones(work, arrivals, day_of)
    said = _uncovered(work, said)
    members = {each.head.member for each in said if each.head.member is not None}
    add_placeholders(work, _first_seen(said))
    connection, known = work.connection, _known_beside(work, said)
    connection.execute_many(_ADD_EVENT, (_event_row(each) for each in said))
    connection.execute_many(ADD_ENTRY, _entry_rows(said))
    connection.execute_many(_ADD_NAME, _names(said))
    _count_uses(work, said, known)
    for each in said:
        if each.event is not None:
            for gain in tickets_of(each.event.happening):
                work.draws.add_holder(gain.draw_id, each.event.member_id)
        elif each.head.type in {COMMITTED, HELD}:
            _note_draw(work, each.body)
    work.projections.drop_states_of(members)
    note_doubts(work, members, {each.head.member for each in said if each.head.type in REVERSALS})
    if said:
        latest = max(each.head.position.effective_at for each in said)
        work.log.note_time(latest, now=now)
    return laid_by


def _uncovered(work: Work, said: list[_Said]) -> list[_Said]:
    """Without what is in the standing that a new till was told in place of a history.

    Of whom there is more, the whole history is wanted.
    """
    members = {each.head.member for each in said if each.head.member is not None}
    covered = work.bases.covered(members) if members else {}
    if not covered:
        return said
    found, stale = [], set()
    for each in said:
        known_to = covered.get(each.head.member or "")
        if known_to is not None and each.feed_seq is not None:
            if each.feed_seq <= known_to:
                continue
            stale.add(each.head.member or "")
        found.append(each)
    work.bases.note_stale(stale)
    return found


def _first_seen(said: Sequence[_Said]) -> dict[str, datetime]:
    """Each member's first event in this."""
    found: dict[str, datetime] = {}
    for each in said:
        if each.head.member is not None:
            found.setdefault(each.head.member, each.head.position.effective_at)
    return found


def add_placeholders(work: Work, members: dict[str, datetime]) -> None:
    """Add members who are not known here yet: who they are comes later, or never."""
    ids = encode_json(list(members)).decode()
    unknown = list(work.connection.execute(_UNKNOWN_MEMBERS, (ids,)).column())
    for member_id in unknown:
        work.members.put_merged(MemberRecord(id=member_id, enrolled_at=members[member_id]))


def _new_ones(
    work: Work, arrivals: Sequence[Arrival], day_of: DayOf
) -> tuple[list[_Said], list[int]]:
    read = [_read(arrival) for arrival in arrivals]
    ids = encode_json([head.id for head, _event in filter(None, read)]).decode()
    seen = set(work.connection.execute(_KNOWN, {"ids": ids}).column())
    device = work.log.device()
    days = _Days(day_of)
    found, laid_by = [], []
    for index, (arrival, parts) in enumerate(zip(arrivals, read, strict=True)):
        if parts is None:
            laid_by.append(index)
            continue
        head, event = parts
        if head.id in seen:
            continue
        place = head.position
        if place.device == device.device_id and _may_be_written(work, place, device.epoch):
            laid_by.append(index)
            continue
        seen.add(head.id)
        day = days.of(head.occurred)
        found.append(_Said(head, arrival.body, arrival.feed_seq, day, event))
    return found, laid_by


def _may_be_written(work: Work, place: Position, epoch: int) -> bool:
    """Whether this till may still write an event there. Raises PlaceTakenError where it has."""
    found = work.connection.execute("SELECT epoch FROM outbox WHERE seq = ?", (place.seq,)).first()
    if found is not None and found[0] == place.epoch:
        raise PlaceTakenError
    return place.epoch >= epoch


def _read(arrival: Arrival) -> tuple[_Head, MemberEvent | None] | None:
    try:
        head = _HEAD.decode(arrival.body)
        return head, decode_member_event(head.type, arrival.body) if head.member else None
    except (msgspec.DecodeError, ValueError, ArithmeticError):
        return None


class _Days:
    """Local days: instants of one quarter of an hour share theirs, wherever a zone has its noon."""

    def __init__(self, day_of: DayOf) -> None:
        self._day_of = day_of
        self._known: dict[datetime, str] = {}

    def of(self, at: datetime) -> str:
        quarter = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
        day = self._known.get(quarter)
        if day is None:
            day = self._known[quarter] = self._day_of(quarter)
        return day


def _event_row(each: _Said) -> tuple[object, ...]:
    head = each.head
    return (
        *each.place,
        head.id,
        head.type,
        head.member,
        to_us(head.position.effective_at),
        each.day,
        each.body,
        each.feed_seq,
    )


def _entry_rows(said: Sequence[_Said]) -> Iterator[tuple[object, ...]]:
    for each in said:
        event = each.event
        if event is None:
            continue
        device, epoch, seq = each.place
        effective_us, occurred_us = (
            to_us(event.position.effective_at),
            to_us(each.head.occurred),
        )
        for entry in entries_of(event):
            yield (
                epoch,
                seq,
                entry.line,
                device,
                event.member_id,
                entry.sale_id,
                entry.kind.value,
                entry.debit_account,
                entry.credit_account,
                entry.points,
                effective_us,
                occurred_us,
                each.day,
                event.program_version,
                event.partner,
            )


def _names(said: Sequence[_Said]) -> Iterator[tuple[object, ...]]:
    for each in said:
        for kind, name in _subjects(each):
            yield (kind, name, *each.place)


def _subjects(each: _Said) -> Iterator[tuple[str, str]]:
    """Under which names an event is asked for."""
    if each.event is None:
        return
    match each.event.happening:
        case Purchased(sale_id=sale_id):
            yield ("sale", sale_id)
            detail = _RECEIPTED.decode(each.body).detail
            if detail is not None and detail.receipt_number:
                yield ("receipt", detail.receipt_number)
        case Refunded(sale_id=sale_id):
            yield ("reversal", sale_id)
        case Redeemed(redemption_id=redemption_id):
            yield ("redemption", redemption_id)
        case RedemptionUndone(redemption_id=redemption_id):
            yield ("undoing", redemption_id)
        case _:
            pass


def _known_beside(work: Work, said: Sequence[_Said]) -> list[Happening]:
    """What is known already of the sales and redemptions of which something comes in."""
    names = {name for each in said for kind, name in _subjects(each) if kind != "receipt"}
    if not names:
        return []
    rows = work.connection.execute(_BESIDE, {"names": encode_json(sorted(names)).decode()})
    events = (decode_member_event(name, body) for name, body in rows)
    return [event.happening for event in events if event is not None]


def _count_uses(work: Work, said: Sequence[_Said], known: Sequence[Happening]) -> None:
    """Count budgets and stock on: in the end as if all had come at once, in whatever order."""
    new = [each.event.happening for each in said if each.event is not None]
    after, before = uses_of([*known, *new]), uses_of(known)
    for kind, subject in sorted({*after, *before}):
        amount = after.get((kind, subject), 0) - before.get((kind, subject), 0)
        if amount:
            work.projections.add_usage(kind, subject, amount)


def _note_draw(work: Work, body: bytes) -> None:
    said = decode_body(body)
    draw_id = said.data["draw_id"]
    work.draws.put_draw(draw_after(work.draws.draw(draw_id), said))
