"""What a till's end of the protocol needs of its database: the real ``TillBook``."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from time import sleep
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from pos_loyalty.domain.calendar import local_day
from pos_loyalty.domain.shared_records import RecordChange
from pos_loyalty.domain.shares import Grant, GrantState
from pos_loyalty.domain.tills import TillPlace
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.arrivals import UNREADABLE, Arrival, PlaceTakenError, take_in
from pos_loyalty.storage.codec import decode_as, decode_json
from pos_loyalty.storage.errors import Edge
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.instants import from_us, to_us
from pos_loyalty.storage.opening import EPOCH_RAISED, give_up
from pos_loyalty.storage.rechain import link_at, rechain
from pos_loyalty.storage.store import Reading, Store, Work
from pos_loyalty.sync.amending import Amender
from pos_loyalty.sync.histories import take_history
from pos_loyalty.sync.protocol import (
    DEVICE,
    EVENTS,
    NEWEST,
    PROGRAM,
    RECALL,
    SHARE_RELEASED,
    SHARE_TAKEN,
    Change,
    MemberHistory,
    Page,
    Publish,
    Push,
    RecallNote,
    TillNote,
)
from pos_loyalty.sync.till_programs import returned, take_program
from pos_loyalty.sync.till_records import (
    KINDS,
    RecordDesk,
    mark_unsent,
    note_sent,
    unsent_records,
)

_MOST_RECORDS: Final = 500
_EVENTS_AT_ONCE: Final = 500
_RECORDS_AT_ONCE: Final = 100
"""Rows that are taken in by one transaction: each takes some 25 ms, and a sale may wait for it."""

_MARKED_AT_ONCE: Final = 5000

_PAUSE_S: Final = 0.001
"""A writer who waits gets his turn in it."""

_EDGE: Final = Edge()
_LOG: Final = logging.getLogger(__name__)
_UNSENT: Final = """
    SELECT seq, epoch, member_id, body, prev_hash FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?
"""
_LAY_BY: Final = """
    INSERT INTO deferred_change (feed, seq, kind, key, body, device, min_version)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_PUT_TILL: Final = """
    INSERT INTO till_name (device, name, store, status) VALUES (?, ?, ?, ?)
    ON CONFLICT (device) DO UPDATE SET name = excluded.name, store = excluded.store,
        status = excluded.status
"""


