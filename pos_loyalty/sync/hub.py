"""The hub's end of the protocol: what it answers to tills, one transaction for each request.

It knows no clock and no line: the till's id comes from whoever checked the signature, and the time
with it. Any number of processes may answer side by side; what they share is the database.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import msgspec

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.shared_records import (
    CARD,
    MEMBER,
    STAFF,
    RecordChange,
    conflicts,
    merged,
)
from pos_loyalty.domain.shares import Grant, GrantState
from pos_loyalty.domain.tills import DeviceRow, DeviceStatus, FeedRow, HubMeta, InboxStatus
from pos_loyalty.storage.codec import decode_body, decode_json
from pos_loyalty.storage.instants import from_us, to_us
from pos_loyalty.sync.books import HubBook, HubWork
from pos_loyalty.sync.entitlement import ProgramShelf, ShareDesk, ShareSeal
from pos_loyalty.sync.intake import (
    Arrival,
    Bookkeeper,
    feed_rows,
    first_new,
    leaves_lineage,
    links_of,
    read_events,
)
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import (
    EVENTS,
    FEEDS,
    NEWEST,
    OLDEST,
    PAGE_ROWS,
    PROGRAM,
    SHOP,
    Change,
    Hello,
    MemberHistory,
    Page,
    ProgramNote,
    Publish,
    Published,
    Push,
    Pushed,
    Refused,
    Shares,
    Wants,
    Welcome,
    Whose,
    change_of,
)
from pos_loyalty.sync.recovery import begin_recovery, ended_recovery

MOST_EPOCHS: Final = 10_000
"""A till begins a new one when it was put back from a backup."""
_LATEST_US: Final = to_us(datetime(9990, 1, 1, tzinfo=UTC))
"""Near the end of the calendar there is no next day any more, in which a version comes to rule."""
_RECORDS: Final = frozenset({MEMBER, CARD, STAFF})


class HubSync:
    """Answers tills. Raises ``ProblemError`` for what it does not do."""

    def __init__(
        self, book: HubBook, seal: ShareSeal, *, versions: tuple[int, int] = (OLDEST, NEWEST)
    ) -> None:
        self._book = book
        self._seal = seal
        self._versions = versions
        self._shelf = ProgramShelf()
        self._desk = ShareDesk(seal, self._shelf)

    def hello(self, device: str, hello: Hello, *, now_us: int) -> Welcome:
        """How far the hub has come with a till."""
        _check_epoch(hello.epoch)
        with self._book.begin() as work:
            till = _till(work, device)
            meta = work.meta()
            if _was_put_back(hello, till, meta, work):
                meta = begin_recovery(work)
                till = _till(work, device)
            found = self._shelf.timeline(work)
            programs = len(found[0].versions) if found else 0
            till = self._greeted(till, hello, meta, programs=programs, now_us=now_us)
            work.put_device(till)
            meta = ended_recovery(work, meta)
            grants = () if till.status is not DeviceStatus.ACTIVE else _untold(work, till, hello)
            heads = dict(work.heads())
            work.commit()
        return Welcome(
            version=till.version,
            incarnation=meta.incarnation,
            epoch=till.epoch,
            seq=till.seq,
            tip_hash=till.tip_hash.hex() if till.seq else "",
            heads=heads,
            server_us=now_us,
            is_recovering=meta.is_recovering,
            is_twin=till.status is DeviceStatus.TWIN,
            grants=grants,
            key_version=meta.key_version,
            programs=programs,
        )

    def _greeted(
        self, till: DeviceRow, hello: Hello, meta: HubMeta, *, programs: int, now_us: int
    ) -> DeviceRow:
        tip = till.seq + till.backlog
        if hello.epoch >= till.epoch:
            tip = max(tip, hello.seq)
        # A greeting may come late, from before the hub was put back.
        heard = min(hello.incarnation_seen, meta.incarnation)
        backlog = tip - till.seq
        if hello.programs > programs or (till.status is DeviceStatus.REVOKED and backlog):
            # It has not said all yet: it brings a version back that was lost, or tells of shares
            # that it was given before it was revoked.
            heard = 0
        return replace(
            till,
            version=min(self._versions[1], hello.versions[1]),
            app=hello.app,
            schema=hello.schema,
            backlog=backlog,
            clock_offset_ms=(hello.wall_us - now_us) // 1000,
            cursors=dict(hello.cursors),
            seen_us=max(till.seen_us, now_us),
            hello_incarnation=max(till.hello_incarnation, heard),
        )

    def push(self, device: str, push: Push, *, now_us: int) -> Pushed:
        """Take the next events of a till, and what it changed in records."""
        try:
            links = links_of(push)
        except ValueError:
            raise ProblemError("bad-request") from None
        _check_epoch(push.epoch)
        if push.first_seq < 1:
            raise ProblemError("bad-request")
        with self._book.begin() as work:
            till = _till(work, device)
            meta = work.meta()
            if push.incarnation != meta.incarnation:
                raise ProblemError("incarnation-changed", incarnation=meta.incarnation)
            try:
                index = first_new(work, till, push, links)
            except ProblemError as error:
                self._note_twin(work, till, error)
                raise
            arrivals = read_events(push, links, device=device, after=index, now_us=now_us)
            if arrivals:
                prev = links[index - 1] if index else push.prev_hash_bytes
                till = _entered(work, till, push.epoch, seq=push.first_seq + index, prev=prev)
            new = _new_ids(work, arrivals)
            judged = self._judged(work, till, arrivals, new)
            work.add_events([each.row for each in judged])
            changes = (
                [] if till.status is DeviceStatus.REVOKED else _merged(work, till, push, now_us)
            )
            till = _moved_on(work, till, push, arrivals)
            till = replace(till, seen_us=max(till.seen_us, now_us))
            work.put_device(till)
            meta = ended_recovery(work, meta)
            heads = dict(work.heads())
            for feed, rows in ((SHOP, changes), (EVENTS, feed_rows(judged, new))):
                if rows:
                    heads[feed] = work.publish(feed, rows)
            work.commit()
        return Pushed(
            epoch=till.epoch,
            seq=till.seq,
            tip_hash=till.tip_hash.hex(),
            incarnation=meta.incarnation,
            refused=_refused(judged),
            took_records=till.status is not DeviceStatus.REVOKED,
            heads=heads,
        )

    def _judged(
        self, work: HubWork, till: DeviceRow, arrivals: Sequence[Arrival], new: frozenset[str]
    ) -> list[Arrival]:
        """What becomes of each; what came before under another place has had its effect."""
        keeper = Bookkeeper(work, till, self._seal, self._shelf)
        judged = {
            each.row.seq: each
            for each in keeper.judge([each for each in arrivals if each.row.id in new])
        }
        return [judged.get(each.row.seq, each) for each in arrivals]

    @staticmethod
    def _note_twin(work: HubWork, till: DeviceRow, error: ProblemError) -> None:
        """Its old epoch goes on, though a new one began: two machines write under its name."""
        if error.problem.code == "fenced-epoch" and till.status is DeviceStatus.ACTIVE:
            work.put_device(replace(till, status=DeviceStatus.TWIN))
            work.commit()

    def page(
        self, device: str, *, feed: str, start: int, limit: int = PAGE_ROWS, with_own: bool
    ) -> Page:
        """Rows of a feed after a place; without the till's own, unless it asks for them."""
        if feed not in FEEDS or start < 0 or limit < 1:
            raise ProblemError("bad-request")
        with self._book.begin() as work:
            till = _till(work, device)
            _check_told(till, self._versions)
            meta = work.meta()
            without = "" if with_own or feed == SHOP else device
            found = work.page(
                feed, after=start, limit=min(limit, PAGE_ROWS), without_device=without
            )
        if start > found.head:
            # It was told more than there is: the hub was put back.
            raise ProblemError("incarnation-changed", incarnation=meta.incarnation)
        return Page(
            feed=feed,
            start=start,
            to=found.to,
            head=found.head,
            incarnation=meta.incarnation,
            rows=tuple(change_of(row) for row in found.rows),
            applied=till.seq,
        )

    def shares(self, device: str, wants: Wants, *, now_us: int) -> Shares:
        """Set points apart for a till, where there are any."""
        with self._book.begin_shares() as work:
            till = _till(work, device)
            if till.status is DeviceStatus.REVOKED:
                raise ProblemError("revoked")
            if wants.epoch < till.epoch:
                raise ProblemError("fenced-epoch", epoch=till.epoch, seq=till.seq + 1)
            shares = self._desk.give(work, till, wants, now_us=now_us)
            work.commit()
        return msgspec.structs.replace(shares, server_us=now_us)

    def history(self, device: str, member: str) -> MemberHistory:
        """All that happened to a member."""
        with self._book.begin_shares() as work:
            _check_told(_till(work, device), self._versions)
            bodies = work.history(member)
            head, incarnation = work.heads().get(EVENTS, 0), work.meta().incarnation
        return MemberHistory(
            member=member,
            head=head,
            incarnation=incarnation,
            events=tuple(_event_change(body) for body in bodies),
        )

    def whose(self, device: str, subject: str) -> Whose:
        """Whose a sale or a redemption is."""
        with self._book.begin() as work:
            _check_told(_till(work, device), self._versions)
            members = tuple(work.whose(subject))
            if not members and work.meta().is_recovering:
                # It may have known before it was put back.
                raise ProblemError("recovering")
        return Whose(subject=subject, members=members)

    def record(self, device: str, kind: str, key: str) -> RecordChange:
        """A member, a card or one of the staff, for a till that has not heard of it yet."""
        with self._book.begin() as work:
            _check_told(_till(work, device), self._versions)
            fields = work.records([(kind, key)]).get((kind, key)) if kind in _RECORDS else None
        if not fields:
            raise ProblemError("unknown-member")
        return RecordChange(kind=kind, key=key, fields=fields)

    def publish(self, device: str, wish: Publish, *, now_us: int) -> Published:
        """Publish a version of the program for all tills. It never changes afterwards."""
        try:
            program = read_program(decode_json(bytes(wish.document)))
        except (WrongDocumentError, msgspec.MsgspecError, ValueError, AttributeError, TypeError):
            raise ProblemError("bad-request", reason="document") from None
        if max(wish.valid_from_us, wish.published_us) > _LATEST_US:
            raise ProblemError("bad-request")
        with self._book.begin() as work:
            till = _till(work, device)
            _check_told(till, self._versions)
            # Whoever else publishes now waits here.
            work.records([(PROGRAM, "")])
            rows = {
                row.key: msgspec.json.decode(row.body, type=ProgramNote)
                for row in work.shop_rows(PROGRAM)
            }
            known = rows.get(str(wish.number))
            if known is not None:
                if decode_json(bytes(known.document)) != decode_json(bytes(wish.document)):
                    raise ProblemError("version-taken", number=wish.number)
                return _published(known)
            number = len(rows) + 1
            if wish.number not in {0, number}:
                raise ProblemError("version-taken", number=wish.number)
            if wish.published_us == 0 and work.meta().is_recovering:
                # The number may be that of a version which some till is about to bring back.
                raise ProblemError("recovering")
            if rows:
                first = read_program(decode_json(bytes(rows["1"].document)))
                if (first.currency, first.timezone) != (program.currency, program.timezone):
                    raise ProblemError("bad-request", reason="currency-or-timezone-fixed")
            start_us = wish.valid_from_us or now_us
            if wish.number == 0:
                start_us = max(start_us, now_us)
            note = ProgramNote(
                number=number,
                valid_from=from_us(start_us),
                document=wish.document,
                published_at=from_us(wish.published_us or now_us),
                published_by=wish.published_by,
            )
            body = msgspec.json.encode(note)
            work.publish(SHOP, [FeedRow(kind=PROGRAM, key=str(number), body=body, device=device)])
            work.commit()
        return _published(note)


