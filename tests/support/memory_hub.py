"""The hub's database as a few mappings: as the real one, and fast enough for a million requests."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from dataclasses import dataclass, field, replace

from pos_loyalty.domain.desk_acts import DeskAct, DeskActKind
from pos_loyalty.domain.shared_records import (
    MEMBER,
    Conflict,
    RecordChange,
    Stamped,
    is_erased,
)
from pos_loyalty.domain.shares import GrantRow, GrantState
from pos_loyalty.domain.sightings import REMEMBERED, Placed
from pos_loyalty.domain.tills import (
    DeviceRow,
    DeviceStatus,
    FeedPage,
    FeedRow,
    HubMeta,
    InboxRow,
    InboxStatus,
)
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.protocol import EVENTS, SHOP

_DAY_US = round(REMEMBERED.total_seconds() * 1e6)
_LIVE = frozenset({GrantState.OPEN, GrantState.IN_DOUBT})


class DiedError(Exception):
    """The process was killed here."""


@dataclass
class HubState:
    """All that a hub keeps. Values never change, so a copy of the mappings is a backup."""

    meta: HubMeta = field(default_factory=lambda: HubMeta(1, is_recovering=False, key_version=1))
    devices: dict[str, DeviceRow] = field(default_factory=dict)
    places: dict[tuple[str, int, int], bytes] = field(default_factory=dict)
    events: dict[str, InboxRow] = field(default_factory=dict)
    histories: dict[str, tuple[InboxRow, ...]] = field(default_factory=dict)
    transit: dict[tuple[str, str], int] = field(default_factory=dict)
    grants: dict[str, GrantRow] = field(default_factory=dict)
    records: dict[tuple[str, str], Mapping[str, Stamped]] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    shop: dict[tuple[str, str], FeedRow] = field(default_factory=dict)
    feed: dict[int, FeedRow] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=lambda: {SHOP: 0, EVENTS: 0})
    secrets: dict[str, bytes] = field(default_factory=dict)
    sightings: dict[str, tuple[tuple[Placed, int], ...]] = field(default_factory=dict)
    """By member, each with the end of its day."""
    acts: dict[tuple[str, DeskActKind, int], DeskAct] = field(default_factory=dict)

    def copy(self) -> "HubState":
        """As it stands now, whatever is written later."""
        return HubState(**{name: copy(value) for name, value in vars(self).items()})


class MemoryHub:
    """A ``HubBook``. ``fuse`` is how many steps from now its process dies, once."""

    def __init__(self, state: HubState | None = None) -> None:
        self.state = state or HubState()
        self.fuse: int | None = None

    def begin(self) -> AbstractContextManager["MemoryHubWork"]:
        return self._transaction()

    def begin_shares(self) -> AbstractContextManager["MemoryHubWork"]:
        return self._transaction()

    @contextmanager
    def _transaction(self) -> Iterator["MemoryHubWork"]:
        work = MemoryHubWork(self)
        try:
            yield work
        finally:
            work.undo()

    def step(self) -> None:
        """Burn the fuse on. Raises DiedError at its end."""
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse <= 0:
                self.fuse = None
                raise DiedError


class MemoryHubWork:
    """A ``HubWork``: writes at once, and takes all back that was not committed."""

    def __init__(self, hub: MemoryHub) -> None:
        self._hub = hub
        self._state = hub.state
        self._undo: list[Callable[[], object]] = []

    def undo(self) -> None:
        """Take back what was not committed."""
        while self._undo:
            self._undo.pop()()

    def commit(self) -> None:
        self._hub.step()
        self._undo.clear()
        # The answer may be lost with the process, though all is written.
        self._hub.step()

    def meta(self) -> HubMeta:
        return self._state.meta

    def put_meta(self, meta: HubMeta) -> None:
        before = self._state.meta
        self._undo.append(lambda: setattr(self._state, "meta", before))
        self._state.meta = meta

    def secret(self, name: str) -> bytes | None:
        return self._state.secrets.get(name)

    def put_secret(self, name: str, value: bytes) -> None:
        self._put(self._state.secrets, name, value)

    def take_pairing_code(self, code_hash: bytes, *, device: str, now_us: int) -> str | None:
        raise NotImplementedError

    def device(self, device: str) -> DeviceRow | None:
        return self._state.devices.get(device)

    def device_status(self, device: str) -> DeviceStatus | None:
        row = self._state.devices.get(device)
        return None if row is None else row.status

    def put_device(self, row: DeviceRow) -> None:
        self._put(self._state.devices, row.device, row)

    def devices(self) -> Sequence[DeviceRow]:
        return list(self._state.devices.values())

    def event_hashes(
        self, device: str, places: Sequence[tuple[int, int]]
    ) -> Mapping[tuple[int, int], bytes]:
        found = {place: self._state.places.get((device, *place)) for place in places}
        return {place: link for place, link in found.items() if link is not None}

    def newest_before(self, device: str, *, seq: int) -> tuple[int, bytes] | None:
        epochs = [epoch for of, epoch, at in self._state.places if of == device and at <= seq]
        newest = max(epochs, default=0)
        link = self._state.places.get((device, newest, seq))
        return None if link is None else (newest, link)

    def known_events(self, ids: Collection[str]) -> Collection[str]:
        return {each for each in ids if each in self._state.events}

    def add_events(self, rows: Sequence[InboxRow]) -> Collection[str]:
        new = set()
        for row in rows:
            self._put(self._state.places, (row.device, row.epoch, row.seq), row.hash)
            if row.id in self._state.events:
                continue
            new.add(row.id)
            self._put(self._state.events, row.id, row)
            if row.member is not None and row.status is not InboxStatus.REFUSED:
                before = self._state.histories.get(row.member, ())
                after = tuple(sorted((*before, row), key=_place))
                self._put(self._state.histories, row.member, after)
        return new

    def forget(self, event: str) -> None:
        """Not to know an event of that id, though its entries are there."""
        if event in self._state.events:
            before = self._state.events.pop(event)
            self._undo.append(lambda: self._state.events.setdefault(event, before))

    def history(self, member: str) -> Sequence[bytes]:
        return [row.body for row in self._state.histories.get(member, ())]

    def whose(self, subject: str) -> Sequence[str]:
        return sorted(
            {
                row.member
                for row in self._state.events.values()
                if row.subject == subject and row.member and row.status is not InboxStatus.REFUSED
            }
        )

    def lock_member(self, member: str) -> None:
        pass

    def grant(self, grant: str) -> GrantRow | None:
        return self._state.grants.get(grant)

    def put_grant(self, row: GrantRow) -> None:
        self._put(self._state.grants, row.grant.grant, row)

    def open_grants(
        self, *, member: str | None = None, device: str | None = None
    ) -> Sequence[GrantRow]:
        return [
            row
            for row in self._state.grants.values()
            if row.state in _LIVE
            and member in {None, row.grant.member}
            and device in {None, row.grant.device}
        ]

    def transit(self, member: str) -> int:
        return sum(some for (_, of), some in self._state.transit.items() if of == member)

    def put_transit(self, device: str, points: Mapping[str, int]) -> None:
        for member, some in points.items():
            self._put(self._state.transit, (device, member), some)

    def clear_transit(self, device: str) -> None:
        for place in [place for place in self._state.transit if place[0] == device]:
            self._put(self._state.transit, place, 0)

    def visits(self, member: str) -> Mapping[str, int]:
        rows = self._state.histories.get(member, ())
        return Counter(row.device for row in rows if row.type == "purchased")

    def records(
        self, keys: Collection[tuple[str, str]]
    ) -> Mapping[tuple[str, str], Mapping[str, Stamped]]:
        return {place: self._state.records.get(place, {}) for place in keys}

    def put_records(self, changes: Sequence[RecordChange]) -> None:
        for change in changes:
            place = (change.kind, change.key)
            whole = {**self._state.records.get(place, {}), **change.fields}
            self._put(self._state.records, place, whole)
            if is_erased(change.kind, whole):
                self._put(self._state.sightings, change.key, ())
                said = self._state.conflicts
                self._put_conflicts(tuple(x for x in said if x.key != change.key))

    def sightings(self, members: Collection[str]) -> Mapping[str, Sequence[Placed]]:
        return {
            member: [placed for placed, _until in self._state.sightings.get(member, ())]
            for member in members
            if not is_erased(MEMBER, self._state.records.get((MEMBER, member), {}))
        }

    def add_sightings(self, rows: Sequence[Placed], *, now_us: int) -> None:
        for placed in rows:
            sighting = placed.sighting
            before = self._state.sightings.get(sighting.member_id, ())
            until_us = min(to_us(sighting.seen_at), now_us) + _DAY_US
            self._put(self._state.sightings, sighting.member_id, (*before, (placed, until_us)))

    def drop_sightings(self, *, now_us: int) -> None:
        for member, rows in list(self._state.sightings.items()):
            kept = tuple(row for row in rows if row[1] > now_us)
            if kept != rows:
                self._put(self._state.sightings, member, kept)

    def add_conflict(self, conflict: Conflict) -> None:
        if _left(conflict) not in map(_left, self._state.conflicts):
            self._put_conflicts((*self._state.conflicts, conflict))

    def _put_conflicts(self, conflicts: tuple[Conflict, ...]) -> None:
        before = self._state.conflicts
        self._undo.append(lambda: setattr(self._state, "conflicts", before))
        self._state.conflicts = conflicts

    def add_act(self, act: DeskAct) -> bool:
        is_done = act.kind is DeskActKind.DONE
        place = (act.subject, act.kind, 0 if is_done else act.at_us)
        is_new = place not in self._state.acts
        if is_new:
            self._put(self._state.acts, place, act)
        return is_new

    def publish(self, feed: str, rows: Sequence[FeedRow]) -> int:
        self._hub.step()
        head = self._state.heads[feed]
        for row in rows:
            head += 1
            placed = replace(row, seq=head)
            if feed == SHOP:
                self._put(self._state.shop, (row.kind, row.key), placed)
            else:
                self._put(self._state.feed, head, placed)
        self._put(self._state.heads, feed, head)
        return head

    def shop_rows(self, kind: str) -> Sequence[FeedRow]:
        rows = [row for row in self._state.shop.values() if row.kind == kind]
        return sorted(rows, key=lambda row: row.seq)

    def page(self, feed: str, *, after: int, limit: int, without_device: str = "") -> FeedPage:
        head = self._state.heads[feed]
        if feed == SHOP:
            found = sorted(
                (row for row in self._state.shop.values() if row.seq > after),
                key=lambda row: row.seq,
            )[:limit]
            is_whole = len(found) < limit
        else:
            # As the index is read: so many rows, and of them those that are wanted.
            upto = min(head, after + limit)
            found = [self._state.feed[seq] for seq in range(after + 1, upto + 1)]
            found = [row for row in found if row.device != without_device]
            return FeedPage(tuple(found), upto, head)
        return FeedPage(tuple(found), head if is_whole else found[-1].seq, head)

    def heads(self) -> Mapping[str, int]:
        return dict(self._state.heads)

    def _put(self, rows: dict, key: object, value: object) -> None:  # type: ignore[type-arg]
        # Any of the mappings above.
        self._hub.step()
        if key in rows:
            before = rows[key]
            self._undo.append(lambda: rows.__setitem__(key, before))
        else:
            self._undo.append(lambda: rows.pop(key))
        rows[key] = value


def _left(conflict: Conflict) -> tuple[str, str, str, int, str]:
    left = conflict.left
    return conflict.kind, conflict.key, conflict.field, left.hlc, left.device


def _place(row: InboxRow) -> tuple[int, str, int, int]:
    return (row.effective_us, row.device, row.epoch, row.seq)
