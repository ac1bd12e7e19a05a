"""What the hub tells a new till of a shop with many members: where each of them stands.

A history of years is not read by a till that joins. It is told of members a few thousand at a
time, each answer as of one instant, and asks for the history of one of them when it needs it.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final, Protocol

import msgspec

from pos_loyalty.domain.draws import tickets_of
from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.shared_digest import SUM_BYTES, Part
from pos_loyalty.domain.shared_records import STAFF
from pos_loyalty.domain.tills import InboxRow
from pos_loyalty.storage.codec import STATE_SHAPE, decode_member_event, encode_state
from pos_loyalty.storage.hub_standings import Crowd, Standing
from pos_loyalty.storage.hub_work import HubTransaction
from pos_loyalty.storage.uses import uses_of, written_uses
from pos_loyalty.sync.entitlement import PROGRAM, RECALL, ProgramShelf
from pos_loyalty.sync.hub import DEVICE, admitted, change_of
from pos_loyalty.sync.intake import FOR_ALL
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import (
    EVENTS,
    MEMBERS_AT_ONCE,
    BaseLine,
    CardLine,
    Change,
    MemberLine,
    Members,
)

MOST_FOLDED: Final = 1000
"""Members who are folded for one answer; a till waits for it."""
_THINGS: Final = (PROGRAM, STAFF, DEVICE, RECALL)


class CrowdBook(Protocol):
    """The hub's database, where something of one instant is read."""

    def begin_shares(self) -> AbstractContextManager[HubTransaction]: ...


class MemberDesk:
    """Tells of members, and keeps where they stand so that the next one is told at once."""

    def __init__(self, book: CrowdBook) -> None:
        self._book = book
        self._shelf = ProgramShelf()

    def members(self, device: str, *, after: str, limit: int) -> Members:
        """The next members for a till. Raises ProblemError."""
        if limit < 1:
            raise ProblemError("bad-request")
        with self._book.begin_shares() as work:
            admitted(work, device)
            meta, head = work.meta(), work.heads()[EVENTS]
            crowd, standings = self._stand(work, after=after, limit=min(limit, MEMBERS_AT_ONCE))
            cards = work.cards(crowd.fields)
            things = () if after else _things(work)
            notices = () if after else _notices(work)
            work.commit()
        return Members(
            after=after,
            to=crowd.to,
            is_last=crowd.is_last,
            incarnation=meta.incarnation,
            feed_seq=head,
            rows=tuple(
                MemberLine(
                    id=member,
                    fields=msgspec.Raw(crowd.fields.get(member, "null").encode()),
                    cards=tuple(
                        CardLine(key=key, fields=msgspec.Raw(fields.encode()))
                        for key, fields in cards.get(member, ())
                    ),
                    base=_base(standings.get(member)),
                )
                for member in crowd.ids
            ),
            latest_us=max((each.last_us for each in standings.values()), default=0),
            things=things,
            notices=notices,
        )

    def freshen(self, *, after: str, limit: int) -> str:
        """Keep where the next members stand; from where to go on, nothing at the end.

        One hub of the database at a time does it: another one is told that this is the end.
        """
        with self._book.begin_shares() as work:
            if not work.is_alone("standing"):
                return ""
            crowd, _standings = self._stand(work, after=after, limit=limit)
            work.commit()
        return "" if crowd.is_last else crowd.to

    def _stand(
        self, work: HubTransaction, *, after: str, limit: int
    ) -> tuple[Crowd, Mapping[str, Standing]]:
        crowd = work.crowd(after=after, limit=limit)
        found = self._shelf.timeline(work)
        if found is None:
            return crowd, {}
        timeline, reigns = found
        versions = len(timeline.versions)
        kept = work.standings(after=after, to=crowd.to, versions=versions)
        behind = sorted(
            member
            for member, events in crowd.events.items()
            if member not in kept or kept[member].events != events
        )
        if len(behind) > MOST_FOLDED:
            crowd = _cut(crowd, behind[MOST_FOLDED - 1])
            behind = behind[:MOST_FOLDED]
        made: dict[str, Standing] = {}
        for member, rows in work.histories(behind) if behind else ():
            history = [event for event in map(_event, rows) if event is not None]
            if history:
                fold = Fold(timeline, reigns=reigns)
                for event in history:
                    fold.apply(event)
                state = encode_state(fold.state())
                made[member] = _standing(work, crowd.events[member], state, history, rows)
        work.keep_standings(made, versions=versions)
        fresh = {
            member: each for member, each in kept.items() if crowd.events.get(member) == each.events
        }
        return crowd, {**fresh, **made}


def _cut(crowd: Crowd, to: str) -> Crowd:
    return Crowd(
        fields={member: said for member, said in crowd.fields.items() if member <= to},
        events={member: count for member, count in crowd.events.items() if member <= to},
        to=to,
        is_last=False,
    )


def _event(row: InboxRow) -> MemberEvent | None:
    return decode_member_event(row.type, row.body)


def _standing(
    work: HubTransaction,
    events: int,
    state: bytes,
    history: list[MemberEvent],
    rows: Sequence[InboxRow],
) -> Standing:
    lines = [entry for row in rows for entry in work.entry_lines(row)]
    part = Part.of(line for line, _points in lines)
    return Standing(
        events=events,
        state=state,
        entries=part.rows,
        entry_sum=part.sum.to_bytes(SUM_BYTES, "big"),
        points=sum(points for _line, points in lines),
        uses=written_uses(uses_of(history)),
        draws=tuple(
            sorted({gain.draw_id for event in history for gain in tickets_of(event.happening)})
        ),
        last_us=rows[-1].effective_us,
    )


def _base(standing: Standing | None) -> BaseLine | None:
    if standing is None:
        return None
    return BaseLine(
        state=standing.state,
        shape=STATE_SHAPE,
        entries=standing.entries,
        entry_sum=standing.entry_sum.hex(),
        points=standing.points,
        uses=dict(standing.uses),
        draws=standing.draws,
    )


def _things(work: HubTransaction) -> tuple[Change, ...]:
    """What the shop feed tells beside members and cards."""
    return tuple(change_of(row) for kind in _THINGS for row in work.shop_rows(kind))


def _notices(work: HubTransaction) -> tuple[Change, ...]:
    return tuple(
        Change(
            seq=seq,
            kind=kind,
            key=key,
            body=msgspec.Raw(bytes(body)),
            device=device,
            min_version=min_version,
        )
        for seq, kind, key, body, device, min_version in work.notices(FOR_ALL)
    )
