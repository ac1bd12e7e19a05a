"""Sales: quoted without a trace, recorded once, taken back exactly."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from uuid_utils import uuid7

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.brought import remembered
from pos_loyalty.domain.challenges import ChallengeBonus
from pos_loyalty.domain.errors import NotAllowedError, UnknownPurchaseError
from pos_loyalty.domain.events import Happening, MemberEvent, Position, Refunded
from pos_loyalty.domain.explanation import ExplanationLine
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.reversal import (
    quote_bonuses_back,
    quote_referrer_part,
    quote_refund,
    quote_spins_back,
    share_of,
)
from pos_loyalty.domain.sale import SaleQuote, quote_sale
from pos_loyalty.domain.sale_context import SaleContext
from pos_loyalty.domain.trails import PurchaseTrail
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.member_book import (
    MemberBook,
    active_member_of,
    brought_context,
    effective_now,
    fold_of,
    sale_context,
)
from pos_loyalty.services.offered_receipts import take_offer
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
from pos_loyalty.services.whose import unknown_sale
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.records import ReversalKind, ReversalRecord, SaleRecord
from pos_loyalty.storage.store import Store, Work
from pos_loyalty.storage.timeline import TimelineShelf


class SaleOrigin(StrEnum):
    """Where a sale was made, and so what it does.

    One from another system earns as if it had been made here, also when it is older than the
    enrollment here; one that is history counts for tiers and moves no points.
    """

    TILL = "till"
    ELSEWHERE = "elsewhere"
    HISTORY = "history"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A sale to be quoted or recorded.

    ``occurred_at`` is given for a sale that was made earlier and is recorded now;
    ``id`` where the caller names its sales itself.
    """

    member_id: str
    basket: Basket
    occurred_at: datetime | None = None
    id: str = ""
    receipt_number: str = ""


@dataclass(frozen=True, slots=True)
class SaleDetail:
    """What was bought and why it earned what it earned, for slips, reports and the hub."""

    basket: Basket
    membership_discount_minor: int
    explanation: tuple[ExplanationLine, ...]
    receipt_number: str


@dataclass(frozen=True, slots=True)
class BroughtDetail(SaleDetail):
    """As ``SaleDetail``, of a sale that was not made here."""

    origin: SaleOrigin


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sale's quote, and where the member stands before and would stand after it."""

    quote: SaleQuote
    program: Program
    before: MemberState
    after: MemberState