def admitted(work: HubWork, device: str) -> DeviceRow:
    """A till that may be told what the shop knows. Raises ProblemError for any other."""
    till = _till(work, device)
    _check_told(till, (OLDEST, NEWEST))
    return till


def _till(work: HubWork, device: str) -> DeviceRow:
    till = work.device(device)
    if till is None:
        # Never "revoked": a hub that was put back may have forgotten a till that is in order.
        raise ProblemError("unknown-device")
    return till


def _check_epoch(epoch: int) -> None:
    # The hub looks into each of a till's epochs.
    if not 1 <= epoch <= MOST_EPOCHS:
        raise ProblemError("bad-request")


def _check_told(till: DeviceRow, versions: tuple[int, int]) -> None:
    if till.status is DeviceStatus.REVOKED:
        raise ProblemError("revoked")
    if till.version < versions[0]:
        raise ProblemError("upgrade-required", oldest=versions[0])


def _was_put_back(hello: Hello, till: DeviceRow, meta: HubMeta, work: HubWork) -> bool:
    """Whether the till was told of more than there is, by this very hub."""
    if hello.incarnation_seen != meta.incarnation:
        return False
    heads = work.heads()
    if any(seq > heads.get(feed, 0) for feed, seq in hello.cursors.items()):
        return True
    places = [(epoch, hello.acked) for epoch in range(1, hello.epoch + 1)]
    links = work.event_hashes(till.device, places).values() if hello.acked else ()
    return hello.acked > 0 and hello.acked_hash not in {link.hex() for link in links}


