"""What the hub tells a new till of a shop with many members: where each of them stands.

A history of years is not read by a till that joins. It is told of members a few thousand at a
time, and asks for the history of one of them when it needs it. What it is told was made ahead and
is handed on as it is; beside it stands who changed since, so that each answer is of its instant.
"""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from typing import Final, Protocol

from pos_loyalty.domain.shared_records import CARD, STAFF
from pos_loyalty.domain.tills import FeedRow
from pos_loyalty.storage.codec import STATE_SHAPE
from pos_loyalty.storage.hub_parts import PartBody, PartHead
from pos_loyalty.storage.hub_standings import LAST, Crowd, Standing
from pos_loyalty.storage.hub_work import HubTransaction
from pos_loyalty.storage.member_parts import PartMaker, owner_of, packed
from pos_loyalty.storage.packed_states import packed_state
from pos_loyalty.sync.entitlement import ProgramShelf
from pos_loyalty.sync.hub import admitted
from pos_loyalty.sync.intake import FOR_ALL
from pos_loyalty.sync.protocol import (
    DEVICE,
    EVENTS,
    MEMBERS_AT_ONCE,
    PROGRAM,
    RECALL,
    SHOP,
    Members,
)
from pos_loyalty.sync.standings import Folding, behind

MOST_FOLDED: Final = 1000
"""Members who are folded for one answer; a till waits for it."""
_FEW: Final = 100
"""Once one in so many members of a part has changed, it is made anew ahead of the next till."""
_THINGS: Final = (PROGRAM, STAFF, DEVICE, RECALL)


class CrowdBook(Protocol):
    """The hub's database, where something of one instant is read."""

    def begin_shares(self) -> AbstractContextManager[HubTransaction]: ...


