"""Who may burn how many points without asking: the hub sets shares of members' points apart.

What can be given is what the member could burn by all that the hub knows, less what shares hold
already, less what tills have burned in events that are still on their way. So whatever becomes of
lines, tills and clocks, shares never hold more than there is; only an undoing can take some away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, Protocol

import msgspec

from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.program import ProgramTimeline, ProgramVersion
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.reigns import Reigns
from pos_loyalty.domain.shares import (
    Grant,
    GrantRow,
    GrantState,
    SharePart,
    first_of,
    free_parts,
)
from pos_loyalty.domain.tills import DeviceRow, DeviceStatus, FeedRow
from pos_loyalty.domain.unsent import OwnPoints
from pos_loyalty.storage.codec import decode_json, decode_member_event
from pos_loyalty.storage.instants import from_us, to_us
from pos_loyalty.sync.books import HubWork
from pos_loyalty.sync.protocol import (
    PROGRAM,
    RECALL,
    SHOP,
    NoShare,
    ProgramNote,
    RecallNote,
    Shares,
    Want,
    Wants,
    grant_text,
)

_USUAL_VISITS: Final = 2


class _Typed(msgspec.Struct, frozen=True, gc=False):
    """What tells how to read an event; the rest is skipped."""

    type: str


_TYPE: Final = msgspec.json.Decoder(_Typed)


class ShareSeal(Protocol):
    """Signs shares for the hub, so that it knows its own again when it was put back."""

    def sign(self, text: bytes) -> str: ...

    def is_ours(self, text: bytes, token: str) -> bool: ...


class ProgramShelf:
    """The shop's program as the hub published it, read anew only when the shop feed has moved."""

    def __init__(self) -> None:
        self._kept: tuple[tuple[int, int], tuple[ProgramTimeline, Reigns] | None] | None = None

    def timeline(self, work: HubWork) -> tuple[ProgramTimeline, Reigns] | None:
        """All versions; None before the first."""
        place = (work.meta().incarnation, work.heads().get(SHOP, 0))
        kept = self._kept
        if kept is None or kept[0] != place:
            notes = [msgspec.json.decode(row.body, type=ProgramNote) for row in _programs(work)]
            versions = tuple(_version(note) for note in sorted(notes, key=lambda n: n.number))
            timeline = ProgramTimeline(versions) if versions else None
            kept = (place, (timeline, Reigns(timeline)) if timeline else None)
            self._kept = kept
        return kept[1]


def _programs(work: HubWork) -> Sequence[FeedRow]:
    return work.shop_rows(PROGRAM)


def _version(note: ProgramNote) -> ProgramVersion:
    return ProgramVersion(note.number, note.valid_from, read_program(decode_json(note.document)))


