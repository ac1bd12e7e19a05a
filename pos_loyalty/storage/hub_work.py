"""One transaction on the hub's database: everything that a request does, or nothing."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from pos_loyalty.domain.desk_acts import DeskAct
from pos_loyalty.domain.hub_reports import ErasureLine, HubTotals, RefusedLine
from pos_loyalty.domain.shared_digest import SharedParts
from pos_loyalty.domain.shared_records import Conflict, RecordChange, Stamped
from pos_loyalty.domain.shares import GrantRow
from pos_loyalty.domain.sightings import Placed
from pos_loyalty.domain.tills import DeviceRow, DeviceStatus, FeedPage, FeedRow, HubMeta, InboxRow
from pos_loyalty.storage import (
    hub_desk,
    hub_feeds,
    hub_parts,
    hub_shares,
    hub_sightings,
    hub_standings,
    hub_tills,
)
from pos_loyalty.storage.hub_digest import shared_parts
from pos_loyalty.storage.hub_events import EventRows, digest_line
from pos_loyalty.storage.hub_parts import PartBody, PartHead
from pos_loyalty.storage.hub_records import RecordRows
from pos_loyalty.storage.hub_rows import Link
from pos_loyalty.storage.hub_standings import Crowd, Standing


class HubTransaction:
    """What tills and the hub's operator do. Nothing of it is there before ``commit``.

    Locks are taken in this order, so that requests wait for each other rather than for ever: a
    till, members, records by their keys, shares by their ids, members' sightings, the turn of
    erasures, the shop feed, the feed of events.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._events = EventRows(link)
        self._records = RecordRows(link)
        self._meta: HubMeta | None = None

    # The hub and its tills.

    def meta(self) -> HubMeta:
        self._meta = hub_tills.meta(self._link)
        return self._meta

    def put_meta(self, meta: HubMeta) -> None:
        before = self._meta or self.meta()
        hub_tills.put_meta(self._link, meta, before=before)
        self._meta = meta

    def secret(self, name: str) -> bytes | None:
        return hub_tills.secret(self._link, name)

    def put_secret(self, name: str, value: bytes) -> None:
        hub_tills.put_secret(self._link, name, value)

    def add_pairing_code(
        self, code_hash: bytes, *, store: str, now_us: int, expires_us: int
    ) -> None:
        hub_tills.add_pairing_code(
            self._link, code_hash, store=store, now_us=now_us, expires_us=expires_us
        )

    def take_pairing_code(self, code_hash: bytes, *, device: str, now_us: int) -> str | None:
        return hub_tills.take_pairing_code(self._link, code_hash, device=device, now_us=now_us)

    def device(self, device: str) -> DeviceRow | None:
        return hub_tills.device(self._link, device)

    def device_status(self, device: str) -> DeviceStatus | None:
        return hub_tills.device_status(self._link, device)

    def public_key(self, device: str) -> bytes | None:
        return hub_tills.public_key(self._link, device)

    def put_device(self, row: DeviceRow) -> None:
        hub_tills.put_device(self._link, row)

    def devices(self) -> Sequence[DeviceRow]:
        return hub_tills.devices(self._link)

    # What tills wrote.

    def event_hashes(
        self, device: str, places: Sequence[tuple[int, int]]
    ) -> Mapping[tuple[int, int], bytes]:
        return self._events.hashes(device, places)

    def newest_before(self, device: str, *, seq: int) -> tuple[int, bytes] | None:
        return self._events.newest_before(device, seq=seq)

    def known_events(self, ids: Collection[str]) -> Collection[str]:
        return self._events.known(ids)

    def add_events(self, rows: Sequence[InboxRow]) -> Collection[str]:
        return self._events.add(rows)

    def history(self, member: str) -> Sequence[bytes]:
        return self._events.history(member)

    def whose(self, subject: str) -> Sequence[str]:
        return self._events.whose(subject)

    def visits(self, member: str) -> Mapping[str, int]:
        return self._events.visits(member)

    # Shares.

    def lock_member(self, member: str) -> None:
        hub_shares.lock_member(self._link, member)

    def grant(self, grant: str) -> GrantRow | None:
        return hub_shares.read_grant(self._link, grant)

    def put_grant(self, row: GrantRow) -> None:
        hub_shares.put_grant(self._link, row)

    def open_grants(
        self, *, member: str | None = None, device: str | None = None
    ) -> Sequence[GrantRow]:
        return hub_shares.open_grants(self._link, member=member, device=device)

    def transit(self, member: str) -> int:
        return hub_shares.transit(self._link, member)

    def put_transit(self, device: str, points: Mapping[str, int]) -> None:
        hub_shares.put_transit(self._link, device, points)

    def clear_transit(self, device: str) -> None:
        hub_shares.clear_transit(self._link, device)

    # Where cards were shown.

    def sightings(self, members: Collection[str]) -> Mapping[str, Sequence[Placed]]:
        return hub_sightings.read(self._link, members)

    def add_sightings(self, rows: Sequence[Placed], *, now_us: int) -> None:
        hub_sightings.add(self._link, rows, now_us=now_us)

    def drop_sightings(self, *, now_us: int) -> None:
        hub_sightings.drop(self._link, now_us=now_us)

    # Where members stand.

    def first_members(self, *, after: str, limit: int) -> Sequence[str]:
        return hub_standings.first_members(self._link, after=after, limit=limit)

    def in_shop(self) -> int:
        """How many members there are."""
        return hub_standings.in_shop(self._link)

    def crowd(self, *, after: str, to: str) -> Crowd:
        return hub_standings.crowd(self._link, after=after, to=to)

    def crowd_of(self, members: Collection[str]) -> Crowd:
        return hub_standings.crowd_of(self._link, members)

    def cards(self, members: Collection[str]) -> Sequence[tuple[str, str]]:
        return hub_standings.cards(self._link, members)

    def standings(self, *, after: str, to: str, versions: int) -> Mapping[str, Standing]:
        return hub_standings.kept(self._link, after=after, to=to, versions=versions)

    def standings_of(self, members: Collection[str], *, versions: int) -> Mapping[str, Standing]:
        return hub_standings.kept_of(self._link, members, versions=versions)

    def keep_standings(self, standings: Mapping[str, Standing], *, versions: int) -> None:
        hub_standings.keep(self._link, standings, versions=versions)

    def histories(self, members: Collection[str]) -> Iterator[tuple[str, Sequence[InboxRow]]]:
        return hub_standings.histories(self._link, members)

    def part(self, after: str, *, versions: int) -> PartHead | None:
        incarnation = self.meta().incarnation
        return hub_parts.head(self._link, after, incarnation=incarnation, versions=versions)

    def part_body(self, after: str) -> PartBody:
        return hub_parts.body(self._link, after)

    def changed_since(self, part: PartHead, *, limit: int) -> Collection[str]:
        return hub_parts.changed(self._link, part, limit=limit)

    def part_ends(self, *, after: str, to: str) -> Collection[str]:
        return hub_parts.ends(self._link, after=after, to=to)

    def keep_part(self, part: PartHead, packed: bytes, *, versions: int) -> PartBody:
        incarnation = self.meta().incarnation
        return hub_parts.keep(self._link, part, packed, incarnation=incarnation, versions=versions)

    def drop_old_parts(self) -> None:
        hub_parts.drop_old(self._link)

    def is_alone(self, work: str) -> bool:
        """Whether nobody else does this work; until the end of the transaction."""
        return hub_standings.is_alone(self._link, work)

    def entry_lines(self, row: InboxRow) -> Iterator[tuple[bytes, int]]:
        """An event's entries as the digest has them, and what each leaves with the member."""
        for entry, points in self._events.entries(row):
            yield digest_line(entry), points

    def notices(self, types: Collection[str]) -> Sequence[FeedRow]:
        return hub_standings.of_nobody(self._link, types)

    # Records.

    def records(
        self, keys: Collection[tuple[str, str]]
    ) -> Mapping[tuple[str, str], Mapping[str, Stamped]]:
        return self._records.lock(keys)

    def put_records(self, changes: Sequence[RecordChange]) -> None:
        self._records.put(changes)

    def add_conflict(self, conflict: Conflict) -> None:
        self._records.add_conflict(conflict)

    # Feeds.

    def publish(self, feed: str, rows: Sequence[FeedRow]) -> int:
        if feed == hub_feeds.SHOP:
            return hub_feeds.tell(self._link, rows)
        return hub_feeds.line_up(
            self._link,
            self._events.places([row.key for row in rows]),
            [row.min_version for row in rows],
        )

    def shop_rows(self, kind: str) -> Sequence[FeedRow]:
        return hub_feeds.shop_rows(self._link, kind)

    def page(self, feed: str, *, after: int, limit: int, without_device: str = "") -> FeedPage:
        return hub_feeds.page(
            self._link, feed, after=after, limit=limit, without_device=without_device
        )

    def heads(self) -> Mapping[str, int]:
        return hub_feeds.heads(self._link)

    # What the operator looks at.

    def totals(self) -> HubTotals:
        return hub_desk.totals(self._link)

    def shares_held(self) -> Mapping[str, int]:
        return hub_desk.shares_held(self._link)

    def digest(self) -> SharedParts:
        return shared_parts(self._link)

    def waiting_events(self, *, limit: int) -> Sequence[RefusedLine]:
        return hub_desk.waiting_events(self._link, limit=limit)

    def waiting_event(self, event: str) -> InboxRow | None:
        return self._events.waiting(event)

    def done_events(self, *, limit: int) -> Sequence[RefusedLine]:
        return hub_desk.done_events(self._link, limit=limit)

    def add_act(self, act: DeskAct) -> bool:
        return hub_desk.add_act(self._link, act)

    def acts(self, subject: str) -> Sequence[DeskAct]:
        return hub_desk.acts(self._link, subject)

    def seen_grants(self, grants: Collection[str]) -> Sequence[GrantRow]:
        return hub_shares.seen_grants(self._link, grants)

    def seen_grants_of(self, member: str) -> Sequence[GrantRow]:
        return hub_shares.seen_grants_of(self._link, member)

    def accept_event(self, event: str) -> RefusedLine | None:
        accepted = hub_desk.accept_event(self._link, self._events, event)
        if accepted is not None and accepted.row.member is not None:
            hub_standings.forget(self._link, accepted.row.member)
        return accepted

    def conflicts(self, *, limit: int) -> Sequence[Conflict]:
        return hub_desk.conflicts(self._link, limit=limit)

    def settle_conflict(self, conflict: Conflict, *, now_us: int) -> bool:
        return hub_desk.settle_conflict(self._link, conflict, now_us=now_us)

    def erasures(self, *, limit: int) -> Sequence[ErasureLine]:
        return hub_desk.erasures(self._link, limit=limit)

    def commit(self) -> None:
        self._link.commit()
