"""Taking one thing back, once: tills that were apart may both have done it.

The ledger has both reversals, for both were written. What moves no points counts the later one for
what a till would have taken that knew of the other. What moves points is noted here under the till
that wrote it: that till writes an event which moves the difference the other way
(``TakenBackOnce``), and here is known out of which lots it had come.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from pos_loyalty.domain.events import (
    CreditTakenBack,
    MemberEvent,
    Position,
    RedemptionUndone,
    Refunded,
    Subject,
    TakenBackOnce,
)
from pos_loyalty.domain.lots import Lot
from pos_loyalty.domain.purse import Purse, Taken
from pos_loyalty.domain.trails import PurchaseTrail, RedemptionTrail, ReferenceCredit
from pos_loyalty.domain.wheels import SpinTrail


@dataclass(slots=True)
class Excess:
    """Points that one till's reversals of a thing took and gave too much, and that stand so.

    Below zero where they were too few: two parts that were rounded down apart.
    """

    taken: int = 0
    given: int = 0
    partner: str = ""


@dataclass(slots=True)
class Undoing:
    """What reversals of one thing moved: out of which lots, and what of it is too much.

    ``own`` is the lot that it opened, ``burned`` what it took from others and did not give back.
    ``unaware`` is the till that took some of a sale without knowing of all that went before: what
    goes with all of it together may have stayed.
    """

    own: Lot | None
    burned: list[Taken]
    unaware: str = ""
    _gone: list[Taken] = field(default_factory=list)
    _gone_at: datetime | None = None
    _gone_before: int = 0
    _surplus: list[Lot] = field(default_factory=list)
    _reclaimed: list[Taken] = field(default_factory=list)
    _excess: dict[str, Excess] = field(default_factory=dict)

    def take(self, purse: Purse, points: int) -> None:
        """Take points of the thing's own lot, and of others where it has too few."""
        self._gone += purse.take_back(points, own=self.own)

    def give(self, purse: Purse, points: int, position: Position) -> None:
        """Give points back to the lots that the thing had burned them from."""
        surplus = purse.restore(self.burned, points, position)
        if surplus is not None:
            self._surplus.append(surplus)

    def exchange(self, purse: Purse, position: Position, *, given: int, taken: int) -> None:
        """Return what was spent, take what was earned: at one instant as if all went at once."""
        if self._gone_at != purse.now:
            self._gone_at, self._gone_before = purse.now, len(self._gone)
        gone = self._gone[self._gone_before :]
        again = sum(part.points for part in gone)
        if again:
            # Earlier parts took from lots that would be spared had more been returned first.
            del self._gone[self._gone_before :]
            purse.restore(gone, again, position)
        self.give(purse, given, position)
        self.take(purse, again + taken)

    def note(self, event: MemberEvent, *, taken: int = 0, given: int = 0) -> None:
        """A reversal moved this much more than the thing had left."""
        if taken or given:
            excess = self._excess.setdefault(event.position.device, Excess())
            excess.taken += taken
            excess.given += given
            excess.partner = event.partner

    def put_right(self, purse: Purse, once: TakenBackOnce, position: Position) -> None:
        """Move points back as the till says that had moved them: the last moved first."""
        # A later refund of the same instant is none of those that were taken together.
        self._gone_at = None
        excess = self._excess.setdefault(position.device, Excess())
        excess.taken -= once.returned
        excess.given -= once.reclaimed
        if once.returned > 0:
            purse.restore(self._gone, once.returned, position)
        else:
            self.take(purse, -once.returned)
        if once.reclaimed > 0:
            self._reclaim(purse, once.reclaimed)
        else:
            again = min(-once.reclaimed, sum(part.points for part in self._reclaimed))
            purse.restore(self._reclaimed, again, position)
            self.give(purse, -once.reclaimed - again, position)

    def excess_of(self, device: str) -> Excess | None:
        """What a till moved too much and has not put right; None where all is right."""
        excess = self._excess.get(device)
        return excess if excess is not None and (excess.taken or excess.given) else None

    def _reclaim(self, purse: Purse, points: int) -> None:
        while points and self._surplus:
            surplus = self._surplus.pop()
            part = min(points, surplus.points)
            if part < surplus.points:
                self._surplus.append(replace(surplus, points=surplus.points - part))
            self._reclaimed += purse.take_back(part, own=surplus)
            points -= part
        self._reclaimed += purse.take_back(points, own=None)