def _untold(work: HubWork, till: DeviceRow, hello: Hello) -> tuple[Grant, ...]:
    """Shares that the till was given and whose answer it may never have had."""
    if hello.epoch != till.epoch:
        return ()
    return tuple(
        row.grant
        for row in work.open_grants(device=till.device)
        if row.state is GrantState.OPEN and not row.is_taken
    )


def _entered(work: HubWork, till: DeviceRow, epoch: int, *, seq: int, prev: bytes) -> DeviceRow:
    """The till in the epoch of its next event; shares of the one before are in doubt then."""
    if epoch == till.epoch:
        return till
    status = till.status
    if status is DeviceStatus.ACTIVE and leaves_lineage(work, till, seq=seq, prev=prev):
        status = DeviceStatus.TWIN
    for row in work.open_grants(device=till.device):
        if row.state is GrantState.OPEN:
            work.put_grant(replace(row, state=GrantState.IN_DOUBT))
    return replace(till, epoch=epoch, seq=seq - 1, tip_hash=prev, status=status, backlog=0)


def _new_ids(work: HubWork, arrivals: Sequence[Arrival]) -> frozenset[str]:
    ids = [each.row.id for each in arrivals]
    return frozenset(ids).difference(work.known_events(ids)) if ids else frozenset()


def _moved_on(work: HubWork, till: DeviceRow, push: Push, arrivals: Sequence[Arrival]) -> DeviceRow:
    """The till after a push; and what is on the way with it."""
    tip = till.seq + till.backlog
    if arrivals:
        newest = arrivals[-1].row
        till = replace(till, seq=newest.seq, tip_hash=newest.hash)
        tip = max(push.tip_seq, tip)
    last = push.first_seq + len(push.events) - 1
    is_news = bool(arrivals) or push.tip_seq >= tip
    if push.epoch == till.epoch and last == till.seq and is_news:
        # Nothing older than what was said before: repeated messages may come in any order.
        work.put_transit(till.device, push.transit)
        tip = max(tip, push.tip_seq)
    till = replace(till, backlog=max(0, tip - till.seq))
    if till.backlog == 0:
        work.clear_transit(till.device)
    return till