class MemberDesk:
    """Tells of members, and keeps what it tells so that the next one is told at once."""

    def __init__(
        self, book: CrowdBook, *, at_once: int = MEMBERS_AT_ONCE, most_folded: int = MOST_FOLDED
    ) -> None:
        self._book = book
        self._at_once = at_once
        self._most_folded = most_folded
        self._shelf = ProgramShelf()

    def members(self, device: str, *, after: str) -> Members:
        """The next members for a till. Raises ProblemError."""
        with self._book.begin_shares() as work:
            admitted(work, device)
            folding = Folding.by(self._shelf, work)
            part, body, changed = self._ready(work, folding, after) or self._made(
                work, folding, after
            )
            answer = Members(
                after=after,
                to=part.to,
                is_last=part.to == LAST,
                incarnation=work.meta().incarnation,
                feed_seq=work.heads()[EVENTS],
                part=body.packed,
                sha256=body.sha256.hex(),
                changed=self._beside(work, folding, changed),
                things=() if after else _things(work),
                notices=() if after else tuple(work.notices(FOR_ALL)),
                in_shop=0 if after else work.in_shop(),
            )
            work.commit()
        return answer

    def freshen(self, *, after: str, limit: int) -> str | None:
        """Make ready what a till is told after a member; from where to go on, None at the end.

        At most so many members are folded at once: where more are to be, it goes on from there.
        One hub of the database at a time does it: another one is told that this is the end.
        """
        with self._book.begin_shares() as work:
            folding = Folding.by(self._shelf, work)
            if folding is None or not work.is_alone("standing"):
                return None
            part = work.part(after, versions=folding.versions)
            if part is None or part.is_old or self._is_worn(work, folding, part):
                to = self._to(work, after)
                crowd = work.crowd(after=after, to=to)
                kept = work.standings(after=after, to=to, versions=folding.versions)
                late = behind(crowd, kept)
                made = folding.made(work, crowd, late[:limit])
                if len(late) > limit:
                    work.commit()
                    return after
                part, _body = self._keep(work, folding, (after, to), crowd, {**kept, **made})
            if part.to == LAST:
                work.drop_old_parts()
            work.commit()
        return None if part.to == LAST else part.to

    def _ready(
        self, work: HubTransaction, folding: Folding | None, after: str
    ) -> tuple[PartHead, PartBody, Collection[str]] | None:
        """What was made ahead, and who changed since: unless those are too many to be folded."""
        part = None if folding is None else work.part(after, versions=folding.versions)
        if part is None:
            return None
        changed = work.changed_since(part, limit=self._most_folded + 1)
        if len(changed) > self._most_folded:
            return None
        return part, work.part_body(after), changed

    def _made(
        self, work: HubTransaction, folding: Folding | None, after: str
    ) -> tuple[PartHead, PartBody, Collection[str]]:
        """The same, made now: as far as members can be folded while a till waits."""
        to = self._to(work, after)
        crowd = work.crowd(after=after, to=to)
        if folding is None:
            return *self._keep(work, folding, (after, to), crowd, {}), ()
        kept = work.standings(after=after, to=to, versions=folding.versions)
        late = behind(crowd, kept)
        if len(late) > self._most_folded:
            late = late[: self._most_folded]
            to = late[-1]
            crowd = _cut(crowd, to)
        made = folding.made(work, crowd, late)
        return *self._keep(work, folding, (after, to), crowd, {**kept, **made}), ()

    def _is_worn(self, work: HubTransaction, folding: Folding, part: PartHead) -> bool:
        """Whether many changed; where few did, it is found out now where they stand."""
        few = part.members // _FEW
        changed = work.changed_since(part, limit=few + 1)
        if len(changed) > few:
            return True
        self._standings_of(work, folding, work.crowd_of(changed))
        return False

    def _to(self, work: HubTransaction, after: str) -> str:
        """Up to whom the next part goes: to where another one ended or began, if it can.

        Otherwise one part that is made anew would move all that follow it.
        """
        found = work.first_members(after=after, limit=self._at_once * 3 // 2)
        if len(found) < self._at_once * 3 // 2:
            return LAST
        ends = work.part_ends(after=found[self._at_once // 2], to=found[-1])
        return max(ends, default=found[self._at_once - 1])

    def _keep(
        self,
        work: HubTransaction,
        folding: Folding | None,
        place: tuple[str, str],
        crowd: Crowd,
        standings: Mapping[str, Standing],
    ) -> tuple[PartHead, PartBody]:
        after, to = place
        heads = work.heads()
        part = PartHead(
            after=after,
            to=to,
            shop_seq=heads[SHOP],
            events_seq=heads[EVENTS],
            members=len(crowd.ids),
        )
        body = _composed(work, crowd, crowd.ids, standings)
        if folding is None:
            return part, PartBody.of(body)
        return part, work.keep_part(part, body, versions=folding.versions)

    def _beside(
        self, work: HubTransaction, folding: Folding | None, changed: Collection[str]
    ) -> bytes:
        """What is true by now of those who changed."""
        if folding is None or not changed:
            return b""
        crowd = work.crowd_of(changed)
        return _composed(work, crowd, changed, self._standings_of(work, folding, crowd))

    @staticmethod
    def _standings_of(
        work: HubTransaction, folding: Folding, crowd: Crowd
    ) -> Mapping[str, Standing]:
        kept = work.standings_of(crowd.ids, versions=folding.versions)
        return {**kept, **folding.made(work, crowd, behind(crowd, kept))}


def _cut(crowd: Crowd, to: str) -> Crowd:
    return Crowd(
        fields={member: said for member, said in crowd.fields.items() if member <= to},
        events={member: count for member, count in crowd.events.items() if member <= to},
    )


def _composed(
    work: HubTransaction,
    crowd: Crowd,
    wanted: Collection[str],
    standings: Mapping[str, Standing],
) -> bytes:
    """All that a till is told of these members, packed."""
    cards = work.cards(wanted)
    # A card may have been told of before its member.
    owners = {owner_of(CARD, key) for key, _fields in cards}
    maker = PartMaker()
    for member in sorted({*crowd.ids, *owners}):
        maker.add_member(member, crowd.fields.get(member))
        stands = standings.get(member)
        if stands is not None and stands.state:
            maker.add_base(_base(member, stands), stands.draws, stands.last_us)
    for key, fields in cards:
        maker.add_card(key, fields)
    return packed(maker.part())


def _base(member: str, standing: Standing) -> tuple[object, ...]:
    """The values of ``BASE_COLUMNS``."""
    return (
        member,
        packed_state(standing.state),
        STATE_SHAPE,
        standing.uses.encode(),
        standing.entries,
        standing.entry_sum,
        standing.points,
    )


def _things(work: HubTransaction) -> tuple[FeedRow, ...]:
    """What the shop feed tells beside members and cards."""
    return tuple(row for kind in _THINGS for row in work.shop_rows(kind))