class Sales:
    """Everything that starts with a purchase."""

    def __init__(
        self,
        store: Store,
        shelf: TimelineShelf,
        slips: SlipWriter,
        office: ShareOffice | None = None,
    ) -> None:
        self._store = store
        self._desk = Desk(store, office)
        self._shelf = shelf
        self._slips = slips

    def quote(self, sale: Sale, *, now: datetime) -> Quoted:
        """What the sale would do; nothing is written.

        Raises UnknownMemberError, MemberBlockedError, InThePastError and what
        ``domain.sale.quote_sale`` raises.
        """
        with self._store.read() as reading:
            member = active_member_of(reading, sale.member_id)
            timeline = self._shelf.timeline(reading)
            fold = fold_of(reading, timeline, member.id, effective_now(reading, now))
            context = sale_context(reading, timeline, member, fold, occurred_at=sale.occurred_at)
            quote = quote_sale(context, sale.basket, sale_id=sale.id or "quote")
            after = _imagined(fold, context, quote)
        return Quoted(quote, context.program, context.state, after)

    def record(self, request: Request, sale: Sale, *, slip: bool = True) -> Answer[Outcome]:
        """Record the sale with its slip, in one transaction.

        Raises what ``quote`` raises, NotAllowedError for an id used before or a role
        that may not sell, and KeyReusedError.
        """
        check(request.actor, Permission.SELL)
        if sale.basket.burn.points or sale.basket.burn.rewards:
            check(request.actor, Permission.REDEEM)
        return self._desk.perform(
            request,
            ("sale", sale),
            Outcome,
            lambda work: self.enter(work, request, sale, wants_slip=slip),
        )

    def refund(
        self, request: Request, sale_id: str, *, amount_minor: int | None = None, slip: bool = True
    ) -> Answer[Outcome]:
        """Money goes back: ``amount_minor`` of it, or all that is left.

        Raises UnknownPurchaseError, AlreadyRefundedError, ExceedsRefundableError,
        NotAllowedError, KeyReusedError, and SaleElsewhereError without the hub's word.
        """
        check(request.actor, Permission.REFUND)
        return self._desk.perform(
            request,
            ("refund", sale_id, amount_minor),
            Outcome,
            lambda work: self.take_back(
                work, request, sale_id, ReversalKind.REFUND, amount_minor, wants_slip=slip
            ),
        )

    def void(self, request: Request, sale_id: str, *, slip: bool = True) -> Answer[Outcome]:
        """The sale should never have been: all that is left of it is taken back.

        Raises what ``refund`` raises.
        """
        check(request.actor, Permission.VOID)
        return self._desk.perform(
            request,
            ("void", sale_id),
            Outcome,
            lambda work: self.take_back(
                work, request, sale_id, ReversalKind.VOID, None, wants_slip=slip
            ),
        )

    def enter(
        self,
        work: Work,
        request: Request,
        sale: Sale,
        *,
        wants_slip: bool,
        origin: SaleOrigin = SaleOrigin.TILL,
        book: MemberBook | None = None,
    ) -> Outcome:
        """Record the sale in a transaction that is open already, and that the caller commits.

        Raises what ``quote`` raises, NotAllowedError for an id used before, and ReceiptGoneError
        for a receipt of the till's that was credited before. A sale that was made elsewhere is not
        refused for being older than the enrollment here. ``book`` is given by who records several
        sales of one member.
        """
        member = active_member_of(work, sale.member_id)
        if sale.id and work.sales.sale(sale.id) is not None:
            raise NotAllowedError(reason="id-used", id=sale.id)
        timeline = self._shelf.timeline(work)
        book = book or MemberBook(work, timeline, member.id, request)
        context_of = sale_context if origin is SaleOrigin.TILL else brought_context
        context = context_of(work, timeline, member, book.fold(), occurred_at=sale.occurred_at)
        quote = quote_sale(context, sale.basket, sale_id=sale.id or str(uuid7()))
        if origin is SaleOrigin.HISTORY:
            quote = remembered(quote)
        before = context.state
        detail = _detail(sale, quote, origin)
        event = book.add(
            quote.purchased,
            occurred_at=context.occurred_at,
            version=context.version,
            detail=detail,
        )
        book.count(quote.purchased, sign=1)
        for bonus in quote.challenge_credits:
            book.add(bonus, version=context.version)
        if quote.referrer_credit is not None and before.referrer_id is not None:
            referrer = MemberBook(work, timeline, before.referrer_id, request)
            referrer.add(quote.referrer_credit, version=context.version)
        number = work.log.take_number()
        work.sales.add_sale(_sale_record(number, event, quote, book, detail))
        if sale.receipt_number and origin is SaleOrigin.TILL:
            now, total_minor = request.now, sale.basket.total_minor
            take_offer(work, sale.receipt_number, total_minor, now, sale_id=quote.purchased.sale_id)
        outcome = _sale_outcome(number, quote, context.program, book, before)
        if not wants_slip:
            return outcome
        return self._slips.write(work, book, member, outcome, wall_time=request.now)

    def take_back(
        self,
        work: Work,
        request: Request,
        sale_id: str,
        kind: ReversalKind,
        amount_minor: int | None,
        *,
        wants_slip: bool,
    ) -> Outcome:
        """Refund or void a sale in a transaction that is open already.

        Raises what ``refund`` raises.
        """
        sold = work.sales.sale(sale_id)
        if sold is None:
            raise unknown_sale(work, sale_id)
        if sold.member_id is None:
            raise UnknownPurchaseError(purchase=sale_id)
        book = MemberBook(work, self._shelf.timeline(work), sold.member_id, request)
        whole = book.whole()
        before = book.state()
        trail = whole.purchase(sale_id)
        if trail is None:
            raise UnknownPurchaseError(purchase=sale_id)
        refunded = quote_refund(
            whole, sale_id, amount_minor=amount_minor, draws_held=work.draws.held_ids()
        )
        event = book.add(refunded, detail={"kind": kind.value}, partner=trail.partner)
        bonus_reversed = 0
        if refunded.complete:
            book.count(trail.sale, sign=-1)
            bonus_reversed = _take_bonuses(book, trail) + _take_spins_back(book, whole, sale_id)
        self._take_from_referrer(work, request, trail, refunded, before.referrer_id)
        number = work.log.take_number()
        record = _reversal_record(number, event, kind, refunded, book)
        work.sales.add_reversal(record)
        work.till_receipts.answer_recall(sale_id, request.now)
        if kind is ReversalKind.VOID:
            work.till_receipts.offer_again(sale_id)
        outcome = replace(_reversal_outcome(record, book, before), bonus_reversed=bonus_reversed)
        member = work.members.member(sold.member_id)
        if not wants_slip or member is None:
            return outcome
        return self._slips.write(work, book, member, outcome, wall_time=request.now)

    def _take_from_referrer(
        self,
        work: Work,
        request: Request,
        trail: PurchaseTrail,
        refunded: Refunded,
        referrer_id: str | None,
    ) -> None:
        if referrer_id is None:
            return
        book = MemberBook(work, self._shelf.timeline(work), referrer_id, request)
        share = share_of(trail, refunded.refunded_minor)
        part = quote_referrer_part(book.whole(), refunded.sale_id, share)
        if part is not None:
            book.add(part, partner=trail.partner)


def _take_spins_back(book: MemberBook, whole: Fold, sale_id: str) -> int:
    """Take back what the wheel gave for a sale; how many points that were."""
    taken = quote_spins_back(whole, sale_id)
    for spin in taken:
        trail = whole.spins.spin(spin.spin_id)
        book.add(spin, partner=trail.partner if trail else "")
    return sum(spin.points for spin in taken)


