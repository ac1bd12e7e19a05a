"""What the hub makes of a push: which of its events are new, and what becomes of each.

The log of a till is dense and chained, so a look at places and links tells what is known, what is
next, and what does not follow. An event that cannot be read or may not be booked is kept all the
same: nothing that a till sent is lost, and nothing that it sent keeps the rest from coming.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, assert_never

import msgspec

from pos_loyalty.domain.chain import GENESIS, chain_hash
from pos_loyalty.domain.events import (
    Happening,
    MemberEvent,
    MembershipCancelled,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
)
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.ledger import EntryKind, entries_of
from pos_loyalty.domain.shares import Grant, GrantRow, GrantState
from pos_loyalty.domain.tills import DeviceRow, DeviceStatus, FeedRow, InboxRow, InboxStatus
from pos_loyalty.domain.unsent import OwnPoints
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import (
    Envelope,
    decode_as,
    decode_body,
    decode_member_event,
    encode_json,
)
from pos_loyalty.storage.instants import to_us
from pos_loyalty.storage.soundness import check_event, check_said
from pos_loyalty.sync.books import HubWork
from pos_loyalty.sync.entitlement import ProgramShelf, ShareSeal, member_events
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import SHARE_RELEASED, SHARE_TAKEN, Push, grant_text

_TAKEN_BACK: Final = frozenset(
    {
        EntryKind.REVERSED,
        EntryKind.DEBITED,
        EntryKind.CREDIT_TAKEN_BACK,
        EntryKind.RECLAIMED,
    }
)
"""Entries that may leave a debt though nobody burned too much."""
_UNDOINGS: Final = (Refunded, RedemptionUndone, MembershipCancelled)

FOR_ALL: Final = frozenset({"draw-committed", "draw-held"})
"""Types of events that are about no member and that other tills need."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event of a push as far as it can be read."""

    row: InboxRow
    envelope: Envelope[Any] | None = None
    event: MemberEvent | None = None

    @property
    def spent(self) -> int:
        """Points that it burns."""
        if self.event is None or not isinstance(self.event.happening, Purchased | Redeemed):
            return 0
        return self.event.happening.spent

    @property
    def is_uncovered(self) -> bool:
        """Whether it burns more than it names shares for."""
        return self.envelope is not None and self.spent > sum(self.envelope.shares.values())

    def judged(self, status: InboxStatus, reason: str) -> "Arrival":
        """The same, with what became of it; what is refused stays refused."""
        if self.row.status is InboxStatus.REFUSED:
            return self
        return replace(self, row=replace(self.row, status=status, reason=reason))


def links_of(push: Push) -> list[bytes]:
    """The link of each event of a push."""
    links, link = [], push.prev_hash_bytes
    for body in push.events:
        link = chain_hash(link, bytes(body))
        links.append(link)
    return links


def first_new(work: HubWork, till: DeviceRow, push: Push, links: Sequence[bytes]) -> int:
    """Where in a push the first event stands that the hub does not have.

    Raises ProblemError where it does not follow what the hub has.
    """
    places = [(push.epoch, push.first_seq + index) for index in range(len(links))]
    known = work.event_hashes(till.device, places)
    for index, (place, link) in enumerate(zip(places, links, strict=True)):
        if known.get(place) != link:
            prev = links[index - 1] if index else push.prev_hash_bytes
            _check_follows(work, till, place, prev, is_taken=place in known)
            return index
    return len(links)


def _check_follows(
    work: HubWork, till: DeviceRow, place: tuple[int, int], prev: bytes, *, is_taken: bool
) -> None:
    epoch, seq = place
    facts = {"epoch": till.epoch, "seq": seq, "known_to": till.seq}
    if epoch < till.epoch:
        raise ProblemError("fenced-epoch", **facts)
    if epoch == till.epoch and (seq, prev) == (till.seq + 1, till.tip_hash):
        return
    if is_taken or (epoch == till.epoch and seq <= till.seq):
        raise ProblemError("fork", **facts)
    before = [(older, seq - 1) for older in range(1, till.epoch + 1)]
    follows = (
        prev == GENESIS if seq == 1 else prev in work.event_hashes(till.device, before).values()
    )
    if not follows:
        raise ProblemError("gap", seq=till.seq if seq - 1 > till.seq else 0)
    if epoch == till.epoch:
        # Two putting backs, and neither knew of the other: one number for two epochs.
        raise ProblemError("fork", **facts)


def leaves_lineage(work: HubWork, till: DeviceRow, *, seq: int, prev: bytes) -> bool:
    """Whether a new epoch goes on from a place that the newest lineage has left behind.

    Then two machines write in turns; or a till was put back to before its last putting back.
    """
    if seq == 1:
        return False
    newest = work.newest_before(till.device, seq=seq - 1)
    return newest is None or newest[1] != prev


def read_events(
    push: Push, links: Sequence[bytes], *, device: str, after: int, now_us: int
) -> list[Arrival]:
    """The events of a push from a place on, each with what can be read of it."""
    return [
        _read(
            bytes(push.events[index]),
            links[index],
            place=(device, push.epoch, push.first_seq + index),
            now_us=now_us,
        )
        for index in range(after, len(links))
    ]