class SqliteTillBook:
    """The book of one till. Each method is one transaction, and may be repeated."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._amender = Amender(store, clock)

    def place(self) -> TillPlace:
        """How far the till has come. Raises LookupError for one that stands alone."""
        with self._store.read() as reading:
            device, link = reading.log.device(), reading.hub.link()
            if link is None:
                raise LookupError("not paired")
            return TillPlace(
                device=device.device_id,
                epoch=device.epoch,
                seq=device.last_seq,
                tip_hash=device.tip_hash,
                sent_seq=link.sent_seq,
                acked_seq=link.acked_seq,
                incarnation=link.incarnation,
                cursors=reading.hub.cursors(),
                has_changes=reading.hub.has_changes(),
            )

    def hash_at(self, seq: int) -> bytes | None:
        """The link of this till's event of that seq; None where the log does not reach it."""
        with self._store.read() as reading:
            return link_at(reading.connection, seq)

    def next_push(self, *, most_events: int, most_bytes: int) -> Push | None:
        """The next push after ``acked_seq``, of one epoch; None when nothing waits."""
        with self._store.read() as reading:
            draft = _drafted(reading, most_events=most_events, most_bytes=most_bytes)
        if draft is None:
            return None
        with self._store.begin() as work:
            # A sale made since then may have burned what this sends: only here nobody sells.
            device, link = work.log.device(), work.hub.link()
            if link is None:
                return None
            last = draft.push.first_seq + len(draft.push.events) - 1
            transit = _transit(work, draft.members, last) if last < device.last_seq else {}
            if last > link.sent_seq:
                work.hub.put_sent(last)
                work.commit()
        if last > link.sent_seq:
            self._store.note_mark()
        return msgspec.structs.replace(draft.push, tip_seq=device.last_seq, transit=transit)

    def acked(self, push: Push, *, seq: int, incarnation: int) -> None:
        """The hub has everything up to ``seq``, and the records of ``push``."""
        with self._store.begin() as work:
            link = work.hub.link()
            if link is None or link.incarnation != incarnation:
                return
            work.hub.put_acked(max(seq, link.acked_seq))
            for change in push.records:
                note_sent(work, change)
            work.commit()

    def newest_program(self) -> int:
        """The number of the newest version of the program; 0 before the first."""
        with self._store.read() as reading:
            return reading.shop.newest_program()

    def program_after(self, number: int) -> Publish | None:
        """The version that follows, as it was published."""
        with self._store.read() as reading:
            versions = reading.shop.program_versions()
        return next((returned(each) for each in versions if each.number == number + 1), None)

    def rewind(self, *, seq: int, incarnation: int) -> None:
        """The hub has this till's log up to ``seq`` only; another one was put back as well.

        Its records are marked before that is noted, some at a time: a sale waits for some of them,
        and whoever dies on the way begins again.
        """
        with self._store.read() as reading:
            known = reading.hub.link()
        if known is not None and known.incarnation != incarnation:
            self._mark_records()
        with self._store.begin() as work:
            link = work.hub.link()
            if link is None:
                return
            work.hub.put_acked(min(seq, work.log.device().last_seq))
            if link.incarnation != incarnation:
                work.hub.put_incarnation(incarnation)
                work.hub.forget_cursors()
                work.bases.take_all()
                work.projections.drop_states()
            work.commit()

    def _mark_records(self) -> None:
        for kind in sorted(KINDS):
            after: str | None = ""
            while after is not None:
                with self._store.begin() as work:
                    after = mark_unsent(work, kind, after=after, limit=_MARKED_AT_ONCE)
                    work.commit()
                sleep(_PAUSE_S)

    def begin_epoch(self, *, above: int, after_seq: int, known_to_seq: int) -> None:
        """Begin an epoch above ``above``, with the events after ``after_seq`` in it."""
        now = self._clock()
        with self._store.begin() as work:
            device, link = work.log.device(), work.hub.link()
            after = min(after_seq, device.last_seq)
            lost = max(0, known_to_seq - after)
            give_up(work)
            rechain(work, above=above, after_seq=after, lost_numbers=lost)
            work.append(
                EventDraft(
                    type=EPOCH_RAISED,
                    data={
                        "from_epoch": device.epoch,
                        "lost_after_seq": after,
                        "known_to_seq": known_to_seq,
                    },
                    effective_at=work.log.effective(now),
                    occurred_at=now,
                )
            )
            if link is not None:
                work.hub.put_acked(min(after, link.acked_seq))
            work.log.flush()
            with suppress(PlaceTakenError), work.connection.attempt():
                self._take_laid_by(work)
            work.commit()
        _LOG.warning(
            "epoch after %s: the hub knows another log up to %s", device.epoch, known_to_seq
        )

    def apply(self, page: Page) -> bool:
        """Take in the rows of a page and move the cursor; False when they cannot come now.

        A few at a time, each with the cursor behind it: a sale waits for some rows, not for all.
        """
        start, has_erased = page.start, False
        for rows, to in _portions(page):
            if start != page.start:
                sleep(_PAUSE_S)
            with self._store.begin() as work:
                link = work.hub.link()
                if link is None or link.incarnation != page.incarnation:
                    return False
                if not work.hub.move_cursor(page.feed, start=start, to=to):
                    return False
                try:
                    has_erased |= self.take_rows(work, page.feed, rows)
                except PlaceTakenError:
                    return False
                work.commit()
            start = to
        if has_erased:
            self._store.empty_log()
        return True

    def add_history(self, history: MemberHistory) -> bool:
        """Take in all that happened to one member, whole, for one known by a summary only."""
        with self._store.begin() as work:
            is_taken = take_history(work, history, day_of=_day_of(work), now=self._clock())
            if is_taken:
                work.commit()
            return is_taken

    def add_grants(self, grants: Sequence[Grant], *, given_us: int) -> None:
        """Take shares of today's epoch, and note each in the log.

        None where the hub's clock is a day ahead: either that one is wrong, or this till's is.
        """
        now = self._clock()
        with self._store.begin() as work:
            device = work.log.device()
            if not work.log.follow(from_us(given_us), now=now):
                return
            for grant in grants:
                is_ours = (grant.device, grant.epoch) == (device.device_id, device.epoch)
                if is_ours and work.shares.add(grant, taken_us=to_us(now)):
                    _note(work, SHARE_TAKEN, {"grant": grant}, now)
            work.commit()

    def release(self, grants: Collection[str]) -> None:
        """Give back what is left of these shares, by events in the log."""
        now = self._clock()
        with self._store.begin() as work:
            for grant_id in grants:
                row = work.shares.grant(grant_id)
                if row is not None and row.state is GrantState.OPEN:
                    work.shares.put_state(grant_id, GrantState.CLOSED)
                    data = {"grant": grant_id, "points": work.shares.unburned(grant_id)}
                    _note(work, SHARE_RELEASED, data, now)
            work.commit()

    def give_up_shares(self) -> None:
        """Burn from no share any more: another log than this one may have burned from them."""
        with self._store.begin() as work:
            give_up(work)
            work.commit()

    def returnable(self, now_us: int) -> Sequence[str]:
        """Open shares that the hub has asked back, or of which a part has ended."""
        with self._store.read() as reading:
            return reading.shares.returnable(now_us)

    def amend(self) -> bool:
        """Put right what this till took back and another one had taken back before it."""
        return self._amender.amend()

    def take_rows(self, work: Work, feed: str, rows: Sequence[Change]) -> bool:
        """Take rows in; whether somebody was erased by one."""
        now = self._clock()
        if feed == EVENTS:
            self._take_events(work, rows, now)
            return False
        desk = RecordDesk(work, to_us(now))
        for change in rows:
            self._take_thing(work, desk, feed, change)
        return desk.has_erased

    def _take_events(self, work: Work, changes: Sequence[Change], now: datetime) -> None:
        known = [change for change in changes if change.min_version <= NEWEST]
        for change in changes:
            if change.min_version > NEWEST:
                _lay_by(work, EVENTS, change)
        arrivals = [Arrival(bytes(change.body), change.seq) for change in known]
        day_of = _day_of(work)
        try:
            with _EDGE, work.connection.attempt():
                laid_by = take_in(work, arrivals, day_of=day_of, now=now)
        except UNREADABLE:
            laid_by = [
                index
                for index, arrival in enumerate(arrivals)
                if not _is_taken(work, arrival, day_of, now)
            ]
        for index in laid_by:
            _lay_by(work, EVENTS, known[index])

    def _take_thing(self, work: Work, desk: RecordDesk, feed: str, change: Change) -> None:
        take = _THINGS.get(change.kind)
        if change.min_version > NEWEST or (take is None and change.kind not in KINDS):
            _lay_by(work, feed, change)
            return
        try:
            with _EDGE, work.connection.attempt():
                if take is None:
                    desk.take(change)
                else:
                    take(work, change, self._clock())
        except UNREADABLE as error:
            _LOG.warning("a row of feed %s cannot be read: %s", feed, type(error).__name__)
            _lay_by(work, feed, change)

    def _take_laid_by(self, work: Work) -> None:
        """Try again what found another event of this till's own at its place."""
        rows = work.connection.execute(
            "SELECT seq, kind, key, body, device, min_version FROM deferred_change"
            " WHERE feed = ? AND min_version <= ? ORDER BY seq",
            (EVENTS, NEWEST),
        ).all()
        work.connection.execute(
            "DELETE FROM deferred_change WHERE feed = ? AND min_version <= ?", (EVENTS, NEWEST)
        )
        changes = [
            Change(
                seq=seq,
                kind=kind,
                key=key,
                body=msgspec.Raw(body),
                device=device,
                min_version=version,
            )
            for seq, kind, key, body, device, version in rows
        ]
        self._take_events(work, changes, self._clock())


