"""A till without a file: the log, what others told, shares and records, and the few acts of a shop.

A burn takes shares first and then credits of the till's own that nobody else can have seen.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from pos_loyalty.domain.chain import GENESIS, chain_hash
from pos_loyalty.domain.events import (
    Happening,
    MemberEvent,
    Position,
    RedemptionUndone,
    Refunded,
)
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.program import ProgramTimeline
from pos_loyalty.domain.reigns import Reigns
from pos_loyalty.domain.reversal import quote_amends
from pos_loyalty.domain.shared_records import (
    CARD,
    MEMBER,
    STAFF,
    Stamped,
    is_erased,
    merged,
    written,
)
from pos_loyalty.domain.shares import Grant, GrantRow, GrantState
from pos_loyalty.domain.tills import TillPlace
from pos_loyalty.domain.unsent import OwnPoints
from pos_loyalty.storage.codec import (
    Envelope,
    decode_body,
    decode_member_event,
    encode_body,
    type_name,
)
from pos_loyalty.sync.protocol import (
    EVENTS,
    NEWEST,
    SHOP,
    MemberHistory,
    Page,
    ProgramNote,
    Publish,
    Push,
)
from tests.support.till_state import EPOCH, Logged, Mark, TillState, Told, at_us, us_at

_BELIEVED_AHEAD_US = 24 * 3600 * 1_000_000
_RECORDS = frozenset({MEMBER, CARD, STAFF})


class MemoryTill:
    """A ``TillBook`` with a shop's acts upon it."""

    def __init__(
        self,
        state: TillState,
        *,
        timeline: ProgramTimeline,
        reigns: Reigns,
        new_id: Callable[[], str],
    ) -> None:
        self.state = state
        self.mark = Mark(1, 0, GENESIS)
        self.version = NEWEST
        self.clock_us = 0
        self._timeline = timeline
        self._reigns = reigns
        self._new_id = new_id

    # What the protocol asks.

    def place(self) -> TillPlace:
        state = self.state
        return TillPlace(
            device=state.device,
            epoch=state.epoch,
            seq=len(state.log),
            tip_hash=self.tip,
            sent_seq=state.sent,
            acked_seq=state.acked,
            incarnation=state.incarnation,
            cursors=dict(state.cursors),
            has_changes=bool(state.dirty or state.overruled),
        )

    def hash_at(self, seq: int) -> bytes | None:
        log = self.state.log
        return log[seq - 1].hash if 0 < seq <= len(log) else None

    def next_push(self, *, most_events: int, most_bytes: int) -> Push | None:
        del most_bytes
        state = self.state
        waiting = state.log[state.acked : state.acked + most_events]
        events = [each for each in waiting if each.epoch == waiting[0].epoch]
        records = tuple(state.changes())
        if not events and not records:
            return None
        last = state.acked + len(events)
        push = Push(
            epoch=events[0].epoch if events else state.epoch,
            first_seq=state.acked + 1,
            prev_hash=(self.hash_at(state.acked) or GENESIS).hex(),
            tip_seq=len(state.log),
            events=tuple(msgspec.Raw(each.body) for each in events),
            records=records,
            transit={
                member: self._own_points(member, after_seq=last).needed
                for member in sorted({each.member for each in events if each.member is not None})
            },
            incarnation=state.incarnation,
        )
        self.mark_sent(last)
        return push

    def mark_sent(self, seq: int) -> None:
        """Events up to there may be known elsewhere from now on."""
        self.state.sent = max(self.state.sent, seq)
        self.mark = replace(self.mark, sent=self.state.sent)

    def acked(self, push: Push, *, seq: int, incarnation: int) -> None:
        state = self.state
        if incarnation != state.incarnation:
            return
        state.acked = max(state.acked, seq)
        for change in push.records:
            place = (change.kind, change.key)
            state.drop_overruled(change)
            mine, dirty = state.records.get(place, {}), state.dirty.get(place, set())
            left = {name for name in dirty if change.fields.get(name) != mine.get(name)}
            if left:
                state.dirty[place] = left
            else:
                state.dirty.pop(place, None)

    def rewind(self, *, seq: int, incarnation: int) -> None:
        state = self.state
        state.acked = min(seq, len(state.log))
        if incarnation == state.incarnation:
            return
        state.incarnation = incarnation
        state.cursors = {}
        self.mark_unsent(lambda _each: True)

    def mark_unsent(self, is_meant: Callable[[Stamped], bool]) -> None:
        """Have fields sent again."""
        for place, fields in self.state.records.items():
            names = {name for name, each in fields.items() if is_meant(each)}
            if names:
                self.state.dirty[place] = self.state.dirty.get(place, set()) | names

    def keep_overruled(self, place: tuple[str, str], told: Mapping[str, Stamped]) -> None:
        """Keep what was not told and gives way to what the hub tells."""
        self.state.keep_overruled(place, told)

    def newest_program(self) -> int:
        return max(self.state.programs, default=0)

    def program_after(self, number: int) -> Publish | None:
        note = self.state.programs.get(number + 1)
        if note is None:
            return None
        return Publish(
            document=note.document,
            valid_from_us=us_at(note.valid_from),
            published_by=note.published_by,
            number=note.number,
            published_us=us_at(note.published_at),
        )

    def begin_epoch(self, *, above: int, after_seq: int, known_to_seq: int) -> None:
        state = self.state
        self._leave_epoch(above)
        moved, state.log = state.log[after_seq:], state.log[:after_seq]
        for each in moved:
            said = decode_body(each.body)
            position = replace(said.position, epoch=state.epoch)
            self._chain(msgspec.structs.replace(said, position=position), each.covered)
        self._raised(known_to_seq)

    def _leave_epoch(self, above: int) -> None:
        state = self.state
        if state.epoch == 1:
            # From here on it reads its own rows too, from the beginning.
            state.cursors.pop(EVENTS, None)
        state.epoch = max(state.epoch, above) + 1

    def _raised(self, known_to_seq: int) -> None:
        self.state.acked = min(self.state.acked, len(self.state.log))
        self.give_up_shares()
        self.append("epoch-raised", {"known_to_seq": known_to_seq}, now_us=0)

    def apply(self, page: Page) -> bool:
        state = self.state
        if not self.starts_here(page):
            return False
        rows = [row for row in page.rows if row.min_version <= self.version]
        state.deferred += len(page.rows) - len(rows)
        if page.feed == SHOP:
            for row in rows:
                self._learn(row.kind, row.key, bytes(row.body))
        elif not self._hear(bytes(row.body) for row in rows):
            return False
        state.cursors[page.feed] = page.to
        return True

    def starts_here(self, page: Page) -> bool:
        """Whether a page goes on from where this till stands."""
        is_now = page.incarnation == self.state.incarnation
        return is_now and self.state.cursors.get(page.feed, 0) == page.start

    def add_history(self, history: MemberHistory) -> bool:
        return self._hear(bytes(row.body) for row in history.events)

    def add_grants(self, grants: Sequence[Grant], *, given_us: int) -> None:
        state, self.state.effective_us = self.state, max(self.state.effective_us, given_us + 1)
        for grant in grants:
            if grant.grant not in state.grants and grant.epoch == state.epoch:
                state.grants[grant.grant] = GrantRow(grant=grant)
                self.append("share-taken", {"grant": grant}, now_us=0)

    def release(self, grants: Collection[str]) -> None:
        for grant in grants:
            row = self.state.grants[grant]
            if row.state is GrantState.OPEN:
                self.state.grants[grant] = replace(row, state=GrantState.CLOSED)
                self.append("share-released", {"grant": grant, "points": row.held}, now_us=0)

    def give_up_shares(self) -> None:
        self.mark_sent(len(self.state.log))
        for grant, row in self.state.grants.items():
            if row.state is GrantState.OPEN:
                self.state.grants[grant] = replace(row, state=GrantState.IN_DOUBT)

    def returnable(self, now_us: int) -> Sequence[str]:
        return [
            grant
            for grant, row in self.state.grants.items()
            if row.state is GrantState.OPEN
            and (row.is_recalled or (row.held and row.left_at(now_us) < row.held))
        ]

    def amend(self) -> bool:
        members, self.state.doubted = self.state.doubted, set()
        due = [
            (member, happening)
            for member in sorted(members)
            for happening, _partner in quote_amends(self.fold_of(member), self.state.device)
        ]
        for member, happening in due:
            self.record(happening, member, now_us=self.clock_us)
        return bool(due)

    # What the shop does.

    @property
    def tip(self) -> bytes:
        return self.hash_at(len(self.state.log)) or GENESIS

    def state_of(self, member: str, now_us: int) -> MemberState | None:
        """Where a member stands by all that this till knows."""
        if not self.history(member):
            return None
        fold = self.fold_of(member)
        fold.advance(at_us(now_us))
        return fold.state()

    def fold_of(self, member: str) -> Fold:
        """A member's whole history as this till knows it, to be asked for refunds."""
        fold = Fold(self._timeline, reigns=self._reigns)
        for event in sorted(self.history(member), key=lambda event: event.position):
            fold.apply(event)
        return fold

    def history(self, member: str) -> list[MemberEvent]:
        told = (each.event for each in self.state.told.values() if each.member == member)
        own = (each.event for each in self.state.log if each.member == member)
        return [event for event in (*own, *told) if event is not None]

    def burnable(self, member: str, now_us: int) -> tuple[int, int]:
        """Points that the member can burn, and those of them that need nobody's word."""
        now_us = max(now_us, self.state.effective_us)
        state = self.state_of(member, now_us)
        if state is None:
            return 0, 0
        own = self._own_points(member, after_seq=self.state.sent).left_at(at_us(now_us))
        shares = sum(row.left_at(now_us) for row in self._shares(member))
        return state.spendable, min(state.spendable, max(own, 0) + shares)

    def record(self, happening: Happening, member: str, *, now_us: int, burned: int = 0) -> Logged:
        """Write what happened to a member; ``burned`` points come out of shares where there are."""
        at = max(now_us, self.state.effective_us)
        shares = self._take(member, burned, at)
        return self.append(
            type_name(happening), happening, member=member, now_us=now_us, shares=shares
        )

    def _take(self, member: str, points: int, now_us: int) -> dict[str, int]:
        taken: dict[str, int] = {}
        for row in self._shares(member):
            some = min(points, row.left_at(now_us))
            if some:
                taken[row.grant.grant] = some
                points -= some
                used = max(row.used, _lapsed(row, now_us)) + some
                self.state.grants[row.grant.grant] = replace(row, used=used)
        return taken

    def append(
        self,
        kind: str,
        data: object,
        *,
        now_us: int,
        member: str | None = None,
        shares: Mapping[str, int] | None = None,
    ) -> Logged:
        """Write an event at the end of the log."""
        state = self.state
        state.effective_us = max(now_us, state.effective_us)
        position = Position(
            at_us(state.effective_us), state.device, state.epoch, len(state.log) + 1
        )
        envelope = Envelope(
            id=self._new_id(),
            type=kind,
            ver=1,
            position=position,
            occurred=position.effective_at,
            data=data,
            member=member,
            program=1,
            shares=dict(shares or {}),
        )
        return self._chain(envelope, sum((shares or {}).values()))

    def _chain(self, envelope: Envelope[Any], covered: int) -> Logged:
        state, body, prev = self.state, encode_body(envelope), self.tip
        event: MemberEvent | None = None
        if envelope.member is not None:
            try:
                event = decode_member_event(envelope.type, body)
            except msgspec.MsgspecError:
                event = None
        logged = Logged(
            seq=len(state.log) + 1,
            epoch=state.epoch,
            id=envelope.id,
            type=envelope.type,
            member=envelope.member,
            effective_us=(envelope.position.effective_at - EPOCH) // timedelta(microseconds=1),
            body=body,
            prev_hash=prev,
            hash=chain_hash(prev, body),
            event=event,
            covered=covered,
        )
        state.log.append(logged)
        self.mark = Mark(state.epoch, logged.seq, logged.hash, state.sent)
        return logged

    def edit(self, kind: str, key: str, values: Mapping[str, Any], *, now_us: int) -> None:
        """Change fields of a record."""
        state = self.state
        place, fields = (kind, key), dict(state.records.get((kind, key), {}))
        if is_erased(kind, fields):
            return
        state.hlc = max((now_us // 1000) << 16, state.hlc + 1)
        for name, value in values.items():
            before = fields.get(name)
            if before is None or before.value != value:
                fields[name] = written(
                    kind, name, value, before=before, hlc=state.hlc, device=state.device
                )
                state.dirty.setdefault(place, set()).add(name)
        state.put_record(place, merged(kind, fields, {}))

    def boot(self, mark: Mark) -> None:
        """Start: where the log ends before the mark, it was put back."""
        state = self.state
        link = self.hash_at(mark.high_seq)
        known = mark.high_seq == 0 or (
            link == mark.tip_hash and state.log[mark.high_seq - 1].epoch == mark.epoch
        )
        self.mark_sent(min(mark.sent, len(state.log)))
        if not known:
            self._leave_epoch(mark.epoch)
            self._raised(mark.high_seq)

    def _shares(self, member: str) -> list[GrantRow]:
        rows = [
            row
            for row in self.state.grants.values()
            if row.state is GrantState.OPEN
            and row.grant.member == member
            and row.grant.epoch == self.state.epoch
        ]
        return sorted(rows, key=_end)

    def _own_points(self, member: str, *, after_seq: int) -> OwnPoints:
        points = OwnPoints()
        for each in self.state.log[after_seq:]:
            if each.member == member and each.event is not None:
                points.add(each.event, covered=each.covered)
        return points

    def _hear(self, bodies: Iterable[bytes]) -> bool:
        state = self.state
        new: list[Told] = []
        own = {each.id for each in state.log}
        for body in bodies:
            said = decode_body(body)
            if said.id in own or said.id in state.told:
                continue
            place = said.position
            if place.device == state.device:
                mine = state.log[place.seq - 1] if place.seq <= len(state.log) else None
                if mine is not None and mine.epoch == place.epoch:
                    return False
            event = decode_member_event(said.type, body) if said.member else None
            new.append(
                Told(said.id, place.device, place.epoch, place.seq, said.member, body, event)
            )
            us = (place.effective_at - EPOCH) // timedelta(microseconds=1)
            self.note_time(us)
        state.told.update({each.id: each for each in new})
        self._note_doubts(new)
        return True

    def _note_doubts(self, new: Iterable[Told]) -> None:
        """Of whom this till took something back it looks at what others tell."""
        state = self.state
        mine = {each.member for each in state.log if each.event and _takes_back(each.event)}
        for each in state.told.values():
            if each.device == state.device and each.event and _takes_back(each.event):
                mine.add(each.member)
        state.doubted |= {each.member for each in new if each.member in mine and each.member}

    def note_time(self, us: int) -> None:
        """What happens here from now on comes after what happened elsewhere at that time."""
        if us <= self.clock_us + _BELIEVED_AHEAD_US:
            self.state.effective_us = max(self.state.effective_us, us + 1)

    def _learn(self, kind: str, key: str, body: bytes) -> None:
        state = self.state
        if kind == "recall":
            row = state.grants.get(key)
            if row is not None:
                state.grants[key] = replace(row, is_recalled=True)
        if kind == "program":
            note = msgspec.json.decode(body, type=ProgramNote)
            state.programs.setdefault(note.number, note)
        if kind not in _RECORDS:
            return
        place = (kind, key)
        theirs = msgspec.json.decode(body, type=dict[str, Stamped])
        whole = merged(kind, state.records.get(place, {}), theirs)
        self.keep_overruled(place, theirs)
        state.put_record(place, whole)
        state.hlc = max(state.hlc, *(each.hlc for each in whole.values()))
        state.dirty.pop(place, None)
        dirty = {name for name, mine in whole.items() if mine != theirs.get(name)}
        if dirty:
            state.dirty[place] = dirty
        if is_erased(kind, whole) and key not in state.confirmed:
            state.confirmed.add(key)
            self.append("erasure-confirmed", {"member": key}, now_us=0)


def _end(row: GrantRow) -> tuple[bool, int, str]:
    ends = [part.expires_us for part in row.grant.parts if part.expires_us is not None]
    return (not ends, min(ends, default=0), row.grant.grant)


def _takes_back(event: MemberEvent) -> bool:
    return isinstance(event.happening, Refunded | RedemptionUndone)


def _lapsed(row: GrantRow, now_us: int) -> int:
    through = lapsed = 0
    for part in row.grant.parts:
        through += part.points
        if part.expires_us is not None and part.expires_us <= now_us:
            lapsed = through
    return lapsed