def _read(body: bytes, link: bytes, *, place: tuple[str, int, int], now_us: int) -> Arrival:
    try:
        said = decode_body(body)
        check_said(said)
    except (msgspec.MsgspecError, ValueError):
        return Arrival(_unread(body, link, "unreadable", place=place, now_us=now_us))
    stands = said.position
    if (stands.device, stands.epoch, stands.seq) != place:
        return Arrival(_unread(body, link, "wrong-place", place=place, now_us=now_us))
    row = InboxRow(
        device=stands.device,
        epoch=stands.epoch,
        seq=stands.seq,
        id=said.id,
        type=said.type,
        member=said.member,
        effective_us=to_us(stands.effective_at),
        body=body,
        hash=link,
        received_us=now_us,
    )
    try:
        event = decode_member_event(said.type, body) if said.member is not None else None
        if event is not None:
            check_event(event)
    except (msgspec.MsgspecError, ValueError, ArithmeticError):
        return Arrival(replace(row, status=InboxStatus.REFUSED, reason="unreadable"))
    subject = None if event is None else _subject(event.happening)
    return Arrival(row if subject is None else replace(row, subject=subject), said, event)


def _subject(happening: Happening) -> str | None:
    match happening:
        case Purchased():
            return happening.sale_id
        case Redeemed():
            return happening.redemption_id
        case _:
            return None


def _unread(
    body: bytes, link: bytes, reason: str, *, place: tuple[str, int, int], now_us: int
) -> InboxRow:
    """What nobody can make sense of is kept under its place, for a person."""
    device, epoch, seq = place
    return InboxRow(
        device=device,
        epoch=epoch,
        seq=seq,
        id=f"{device}.{epoch}.{seq}",
        type="",
        member=None,
        effective_us=now_us,
        body=body,
        hash=link,
        received_us=now_us,
        status=InboxStatus.REFUSED,
        reason=reason,
    )