@dataclass(frozen=True, slots=True)
class _Draft:
    """A push before it is said what is on the way; and whom its events are about."""

    push: Push
    members: frozenset[str]


def _drafted(reading: Reading, *, most_events: int, most_bytes: int) -> _Draft | None:
    link = reading.hub.link()
    if link is None:
        return None
    records = _fitting_records(reading, most_bytes)
    size = sum(len(msgspec.json.encode(record)) for record in records)
    rows = reading.connection.execute(_UNSENT, (link.acked_seq, most_events)).all()
    rows = _fitting(rows, most_bytes - size)
    if not rows and not records:
        return None
    prev_hash = rows[0][4] if rows else link_at(reading.connection, link.acked_seq)
    push = Push(
        epoch=rows[0][1] if rows else reading.log.device().epoch,
        first_seq=link.acked_seq + 1,
        prev_hash=(prev_hash or b"").hex(),
        tip_seq=link.acked_seq,
        events=tuple(msgspec.Raw(row[3]) for row in rows),
        records=records,
        incarnation=link.incarnation,
    )
    return _Draft(push, frozenset(row[2] for row in rows if row[2] is not None))


def _portions(page: Page) -> Iterator[tuple[Sequence[Change], int]]:
    """The rows of a page, a few at a time, each with the place that the cursor moves to."""
    rows = page.rows
    at_once = _EVENTS_AT_ONCE if page.feed == EVENTS else _RECORDS_AT_ONCE
    for first in range(0, len(rows) - at_once, at_once):
        part = rows[first : first + at_once]
        yield part, part[-1].seq
    rest = (len(rows) - 1) // at_once * at_once if rows else 0
    yield rows[rest:], page.to


