"""What must hold after every step of a history, and what when all has come to rest."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import msgspec

from pos_loyalty.domain.events import (
    Happening,
    Redeemed,
    RedemptionUndone,
    Refunded,
    TakenBackOnce,
)
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.ledger import entries_of, member_account, moved_points
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.shared_records import MEMBER, is_erased
from pos_loyalty.domain.shares import GrantState, reserved
from pos_loyalty.domain.tills import DeviceStatus, InboxRow, InboxStatus
from pos_loyalty.storage.codec import decode_member_event
from pos_loyalty.sync.protocol import EVENTS, PROGRAM
from tests.simulation.world import FUTURE, Machine, World, rules
from tests.support.till_state import at_us


class BrokenError(AssertionError):
    """Something that must hold does not."""


@dataclass(slots=True)
class _Read:
    """How far of what a till says it has read was checked."""

    incarnation: int = 0
    seq: int = 0


class Checker:
    """Looks at a world after each step; keeps what it found of what has not changed since."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._folded: dict[str, tuple[tuple[InboxRow, ...], MemberState | None]] = {}
        self._read: dict[int, _Read] = {}
        self._epochs: dict[str, tuple[int, int]] = {}

    def after_step(self) -> None:
        """Raise BrokenError where an invariant does not hold."""
        for machine in self._world.machines:
            self._check_acked(machine)
            self._check_cursor(machine)
        self._check_epochs()
        for member in self._world.members:
            self._check_member(member)

    def _check_epochs(self) -> None:
        """A till's epoch never falls; but in a hub that was put back."""
        state = self._world.hub_book.state
        for device, row in state.devices.items():
            now = (state.meta.incarnation, row.epoch)
            if now < self._epochs.get(device, now):
                raise BrokenError(f"the epoch of {device} fell to {row.epoch}")
            self._epochs[device] = now

    def _check_acked(self, machine: Machine) -> None:
        """What a till takes for sent is at the hub."""
        state, hub = machine.book.state, self._world.hub_book.state
        if state.incarnation == hub.meta.incarnation:
            for logged in state.log[: state.acked]:
                if logged.id not in hub.events:
                    raise BrokenError(f"{machine.name}: {logged.id} was acked and is not there")

    def _check_cursor(self, machine: Machine) -> None:
        """What a till takes for read it has read; its own of a first epoch it need not."""
        state, hub = machine.book.state, self._world.hub_book.state
        if state.incarnation != hub.meta.incarnation:
            return
        read = self._read.setdefault(id(machine), _Read())
        cursor = state.cursors.get(EVENTS, 0)
        if (read.incarnation, read.seq) > (state.incarnation, cursor):
            read.seq = 0
        if read.incarnation != state.incarnation:
            read.incarnation, read.seq = state.incarnation, 0
        own = {logged.id for logged in state.log} if read.seq < cursor else set()
        for seq in range(read.seq + 1, cursor + 1):
            row = hub.feed[seq]
            if row.device != machine.name and row.key not in state.told and row.key not in own:
                raise BrokenError(f"{machine.name} stands at {cursor} and skipped {seq}")
        read.seq = cursor

    def _check_member(self, member: str) -> None:
        state = self._state(member)
        if state is None:
            return
        world = self._world
        hub = world.hub_book.state
        rows = hub.histories[member]
        if len({row.id for row in rows}) != len(rows):
            raise BrokenError(f"an event of {member} is booked twice")
        is_sound = (
            member not in world.tainted and not world.is_exposed and not self._was_revoked(member)
        )
        if not is_sound or hub.meta.is_recovering:
            return
        if state.debt:
            raise BrokenError(f"{member} owes {state.debt}, and nothing was undone")
        now = at_us(world.now_us)
        has_lapsed = any(lot.has_lapsed(now) for lot in state.lots) or state.lapsed
        if has_lapsed or world.clock_was_wrong:
            return
        grants = [row for row in hub.grants.values() if row.grant.member == member]
        if world.was_put_back:
            # What a lost log had said was on the way stays apart until the new one is here.
            grants = [row for row in grants if row.state is GrantState.OPEN]
        transit = (
            0
            if world.was_put_back
            else sum(some for (_, of), some in hub.transit.items() if of == member)
        )
        spendable = sum(lot.points for lot in state.lots)
        if reserved(grants) + transit > spendable:
            raise BrokenError(
                f"{member}: {reserved(grants)} in shares, {transit} on the way, of {spendable}"
            )

    def _state(self, member: str) -> MemberState | None:
        rows = self._world.hub_book.state.histories.get(member, ())
        kept = self._folded.get(member)
        if kept is None or kept[0] is not rows:
            kept = (rows, folded(rows, is_whole=self._is_whole(member)))
            self._folded[member] = kept
        return kept[1]

    def _is_whole(self, member: str) -> bool:
        """Whether all that happened to a member is booked: what undoes other things may wait."""
        if member in self._world.tainted:
            return False
        return not any(
            row.member == member and row.status is InboxStatus.REFUSED
            for row in self._world.hub_book.state.events.values()
        )

    def _was_revoked(self, member: str) -> bool:
        """Whether a credit of the member's may lie aside, of a till that was revoked.

        A hub that was put back may have lost it. It hears no more of it from such a till, and not
        at once from one that was let in again: nobody waited for that one.
        """
        hub = self._world.hub_book.state
        if self._world.hub_was_put_back and any(
            device.status is DeviceStatus.REVOKED or device.hello_incarnation < hub.meta.incarnation
            for device in hub.devices.values()
        ):
            return True
        return any(row.member == member and row.reason == "revoked" for row in hub.events.values())

    # At rest.

    def at_rest(self) -> None:
        """Raise BrokenError where the tills and the hub do not agree, though all was said."""
        hub = self._world.hub_book.state
        gone = {machine.name for machine in self._world.machines if machine.is_gone}
        told = {row.key for row in hub.feed.values()}
        refused = {row.id for row in hub.events.values() if row.status is InboxStatus.REFUSED}
        for machine in self._world.machines:
            if not machine.is_gone:
                self._check_rest(machine)
                self._check_same(machine, told, refused, gone)
        if hub.meta.is_recovering:
            raise BrokenError("the hub waits for somebody still")
        if all(device.status is DeviceStatus.ACTIVE for device in hub.devices.values()):
            # Who is gone, or two machines, puts nothing right: a person is told.
            for member in self._world.members:
                self._check_once(member)
        self._check_written()
        self.after_step()

    def _check_written(self) -> None:
        """What people wrote of members stands, was seen by who wrote after, or is shown to one.

        Not of what anybody lost: who knew it may have been put back, or be gone.
        """
        world, hub = self._world, self._world.hub_book.state
        is_lost = world.was_put_back or world.is_exposed or world.hub_was_put_back
        if is_lost or any(machine.is_gone for machine in world.machines):
            return
        shown = Counter((each.key, each.field, each.left) for each in hub.conflicts)
        if shown and max(shown.values()) > 1:
            raise BrokenError("a conflict is shown twice")
        for (kind, key, name), written in world.written.items():
            fields = hub.records[kind, key]
            # Of a card that has ended nothing else is said, whoever saw what.
            if kind != MEMBER or is_erased(kind, fields):
                continue
            for each in written:
                # To say the same is no contradiction.
                said = {x.value for x in written if x.device != each.device} | {fields[name].value}
                is_seen = each.hlc in {x.seen for x in written}
                if not is_seen and each.value not in said and (key, name, each) not in shown:
                    raise BrokenError(f"nobody is told of {each.value} as {name} of {key}")

    def _check_once(self, member: str) -> None:
        """What tills took back apart went back once: every till has put right what it wrote."""
        hub = self._world.hub_book.state
        rows = hub.histories.get(member, ())
        is_refused = any(
            row.member == member and row.status is InboxStatus.REFUSED
            for row in hub.events.values()
        )
        if rows and not is_refused:
            check_once(member, rows)

    def _check_rest(self, machine: Machine) -> None:
        state, hub = machine.book.state, self._world.hub_book.state
        if state.acked != len(state.log) or state.dirty:
            raise BrokenError(f"{machine.name} has not sent {len(state.log) - state.acked}")
        for feed, head in hub.heads.items():
            if state.cursors.get(feed, 0) != head:
                raise BrokenError(f"{machine.name} has not read {feed} to {head}")
        if state.cursors and not state.deferred and machine.book.version < FUTURE:
            raise BrokenError(f"{machine.name} took in what it cannot understand")
        # What anybody knows who is still there, a hub that was put back knows again.
        if dict(hub.records) != state.records:
            raise BrokenError(f"{machine.name} has other records than the hub")
        programs = {int(row.key) for row in hub.shop.values() if row.kind == PROGRAM}
        if programs != state.programs.keys():
            raise BrokenError(f"{machine.name} has programs {sorted(state.programs)}")
        for number, note in state.programs.items():
            if msgspec.json.encode(note) != hub.shop[PROGRAM, str(number)].body:
                raise BrokenError(f"{machine.name} has another program {number}")

    def _check_same(
        self, machine: Machine, feed: set[str], refused: set[str], gone: set[str]
    ) -> None:
        state, hub = machine.book.state, self._world.hub_book.state
        places = {each.id: (machine.name, each.epoch, each.seq) for each in state.log}
        missing = places.keys() - hub.events.keys()
        if missing:
            raise BrokenError(f"{machine.name} sent {sorted(missing)}, and the hub lacks them")
        about = {each.id for each in state.log if each.member is not None}
        # What was told before the hub was put back may have been refused when it came again.
        here = (about - refused) | {
            each.id
            for each in state.told.values()
            if each.device not in gone and each.id not in refused
        }
        there = {id_ for id_ in feed if hub.events[id_].device not in gone}
        if here != there:
            raise BrokenError(
                f"{machine.name}: only here {sorted(here - there)},"
                f" only there {sorted(there - here)}"
            )
        if self._world.is_exposed or self._world.put_back_often:
            # What was sent twice under two places stays at the first of them.
            return
        for id_, place in places.items():
            row = hub.events[id_]
            if row.id not in refused and (row.device, row.epoch, row.seq) != place:
                raise BrokenError(f"{machine.name}: {id_} is at {place} here")
        now_us = self._world.now_us + 100 * 24 * 3600 * 1_000_000
        if gone or refused & (about | state.told.keys()):
            return
        for member in self._world.members:
            here_now = machine.book.state_of(member, now_us)
            there_now = folded(hub.histories.get(member, ()), at=at_us(now_us))
            if here_now != there_now:
                raise BrokenError(f"{machine.name}: {member} stands otherwise at the hub")