class UndoingBook:
    """What was taken back of a member's things while history is replayed."""

    def __init__(self, purse: Purse) -> None:
        self._purse = purse
        self._undoings: dict[tuple[Subject, str], Undoing] = {}

    def refund(self, event: MemberEvent, trail: PurchaseTrail, refund: Refunded) -> Refunded:
        """Move all that a refund says; what of it counts."""
        counted = refund
        if not trail.knew_all(refund):
            lapsed = self._purse.lapsed_of(trail.position.name)
            counted = trail.counted(refund, lapsed=lapsed)
        undoing = self._of(Subject.SALE, refund.sale_id, trail.lot, trail.taken)
        undoing.exchange(
            self._purse,
            event.position,
            given=refund.restored_points,
            taken=refund.reversed_points,
        )
        undoing.note(
            event,
            taken=refund.reversed_points - counted.reversed_points,
            given=refund.restored_points - counted.restored_points,
        )
        if counted is not refund and not trail.complete:
            undoing.unaware = event.position.device
        return counted

    def undo(self, event: MemberEvent, trail: RedemptionTrail, undone: RedemptionUndone) -> None:
        """Give back what a redemption burned."""
        points = undone.restored_points
        counted = 0 if trail.undone else min(points, trail.redeemed.spent)
        undoing = self._of(Subject.REDEMPTION, undone.redemption_id, None, trail.taken)
        undoing.give(self._purse, points, event.position)
        undoing.note(event, given=points - counted)

    def take_credit(
        self, event: MemberEvent, credit: ReferenceCredit, taken: CreditTakenBack
    ) -> None:
        """Take points of a credit; what counts of it is counted there."""
        points = taken.points
        lapsed = self._purse.lapsed_of(credit.lot_id) if credit.is_exceeded_by(points) else 0
        counted = credit.counted(points, lapsed=lapsed)
        credit.taken_back += counted
        undoing = self._of(Subject.CREDIT, taken.reference, credit.lot)
        self._take(event, undoing, points, counted=counted)

    def take_spin(self, event: MemberEvent, trail: SpinTrail, points: int) -> None:
        """Take what a spin gave."""
        undoing = self._of(Subject.SPIN, trail.spun.spin_id, trail.lot)
        self._take(event, undoing, points, counted=0 if trail.undone else points)

    def put_right(self, event: MemberEvent, once: TakenBackOnce) -> None:
        """Move back what was moved too much."""
        self._of(once.subject, once.name).put_right(self._purse, once, event.position)

    def is_known(self, once: TakenBackOnce) -> bool:
        """Whether anything was seen of what an event puts right."""
        return (once.subject, once.name) in self._undoings

    def amends(self, device: str) -> Iterator[tuple[TakenBackOnce, str]]:
        """What a till has to write so that all counts once, each with the partner it is for."""
        for (subject, name), undoing in self._undoings.items():
            excess = undoing.excess_of(device)
            if excess is not None:
                once = TakenBackOnce(subject, name, excess.taken, excess.given)
                yield once, excess.partner

    def parts_of(self, device: str) -> tuple[str, ...]:
        """The sales of which a till took some without knowing of all that went before."""
        return tuple(
            name for (_, name), undoing in self._undoings.items() if undoing.unaware == device
        )

    def _take(self, event: MemberEvent, undoing: Undoing, points: int, *, counted: int) -> None:
        undoing.take(self._purse, points)
        undoing.note(event, taken=points - counted)

    def _of(
        self,
        subject: Subject,
        name: str,
        own: Lot | None = None,
        burned: list[Taken] | None = None,
    ) -> Undoing:
        found = self._undoings.get((subject, name))
        if found is None:
            found = self._undoings[subject, name] = Undoing(own, burned or [])
        return found