class ShareDesk:
    """Gives shares, inside one transaction of the hub that sees one instant."""

    def __init__(self, seal: ShareSeal, shelf: ProgramShelf) -> None:
        self._seal = seal
        self._shelf = shelf

    def give(self, work: HubWork, till: DeviceRow, wants: Wants, *, now_us: int) -> Shares:
        """What becomes of each want; asked again under the same id it is the same."""
        grants: list[Grant] = []
        refused: list[NoShare] = []
        recalls: list[FeedRow] = []
        is_recovering = work.meta().is_recovering
        # In one order for all, so that no two requests wait for each other's members.
        for want in sorted(wants.wants, key=lambda want: (want.member, want.grant)):
            known = work.grant(want.grant)
            if known is not None:
                outcome: Grant | NoShare = _known(known, till, want)
            elif till.status is not DeviceStatus.ACTIVE:
                outcome = _no(want, till.status.value)
            elif wants.epoch != till.epoch:
                # What the hub would take for the till's newest epoch is not, or not yet.
                outcome = _no(want, "send-first")
            elif is_recovering:
                outcome = _no(want, "recovering")
            else:
                outcome = self._decide(work, till, want, recalls, now_us)
            if isinstance(outcome, Grant):
                grants.append(outcome)
            else:
                refused.append(outcome)
        if recalls:
            work.publish(SHOP, recalls)
        return Shares(grants=tuple(grants), refused=tuple(refused))

    def _decide(
        self, work: HubWork, till: DeviceRow, want: Want, recalls: list[FeedRow], now_us: int
    ) -> Grant | NoShare:
        work.lock_member(want.member)
        rows = work.open_grants(member=want.member)
        free = self.free(work, want.member, rows, now_us=now_us)
        if free is None:
            return _no(want, "no-program")
        available = sum(part.points for part in free)
        own = [row for row in rows if row.grant.device == till.device]
        points = want.points or _usual(work, till, want.member, own, available)
        if points == 0:
            return _no(want, "not-usual", available)
        if points > available:
            others = [row for row in rows if row.grant.device != till.device]
            recalls += _recall(work, others)
            return _no(want, "short", available, elsewhere=sum(row.held for row in others))
        grant = Grant(
            grant=want.grant,
            member=want.member,
            device=till.device,
            epoch=till.epoch,
            parts=first_of(free, points),
        )
        grant = replace(grant, token=self._seal.sign(grant_text(grant)))
        work.put_grant(GrantRow(grant=grant, issued_us=now_us))
        return grant

    def free(
        self, work: HubWork, member: str, rows: Iterable[GrantRow], *, now_us: int
    ) -> tuple[SharePart, ...] | None:
        """What of a member's points nobody holds; None while there is no program."""
        found = self._shelf.timeline(work)
        if found is None:
            return None
        timeline, reigns = found
        now = from_us(now_us)
        fold = Fold(timeline, reigns=reigns)
        ahead = OwnPoints()
        is_known = False
        for event in member_events(work.history(member)):
            if event.position.effective_at <= now:
                fold.apply(event)
                is_known = True
            else:
                # Its till's clock is ahead: what it burned is gone, what it credited not here yet.
                ahead.add(event, covered=0)
        if not is_known:
            return ()
        fold.advance(now)
        lots = [
            SharePart(lot.points, None if lot.expires_at is None else to_us(lot.expires_at))
            for lot in fold.state().lots
            if lot.spendable_at <= now and not lot.has_lapsed(now)
        ]
        return free_parts(lots, rows, gone=work.transit(member) + ahead.needed)


def member_events(bodies: Iterable[bytes]) -> list[MemberEvent]:
    """What happened to a member, of all events that are about it, in their order."""
    found = (decode_member_event(_TYPE.decode(body).type, body) for body in bodies)
    return [event for event in found if event is not None]


def _known(row: GrantRow, till: DeviceRow, want: Want) -> Grant | NoShare:
    grant = row.grant
    is_same = (grant.device, grant.member, grant.epoch) == (till.device, want.member, till.epoch)
    return grant if is_same and row.state is GrantState.OPEN else _no(want, "closed")


def _no(want: Want, reason: str, available: int = 0, *, elsewhere: int = 0) -> NoShare:
    return NoShare(
        grant=want.grant,
        member=want.member,
        reason=reason,
        available=available,
        elsewhere=elsewhere,
    )


def _usual(
    work: HubWork, till: DeviceRow, member: str, own: Iterable[GrantRow], available: int
) -> int:
    """How many points the member's usual till is given: up to half of what there is.

    Whoever bought somewhere once has no usual till yet; all of the points stay within reach of
    every till then.
    """
    visits = work.visits(member)
    if visits.get(till.device, 0) < max([_USUAL_VISITS, *visits.values()]):
        return 0
    held = sum(row.held for row in own if row.state is GrantState.OPEN)
    return min(available, max(0, (available + held + 1) // 2 - held))


def _recall(work: HubWork, rows: Iterable[GrantRow]) -> list[FeedRow]:
    """Ask for shares back; their tills read it in the shop feed."""
    notes = []
    for row in rows:
        if row.state is GrantState.OPEN and not row.is_recalled and row.held:
            work.put_grant(replace(row, is_recalled=True))
            note = RecallNote(device=row.grant.device, member=row.grant.member)
            body = msgspec.json.encode(note)
            notes.append(FeedRow(kind=RECALL, key=row.grant.grant, body=body))
    return notes