def _imagined(fold: Fold, context: SaleContext, quote: SaleQuote) -> MemberState:
    """Where the member would stand after the sale; nothing is written."""
    facts: tuple[Happening, ...] = (quote.purchased, *quote.challenge_credits)
    for seq, fact in enumerate(facts):
        place = Position(context.state.at, "quote", 0, seq)
        fold.apply(MemberEvent(place, context.traits.member_id, context.version.number, fact))
    return fold.state()


def _take_bonuses(book: MemberBook, trail: PurchaseTrail) -> int:
    """Take back what a sale gave by completing challenges; how many points that were."""
    parts = quote_bonuses_back(book.fold(), trail.sale)
    for part in parts:
        book.add(part, partner=trail.partner)
    return sum(part.points for part in parts)


def _bonuses(quote: SaleQuote, program: Program) -> tuple[ChallengeBonus, ...]:
    names = {challenge.id: challenge.name for challenge in program.challenges}
    done = [gain.challenge_id for gain in quote.purchased.challenges if gain.completed]
    return tuple(
        ChallengeBonus(challenge_id, names[challenge_id], given.credit.points)
        for challenge_id, given in zip(done, quote.challenge_credits, strict=True)
    )


def _detail(sale: Sale, quote: SaleQuote, origin: SaleOrigin) -> SaleDetail:
    off_minor = quote.membership_discount_minor
    if origin is SaleOrigin.TILL:
        return SaleDetail(sale.basket, off_minor, quote.explanation, sale.receipt_number)
    return BroughtDetail(sale.basket, off_minor, quote.explanation, sale.receipt_number, origin)


def _sale_record(
    number: int, event: MemberEvent, quote: SaleQuote, book: MemberBook, detail: SaleDetail
) -> SaleRecord:
    purchased = quote.purchased
    return SaleRecord(
        number=number,
        id=purchased.sale_id,
        seq=event.position.seq,
        occurred_at=purchased.occurred_at,
        effective_at=event.position.effective_at,
        business_day=book.business_day(purchased.occurred_at),
        total_minor=quote.total_minor,
        discount_minor=quote.discount_minor,
        due_minor=quote.due_minor,
        gift_card_minor=detail.basket.gift_card_minor,
        paid_minor=purchased.paid_minor,
        eligible_minor=quote.eligible_minor,
        program_version=event.program_version,
        member_id=event.member_id,
        receipt_number=detail.receipt_number,
        earned=quote.earned,
        spent=quote.spent,
        tier_used=quote.tier_used,
        staff_id=book.actor.staff_id,
        detail=encode_json(detail),
    )


def _reversal_record(
    number: int, event: MemberEvent, kind: ReversalKind, refunded: Refunded, book: MemberBook
) -> ReversalRecord:
    at = event.position.effective_at
    return ReversalRecord(
        number=number,
        id=str(uuid7()),
        seq=event.position.seq,
        kind=kind,
        sale_id=refunded.sale_id,
        amount_minor=refunded.amount_minor,
        reversed_points=refunded.reversed_points,
        restored_points=refunded.restored_points,
        occurred_at=at,
        effective_at=at,
        business_day=book.business_day(at),
        program_version=event.program_version,
        member_id=event.member_id,
        staff_id=book.actor.staff_id,
        approved_by=book.actor.approver_id,
    )


def _sale_outcome(
    number: int, quote: SaleQuote, program: Program, book: MemberBook, before: MemberState
) -> Outcome:
    after = book.state()
    stands = standing(
        ActionKind.PURCHASE,
        book.member_id,
        before=before,
        after=after,
        rewards=quote.purchased.rewards,
    )
    return replace(
        with_progress(stands, program, before=before, after=after),
        bonuses=_bonuses(quote, program),
        id=quote.purchased.sale_id,
        origin=quote.purchased.sale_id,
        number=number,
        tier_used=quote.tier_used,
        earned=quote.earned,
        spent=quote.spent,
        total_minor=quote.total_minor,
        amount_minor=quote.total_minor,
        membership=quote.membership,
        membership_discount_minor=quote.membership_discount_minor,
        discount_minor=quote.discount_minor,
        due_minor=quote.due_minor,
        eligible_minor=quote.eligible_minor,
        explanation=quote.explanation,
        used=reward_names(program, quote.purchased.rewards),
        terms=quote.purchased.terms,
    )


def _reversal_outcome(record: ReversalRecord, book: MemberBook, before: MemberState) -> Outcome:
    action = ActionKind.VOID if record.kind is ReversalKind.VOID else ActionKind.REFUND
    after = book.state()
    stands = standing(action, book.member_id, before=before, after=after)
    return replace(
        with_progress(stands, book.version.program, before=before, after=after),
        id=record.sale_id,
        origin=record.id,
        number=record.number,
        reversed_points=record.reversed_points,
        restored_points=record.restored_points,
        amount_minor=record.amount_minor,
    )