def _merged(work: HubWork, till: DeviceRow, push: Push, now_us: int) -> list[FeedRow]:
    """Take changed records in; the rows that tell all tills."""
    asked = {(each.kind, each.key): each for each in push.records if each.kind in _RECORDS}
    if not asked:
        return []
    stands = work.records(sorted(asked))
    changed: list[RecordChange] = []
    rows = []
    for place in sorted(asked):
        change, mine = asked[place], stands.get(place, {})
        whole = merged(change.kind, mine, change.fields)
        for conflict in conflicts(change, mine, noticed_us=now_us):
            # What a till only gives back was looked at when its writer sent it.
            if change.fields[conflict.field].device == till.device:
                work.add_conflict(conflict)
        fields = {name: field for name, field in whole.items() if mine.get(name) != field}
        if fields:
            changed.append(RecordChange(kind=change.kind, key=change.key, fields=fields))
        # A till whose change was not taken is told as well what was.
        if fields or any(whole[name] != field for name, field in change.fields.items()):
            body = msgspec.json.encode(whole)
            rows.append(FeedRow(kind=change.kind, key=change.key, body=body, device=till.device))
    if changed:
        work.put_records(changed)
    return rows


def _refused(arrivals: Sequence[Arrival]) -> tuple[Refused, ...]:
    rows = [arrival.row for arrival in arrivals]
    return tuple(
        Refused(seq=row.seq, id=row.id, code=row.reason)
        for row in rows
        if row.status is InboxStatus.REFUSED
    )


def _event_change(body: bytes) -> Change:
    said = decode_body(body)
    return Change(
        seq=0,
        kind=said.type,
        key=said.id,
        body=msgspec.Raw(body),
        device=said.position.device,
    )


def _published(note: ProgramNote) -> Published:
    return Published(
        number=note.number,
        valid_from_us=to_us(note.valid_from),
        published_us=to_us(note.published_at),
    )