def _fitting_records(reading: Reading, most_bytes: int) -> tuple[RecordChange, ...]:
    """Changed records, at most half of what a push may carry: events are waited for too."""
    found: list[RecordChange] = []
    size = 0
    for change in unsent_records(reading, limit=_MOST_RECORDS):
        size += len(msgspec.json.encode(change))
        if found and size > most_bytes // 2:
            break
        found.append(change)
    return tuple(found)


def _fitting(rows: list[tuple[Any, ...]], most_bytes: int) -> list[tuple[Any, ...]]:
    """The first of these events, of one epoch; one at least, whatever its size."""
    size = 0
    for count, (_seq, epoch, _member_id, body, _prev) in enumerate(rows):
        size += len(body)
        if count and (size > most_bytes or epoch != rows[0][1]):
            return rows[:count]
    return rows


def _transit(reading: Reading, members: Collection[str], last: int) -> dict[str, int]:
    """What later events need of what this push credits; 0 too, in the place of what was said."""
    return {
        member_id: reading.shares.unsent(member_id, after_seq=last).needed
        for member_id in sorted(members)
    }


def _day_of(reading: Reading) -> Callable[[datetime], str]:
    """The shop's local days; those of UTC before it has a program."""
    versions = reading.shop.program_versions()
    document = decode_json(versions[0].document) if versions else {}
    zone = ZoneInfo(document["timezone"]) if "timezone" in document else ZoneInfo("UTC")
    return lambda at: local_day(at, zone).isoformat()


def _note(work: Work, kind: str, data: object, now: datetime) -> None:
    work.append(EventDraft(type=kind, data=data, effective_at=now, occurred_at=now))


def _lay_by(work: Work, feed: str, change: Change) -> None:
    work.connection.execute(
        _LAY_BY,
        (
            feed,
            change.seq,
            change.kind,
            change.key,
            bytes(change.body),
            change.device,
            change.min_version,
        ),
    )


def _is_taken(
    work: Work, arrival: Arrival, day_of: Callable[[datetime], str], now: datetime
) -> bool:
    """Whether an event could be added, where one of its page could not."""
    try:
        with _EDGE, work.connection.attempt():
            return not take_in(work, [arrival], day_of=day_of, now=now)
    except UNREADABLE as error:
        _LOG.warning("an event cannot be taken in: %s", type(error).__name__)
        return False


def _take_recall(work: Work, change: Change, _now: datetime) -> None:
    decode_as(RecallNote, bytes(change.body))
    work.shares.recall(change.key)


def _take_till(work: Work, change: Change, _now: datetime) -> None:
    note = decode_as(TillNote, bytes(change.body))
    work.connection.execute(_PUT_TILL, (change.key, note.name, note.store, note.status))


_THINGS: Final = {PROGRAM: take_program, RECALL: _take_recall, DEVICE: _take_till}