class Bookkeeper:
    """Judges new events of one till, and notes what they say of shares."""

    def __init__(
        self, work: HubWork, till: DeviceRow, seal: ShareSeal, shelf: ProgramShelf
    ) -> None:
        self._work = work
        self._till = till
        self._seal = seal
        self._shelf = shelf
        self._uncovered: defaultdict[str, list[int]] = defaultdict(list)

    def judge(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """The same events, with what became of each."""
        if self._till.status is DeviceStatus.REVOKED:
            for each in arrivals:
                if each.envelope is not None and each.envelope.type == SHARE_TAKEN:
                    # Nothing of it is booked; and points that it may have burned are known of.
                    self._noted(each, each.envelope)
            return [each.judged(InboxStatus.REFUSED, "revoked") for each in arrivals]
        self._lock_members(arrivals)
        judged: list[Arrival] = []
        for index, arrival in enumerate(arrivals):
            judged.append(self._judged(index, arrival))
        for member, indexes in self._uncovered.items():
            mine = [each for each in judged if each.row.member == member]
            if self._overspends(member, mine):
                for index in indexes:
                    judged[index] = judged[index].judged(InboxStatus.EXCEPTION, "overspent")
        return judged

    def _lock_members(self, arrivals: Sequence[Arrival]) -> None:
        """Let nobody else send or be given anything of members whose history is looked at here.

        In one order for all, and before any share is locked, as who gives shares does: so no two
        requests wait for each other.
        """
        burners = {each.row.member for each in arrivals if each.is_uncovered}
        own: defaultdict[str, OwnPoints] = defaultdict(OwnPoints)
        members = set()
        for each in arrivals:
            event = each.event
            if event is None or each.envelope is None:
                continue
            if event.member_id in burners:
                own[event.member_id].add(event, covered=sum(each.envelope.shares.values()))
            if isinstance(event.happening, _UNDOINGS):
                members.add(event.member_id)
        members.update(member for member, points in own.items() if points.needed)
        for member in sorted(members):
            self._work.lock_member(member)

    def _judged(self, index: int, arrival: Arrival) -> Arrival:
        said = arrival.envelope
        if said is None:
            return arrival
        if said.type in {SHARE_TAKEN, SHARE_RELEASED}:
            return self._noted(arrival, said)
        if said.shares:
            arrival = self._used(arrival, said.shares)
            if arrival.row.status is InboxStatus.REFUSED:
                return arrival
        if arrival.event is not None and arrival.is_uncovered:
            self._uncovered[arrival.event.member_id].append(index)
        if arrival.event is not None and self._is_back_twice(arrival.event):
            return arrival.judged(InboxStatus.EXCEPTION, "taken-back-twice")
        return arrival

    def _is_back_twice(self, event: MemberEvent) -> bool:
        """Whether more is taken back of a sale than there was: two tills did it apart."""
        if not isinstance(event.happening, _UNDOINGS):
            return False
        history = member_events(self._work.history(event.member_id))
        return _is_over_taken(event.happening, [each.happening for each in history])

    def _noted(self, arrival: Arrival, said: Envelope[Any]) -> Arrival:
        try:
            if said.type == SHARE_TAKEN:
                self._taken(decode_as(Grant, encode_json(said.data["grant"])))
            else:
                self._released(str(said.data["grant"]))
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError):
            return arrival.judged(InboxStatus.REFUSED, "unreadable")
        return arrival

    def _taken(self, grant: Grant) -> None:
        row = self._work.grant(grant.grant)
        if row is not None:
            self._work.put_grant(replace(row, is_taken=True))
            return
        if grant.device != self._till.device or not self._seal.is_ours(
            grant_text(grant), grant.token
        ):
            raise ValueError(grant.grant)
        # This hub was put back to before it gave the share.
        is_now = grant.epoch == self._till.epoch
        is_good = is_now and self._till.status is not DeviceStatus.REVOKED
        state = GrantState.OPEN if is_good else GrantState.IN_DOUBT
        self._work.put_grant(GrantRow(grant=grant, state=state, is_taken=True))

    def _released(self, grant: str) -> None:
        row = self._work.grant(grant)
        is_live = row is not None and row.state in {GrantState.OPEN, GrantState.IN_DOUBT}
        # Its twin may burn from the same share.
        if row is not None and is_live and self._till.status is not DeviceStatus.TWIN:
            self._work.put_grant(replace(row, state=GrantState.CLOSED))

    def _used(self, arrival: Arrival, shares: Mapping[str, int]) -> Arrival:
        """Note what was burned out of shares; a burn from a share written off is not booked."""
        rows = {grant: self._work.grant(grant) for grant in sorted(shares)}
        if any(row is not None and row.state is GrantState.WRITTEN_OFF for row in rows.values()):
            return arrival.judged(InboxStatus.REFUSED, "written-off")
        for grant, row in rows.items():
            points = shares[grant]
            if row is None or row.grant.device != self._till.device:
                arrival = arrival.judged(InboxStatus.EXCEPTION, "unknown-share")
                continue
            if points > row.held:
                arrival = arrival.judged(InboxStatus.EXCEPTION, "share-exceeded")
            used = replace(row, used=row.used + points)
            if used.held == 0 and row.state is GrantState.OPEN:
                used = replace(used, state=GrantState.CLOSED)
            self._work.put_grant(used)
        return arrival

    def _overspends(self, member: str, arrivals: Sequence[Arrival]) -> bool:
        """Whether burns that no share covers leave a member with a debt."""
        own, taken = OwnPoints(), 0
        events = [each.event for each in arrivals if each.event is not None]
        for each in arrivals:
            if each.event is not None and each.envelope is not None:
                own.add(each.event, covered=sum(each.envelope.shares.values()))
        if own.needed == 0:
            return False
        found = self._shelf.timeline(self._work)
        if found is None:
            return False
        before = member_events(self._work.history(member))
        timeline, reigns = found
        owed = []
        for history in (before, sorted([*before, *events], key=lambda each: each.position)):
            fold = Fold(timeline, reigns=reigns)
            for event in history:
                fold.apply(event)
            owed.append(fold.state().debt if history else 0)
        for event in events:
            entries = entries_of(event)
            taken += sum(entry.points for entry in entries if entry.kind in _TAKEN_BACK)
        return owed[1] > owed[0] + taken


def _is_over_taken(
    undoing: Refunded | RedemptionUndone | MembershipCancelled, before: Sequence[Happening]
) -> bool:
    """Whether more goes back of a thing than there was; money first of all.

    False as long as a sale itself has not been heard of.
    """
    match undoing:
        case Refunded(sale_id=name):
            sales = [each for each in before if isinstance(each, Purchased)]
            sold = next((each for each in sales if each.sale_id == name), None)
            others = [each for each in before if isinstance(each, Refunded)]
            refunds = [undoing, *(each for each in others if each.sale_id == name)]
            return sold is not None and _is_over_refunded(sold, refunds)
        case RedemptionUndone(redemption_id=name):
            undone = [each for each in before if isinstance(each, RedemptionUndone)]
            return name in {each.redemption_id for each in undone}
        case MembershipCancelled(purchase_id=name):
            ended = [each for each in before if isinstance(each, MembershipCancelled)]
            return name in {each.purchase_id for each in ended}
        case never:
            assert_never(never)


def _is_over_refunded(sold: Purchased, refunds: Sequence[Refunded]) -> bool:
    returned_minor = sum(refund.amount_minor for refund in refunds)
    return (
        returned_minor > sold.paid_minor
        or sum(refund.complete for refund in refunds) > 1
        or sum(refund.reversed_points for refund in refunds) > sold.award.points
        or sum(refund.restored_points for refund in refunds) > sold.spent
    )


def feed_rows(arrivals: Sequence[Arrival], new: Collection[str]) -> list[FeedRow]:
    """What other tills are told of events: those about members, and a few that all need."""
    return [
        FeedRow(kind=row.type, key=row.id, body=row.body, device=row.device)
        for row in (arrival.row for arrival in arrivals)
        if row.id in new
        and row.status is not InboxStatus.REFUSED
        and (row.member is not None or row.type in FOR_ALL)
    ]