def check_once(member: str, rows: tuple[InboxRow, ...]) -> None:
    """Raise BrokenError where entries took more of a thing than there was, or too little."""
    timeline, reigns = rules()
    fold = Fold(timeline, reigns=reigns)
    taken: Counter[str] = Counter()
    given: Counter[str] = Counter()
    events = [decode_member_event(row.type, row.body) for row in rows]
    for event in events:
        if event is not None:
            fold.apply(event)
            _note_back(event.happening, taken, given)
    for trail in fold.purchases:
        name, earned = trail.sale.sale_id, trail.sale.award.points
        # What had lapsed by then was said by a till that may not have known of a burn.
        least = earned if trail.complete and trail.lot.expires_at is None else 0
        spent = trail.sale.spent * trail.refunded_minor // trail.sale.paid_minor
        if not least <= taken[name] <= earned or given[name] != spent:
            raise BrokenError(f"{member}: of {name} {taken[name]} went, {given[name]} came back")
    for event in events:
        if event is not None and isinstance(event.happening, Redeemed):
            name, spent = event.happening.redemption_id, event.happening.spent
            if given[name] not in {0, spent}:
                raise BrokenError(f"{member}: {given[name]} of {spent} came back of {name}")


def _note_back(happening: Happening, taken: Counter[str], given: Counter[str]) -> None:
    match happening:
        case Refunded(sale_id=name, reversed_points=some, restored_points=back):
            taken[name] += some
            given[name] += back
        case RedemptionUndone(redemption_id=name, restored_points=back):
            given[name] += back
        case TakenBackOnce(name=name, returned=some, reclaimed=back):
            taken[name] -= some
            given[name] -= back
        case _:
            pass


def folded(
    rows: tuple[InboxRow, ...], *, at: datetime | None = None, is_whole: bool = False
) -> MemberState | None:
    """Where a member stands by the hub's events; its entries must say the same."""
    events = [decode_member_event(row.type, row.body) for row in rows]
    if not any(events):
        return None
    timeline, reigns = rules()
    fold = Fold(timeline, reigns=reigns)
    moved = 0
    for event in events:
        if event is not None:
            fold.apply(event)
            moved += moved_points(entries_of(event), member_account(event.member_id))
    if at is not None:
        fold.advance(at)
    state = fold.state()
    if is_whole and moved != state.balance + state.lapsed:
        raise BrokenError(f"entries say {moved}, the fold {state.balance} and {state.lapsed}")
    return state
