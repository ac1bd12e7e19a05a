"""Where members stand by all that the hub has of them, folded and kept for the next who asks."""

from collections.abc import Mapping, Sequence
from typing import Final, Self

from pos_loyalty.domain.draws import tickets_of
from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.program import ProgramTimeline
from pos_loyalty.domain.reigns import Reigns
from pos_loyalty.domain.shared_digest import SUM_BYTES, Part
from pos_loyalty.domain.tills import InboxRow
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import decode_member_event, encode_json, encode_state
from pos_loyalty.storage.hub_standings import Crowd, Standing
from pos_loyalty.storage.hub_work import HubTransaction
from pos_loyalty.storage.uses import uses_of, written_uses
from pos_loyalty.sync.entitlement import ProgramShelf

_NO_STATE: Final = b""


@dataclass(frozen=True, slots=True)
class Folding:
    """How members of one shop are folded: by all versions of its program."""

    timeline: ProgramTimeline
    reigns: Reigns

    @classmethod
    def by(cls, shelf: ProgramShelf, work: HubTransaction) -> Self | None:
        """As the program is now; None before the shop has one."""
        found = shelf.timeline(work)
        return None if found is None else cls(*found)

    @property
    def versions(self) -> int:
        """How many there are: what was folded by fewer means nothing any more."""
        return len(self.timeline.versions)

    def made(
        self, work: HubTransaction, crowd: Crowd, members: Sequence[str]
    ) -> Mapping[str, Standing]:
        """Where these members of a crowd stand, kept from now on."""
        found: dict[str, Standing] = {
            member: self._standing(work, crowd.events[member], rows)
            for member, rows in (work.histories(members) if members else ())
        }
        # Of whom everything was refused.
        nothing = {each: _of_nothing(crowd.events[each]) for each in members if each not in found}
        found |= nothing
        work.keep_standings(found, versions=self.versions)
        return found

    def _standing(self, work: HubTransaction, events: int, rows: Sequence[InboxRow]) -> Standing:
        read = (decode_member_event(row.type, row.body) for row in rows)
        history: list[MemberEvent] = [event for event in read if event is not None]
        if not history:
            return _of_nothing(events)
        fold = Fold(self.timeline, reigns=self.reigns)
        for event in history:
            fold.apply(event)
        lines = [entry for row in rows for entry in work.entry_lines(row)]
        part = Part.of(line for line, _points in lines)
        draws = {gain.draw_id for event in history for gain in tickets_of(event.happening)}
        return Standing(
            events=events,
            state=encode_state(fold.state()),
            entries=part.rows,
            entry_sum=part.sum.to_bytes(SUM_BYTES, "big"),
            points=sum(points for _line, points in lines),
            uses=encode_json(written_uses(uses_of(each.happening for each in history))).decode(),
            draws=tuple(sorted(draws)),
            last_us=rows[-1].effective_us,
        )


def _of_nothing(events: int) -> Standing:
    """Of a member whom no event ever moved."""
    return Standing(
        events=events,
        state=_NO_STATE,
        entries=0,
        entry_sum=bytes(SUM_BYTES),
        points=0,
        uses="{}",
        draws=(),
        last_us=0,
    )


def behind(crowd: Crowd, kept: Mapping[str, Standing]) -> Sequence[str]:
    """Members of whom something came since somebody last looked, in order."""
    return sorted(
        member
        for member, events in crowd.events.items()
        if member not in kept or kept[member].events != events
    )
