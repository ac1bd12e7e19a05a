"""Paid memberships: bought or prolonged at the counter, and taken back.

The fee is booked in the till; here it is said on the slip and moves no points.
"""

from dataclasses import replace
from datetime import datetime

from uuid_utils import uuid7

from pos_loyalty.domain.errors import (
    AlreadyRefundedError,
    NotAllowedError,
    UnknownPurchaseError,
)
from pos_loyalty.domain.events import MembershipBought, MembershipCancelled
from pos_loyalty.domain.memberships import next_term
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.member_book import (
    MemberBook,
    active_member_of,
    effective_now,
    member_of,
    whole_fold_of,
)
from pos_loyalty.services.outcome import ActionKind, Outcome, standing
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.services.shares import ShareOffice, looked_up
from pos_loyalty.services.slips import SlipWriter
from pos_loyalty.storage.store import Reading, Store, Work
from pos_loyalty.storage.timeline import TimelineShelf


class Memberships:
    """Everything about clubs that members pay for."""

    def __init__(
        self,
        store: Store,
        shelf: TimelineShelf,
        slips: SlipWriter,
        office: ShareOffice | None = None,
    ) -> None:
        self._store = store
        self._office = office
        self._desk = Desk(store, office)
        self._shelf = shelf
        self._slips = slips

    def buy(
        self,
        request: Request,
        member_id: str,
        membership_id: str,
        *,
        purchase_id: str = "",
        slip: bool = True,
    ) -> Answer[Outcome]:
        """Open a membership from now on, or prolong the one that is running.

        ``purchase_id`` is given where the caller names it itself. Raises NotAllowedError for a
        membership that the program does not have or an id used before, UnknownMemberError,
        MemberBlockedError and KeyReusedError.
        """
        check(request.actor, Permission.SELL)

        def act(work: Work) -> Outcome:
            member = active_member_of(work, member_id)
            if purchase_id and purchase_id in _purchases(work, member_id):
                raise NotAllowedError(reason="id-used", id=purchase_id)
            book = MemberBook(work, self._shelf.timeline(work), member_id, request)
            program = book.version.program
            membership = program.membership(membership_id)
            if membership is None:
                raise NotAllowedError(reason="unknown-membership", membership=membership_id)
            before = book.state()
            term = next_term(program, membership, before.terms, book.now)
            bought = MembershipBought(purchase_id or str(uuid7()), term, membership.fee_minor)
            book.add(bought)
            outcome = replace(
                standing(ActionKind.BUY_MEMBERSHIP, member_id, before=before, after=book.state()),
                id=bought.purchase_id,
                origin=bought.purchase_id,
                number=work.log.take_number(),
                amount_minor=bought.fee_minor,
                terms=(term,),
            )
            if not slip:
                return outcome
            return self._slips.write(work, book, member, outcome, wall_time=request.now)

        content = ("buy-membership", member_id, membership_id, purchase_id)
        return self._desk.perform(request, content, Outcome, act)

    def cancel(
        self, request: Request, member_id: str, purchase_id: str, *, slip: bool = True
    ) -> Answer[Outcome]:
        """Take a bought membership back, with exactly the time that it gave.

        Sales made meanwhile keep their figures. Raises UnknownPurchaseError,
        AlreadyRefundedError, NotAllowedError for a role that may not, UnknownMemberError and
        KeyReusedError.
        """
        check(request.actor, Permission.VOID)

        def act(work: Work) -> Outcome:
            member = member_of(work, member_id)
            book = MemberBook(work, self._shelf.timeline(work), member_id, request)
            whole = book.whole()
            before = book.state()
            known = _purchases(work, member_id).get(purchase_id)
            if known is None:
                raise UnknownPurchaseError(purchase=purchase_id)
            if whole.memberships.term_of(purchase_id) is None:
                raise AlreadyRefundedError(purchase=purchase_id)
            cancelled = book.add(MembershipCancelled(purchase_id), partner=known.partner)
            outcome = replace(
                standing(
                    ActionKind.CANCEL_MEMBERSHIP, member_id, before=before, after=book.state()
                ),
                id=purchase_id,
                origin=cancelled.position.name,
                number=work.log.take_number(),
                amount_minor=known.bought.fee_minor,
                terms=(known.bought.term,),
            )
            if not slip:
                return outcome
            return self._slips.write(work, book, member, outcome, wall_time=request.now)

        content = ("cancel-membership", member_id, purchase_id)
        return self._desk.perform(request, content, Outcome, act)

    def bought(self, member_id: str, now: datetime) -> tuple[MembershipBought, ...]:
        """What the member bought and has not lost yet, the one that ends last at the end.

        Raises UnknownMemberError, and HistoryElsewhereError without the hub's word.
        """
        return looked_up(self._office, lambda: self._read(member_id, now))

    def _read(self, member_id: str, now: datetime) -> tuple[MembershipBought, ...]:
        with self._store.read() as reading:
            member_of(reading, member_id)
            at = effective_now(reading, now)
            fold = whole_fold_of(reading, self._shelf.timeline(reading), member_id, at)
            held = {each.source for each in fold.memberships.open_terms(at)}
            purchases = _purchases(reading, member_id)
        found = (each.bought for name, each in purchases.items() if name in held)
        return tuple(sorted(found, key=_end))


@dataclass(frozen=True, slots=True)
class _Purchase:
    bought: MembershipBought
    partner: str


def _purchases(reading: Reading, member_id: str) -> dict[str, _Purchase]:
    """All memberships that the member ever bought, by the ids of their purchases."""
    return {
        event.happening.purchase_id: _Purchase(event.happening, event.partner)
        for event in reading.history(member_id)
        if isinstance(event.happening, MembershipBought)
    }


def _end(bought: MembershipBought) -> datetime:
    return bought.term.ends_at
