"""Burns without a sale of ours: redeemed at the counter, and undone."""

from dataclasses import replace

from uuid_utils import uuid7

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.burning import BurnContext, BurnQuote, quote_burn
from pos_loyalty.domain.donations import quote_donation
from pos_loyalty.domain.errors import NotAllowedError, UnknownRedemptionError
from pos_loyalty.domain.events import MemberEvent, Redeemed
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.reversal import quote_undo
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.member_book import MemberBook, active_member_of, usage_of
from pos_loyalty.services.outcome import (
    ActionKind,
    Outcome,
    reward_names,
    standing,
    with_progress,
)
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.services.shares import ShareOffice
from pos_loyalty.services.slips import SlipWriter
from pos_loyalty.services.whose import unknown_redemption
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.records import MemberRecord, RedemptionRecord
from pos_loyalty.storage.store import Store, Work
from pos_loyalty.storage.timeline import TimelineShelf


class Redemptions:
    """Points and rewards burned apart from a sale."""

    def __init__(
        self,
        store: Store,
        shelf: TimelineShelf,
        slips: SlipWriter,
        office: ShareOffice | None = None,
    ) -> None:
        self._desk = Desk(store, office)
        self._shelf = shelf
        self._slips = slips

    def redeem(
        self,
        request: Request,
        member_id: str,
        burn: Burn,
        *,
        purchase_total_minor: int | None = None,
        redemption_id: str = "",
        slip: bool = True,
    ) -> Answer[Outcome]:
        """Burn points or rewards; the discount is what the cashier keys into the till.

        Raises UnknownMemberError, MemberBlockedError, NotAllowedError, KeyReusedError and
        what ``domain.burning.quote_burn`` raises.
        """
        check(request.actor, Permission.REDEEM)
        return self._desk.perform(
            request,
            ("redeem", member_id, burn, purchase_total_minor, redemption_id),
            Outcome,
            lambda work: self._redeem(
                work,
                request,
                active_member_of(work, member_id),
                burn,
                total_minor=purchase_total_minor,
                redemption_id=redemption_id,
                wants_slip=slip,
            ),
        )

    def donate(
        self,
        request: Request,
        member_id: str,
        *,
        points: int,
        reward_id: str,
        redemption_id: str = "",
        slip: bool = True,
    ) -> Answer[Outcome]:
        """Give points to a good cause by a reward of that kind; nothing comes off a purchase.

        Raises UnknownMemberError, MemberBlockedError, NotAllowedError, KeyReusedError and
        what ``domain.donations.quote_donation`` raises.
        """
        check(request.actor, Permission.TAKE_PART)
        return self._desk.perform(
            request,
            ("donate", member_id, points, reward_id, redemption_id),
            Outcome,
            lambda work: self._donate(
                work,
                request,
                active_member_of(work, member_id),
                points=points,
                reward_id=reward_id,
                redemption_id=redemption_id,
                wants_slip=slip,
            ),
        )

    def undo(self, request: Request, redemption_id: str, *, slip: bool = True) -> Answer[Outcome]:
        """Take a redemption back: all its points return to the lots that they came from.

        Raises UnknownRedemptionError, AlreadyRefundedError, NotAllowedError, KeyReusedError, and
        SaleElsewhereError without the hub's word.
        """
        check(request.actor, Permission.VOID)
        return self._desk.perform(
            request,
            ("undo-redeem", redemption_id),
            Outcome,
            lambda work: self._undo(work, request, redemption_id, wants_slip=slip),
        )

    def _redeem(
        self,
        work: Work,
        request: Request,
        member: MemberRecord,
        burn: Burn,
        *,
        total_minor: int | None,
        redemption_id: str,
        wants_slip: bool,
    ) -> Outcome:
        if not burn.points and not burn.rewards:
            raise NotAllowedError(reason="nothing-to-redeem")
        check_unused(work, redemption_id)
        book = MemberBook(work, self._shelf.timeline(work), member.id, request)
        before = book.state()
        quote = quote_burn(_context(work, book, before), burn, total_minor=total_minor)
        redeemed = Redeemed(
            redemption_id or str(uuid7()), quote.spent, quote.uses, quote.tickets, quote.terms
        )
        # What it was for is no fact of the ledger; other rules that are tried ask for it.
        said = None if total_minor is None else {"total_minor": total_minor}
        event = book.add(redeemed, detail=said)
        book.count_rewards(redeemed.rewards, sign=1)
        number = work.log.take_number()
        record = redemption_record(number, event, book, redeemed.redemption_id, quote)
        work.sales.add_redemption(record)
        after, program = book.state(), book.version.program
        stands = standing(
            ActionKind.REDEEM, member.id, before=before, after=after, rewards=redeemed.rewards
        )
        outcome = replace(
            with_progress(stands, program, before=before, after=after),
            id=redeemed.redemption_id,
            origin=redeemed.redemption_id,
            number=number,
            spent=quote.spent,
            discount_minor=quote.discount_minor,
            used=reward_names(program, redeemed.rewards),
            terms=redeemed.terms,
        )
        if not wants_slip:
            return outcome
        return self._slips.write(work, book, member, outcome, wall_time=request.now)

    def _donate(
        self,
        work: Work,
        request: Request,
        member: MemberRecord,
        *,
        points: int,
        reward_id: str,
        redemption_id: str,
        wants_slip: bool,
    ) -> Outcome:
        check_unused(work, redemption_id)
        book = MemberBook(work, self._shelf.timeline(work), member.id, request)
        before = book.state()
        quote = quote_donation(_context(work, book, before), points=points, reward_id=reward_id)
        redeemed = Redeemed(redemption_id or str(uuid7()), points, (quote.use,))
        event = book.add(redeemed, detail={"donated_minor": quote.donated_minor})
        book.count_rewards(redeemed.rewards, sign=1)
        number = work.log.take_number()
        burned = BurnQuote(spent=points, discount_minor=0, uses=redeemed.rewards)
        work.sales.add_redemption(
            redemption_record(number, event, book, redeemed.redemption_id, burned)
        )
        outcome = replace(
            standing(ActionKind.DONATE, member.id, before=before, after=book.state()),
            id=redeemed.redemption_id,
            origin=redeemed.redemption_id,
            number=number,
            spent=points,
            donated_minor=quote.donated_minor,
            used=reward_names(book.version.program, redeemed.rewards),
        )
        if not wants_slip:
            return outcome
        return self._slips.write(work, book, member, outcome, wall_time=request.now)

    def _undo(
        self, work: Work, request: Request, redemption_id: str, *, wants_slip: bool
    ) -> Outcome:
        known = work.sales.redemption(redemption_id)
        if known is None:
            raise unknown_redemption(work, redemption_id)
        book = MemberBook(work, self._shelf.timeline(work), known.member_id, request)
        whole = book.whole()
        before = book.state()
        trail = whole.redemption(redemption_id)
        if trail is None:
            raise UnknownRedemptionError(redemption=redemption_id)
        undone = quote_undo(whole, redemption_id, draws_held=work.draws.held_ids())
        event = book.add(undone, partner=trail.partner)
        book.count_rewards(trail.redeemed.rewards, sign=-1)
        number = work.log.take_number()
        nothing = BurnQuote(spent=undone.restored_points, discount_minor=0)
        record = replace(
            redemption_record(number, event, book, str(uuid7()), nothing), undoes=redemption_id
        )
        work.sales.add_redemption(record)
        after = book.state()
        stands = standing(ActionKind.UNDO_REDEEM, known.member_id, before=before, after=after)
        outcome = replace(
            with_progress(stands, book.version.program, before=before, after=after),
            id=redemption_id,
            origin=record.id,
            number=number,
            restored_points=undone.restored_points,
        )
        member = work.members.member(known.member_id)
        if not wants_slip or member is None:
            return outcome
        return self._slips.write(work, book, member, outcome, wall_time=request.now)


def check_unused(work: Work, redemption_id: str) -> None:
    """Raises NotAllowedError for the id of another redemption; none is always free."""
    if redemption_id and work.sales.redemption(redemption_id) is not None:
        raise NotAllowedError(reason="id-used", id=redemption_id)


def _context(work: Work, book: MemberBook, state: MemberState) -> BurnContext:
    return BurnContext(
        program=book.version.program,
        state=state,
        tier_id=state.tier.held,
        usage=usage_of(work, book.version),
        at=book.now,
    )


def redemption_record(
    number: int, event: MemberEvent, book: MemberBook, redemption_id: str, quote: BurnQuote
) -> RedemptionRecord:
    """The row of a redemption, as its event says."""
    at = event.position.effective_at
    return RedemptionRecord(
        number=number,
        id=redemption_id,
        seq=event.position.seq,
        member_id=event.member_id,
        spent=quote.spent,
        discount_minor=quote.discount_minor,
        occurred_at=at,
        effective_at=at,
        business_day=book.business_day(at),
        program_version=event.program_version,
        rewards=encode_json([used.reward_id for used in quote.uses]),
        staff_id=book.actor.staff_id,
        approved_by=book.actor.approver_id,
    )
