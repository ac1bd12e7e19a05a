"""One member's history, decided anew: what was bought stays, what followed from it is found."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.basket import Basket, Burn
from pos_loyalty.domain.brought import remembered
from pos_loyalty.domain.burning import BurnContext, quote_burn
from pos_loyalty.domain.challenges import bonus_references
from pos_loyalty.domain.donations import quote_donation
from pos_loyalty.domain.draws import (
    open_draws,
    quote_tickets,
    tickets_for_action,
    tickets_given,
)
from pos_loyalty.domain.errors import (
    LimitReachedError,
    NotAllowedError,
    RefusalError,
    UnknownActionError,
)
from pos_loyalty.domain.events import (
    Credited,
    CreditKind,
    CreditTakenBack,
    Enrolled,
    Happening,
    MemberEvent,
    MembershipBought,
    MembershipCancelled,
    Position,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
    SpinTakenBack,
    Spun,
    Stamped,
    StampGain,
    TakenBackOnce,
)
from pos_loyalty.domain.expiry import credit_of
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.limits import limit_reached
from pos_loyalty.domain.memberships import next_term
from pos_loyalty.domain.program import Program, RewardKind
from pos_loyalty.domain.reversal import (
    quote_bonuses_back,
    quote_referrer_part,
    quote_refund,
    quote_spins_back,
    quote_undo,
    share_of,
)
from pos_loyalty.domain.sale import SaleQuote, quote_sale
from pos_loyalty.domain.sale_context import (
    MemberTraits,
    SaleContext,
    ShopUsage,
    context_late,
    context_now,
)
from pos_loyalty.domain.values import dataclass
from pos_loyalty.domain.wheels import chance_on, quote_spin
from pos_loyalty.services.simulation.account import Account, note, worth_of
from pos_loyalty.services.simulation.places import Places
from pos_loyalty.services.simulation.rulebook import Rulebook
from pos_loyalty.services.simulation.shop_use import ShopUse
from pos_loyalty.services.simulation.trial import (
    HISTORY,
    BurnSaid,
    Remembered,
    Sold,
    burn_said,
    sold_in,
)
from pos_loyalty.storage.recorded import Person, Recorded

_AMPLE_MINOR: Final = 10**15


@dataclass(frozen=True, slots=True)
class Referral:
    """What a purchase means for the member who brought the buyer along.

    ``credited`` comes with the purchase, ``share`` with each refund of it: how much of it has
    gone back. ``at`` is where it happened, ``version`` is that of the rules behind it.
    """

    to: str
    sale_id: str
    at: Position
    version: int
    credited: Credited | None = None
    share: Fraction = Fraction(0)


class MemberReplay:
    """The history of one member under the rules that are tried."""

    def __init__(self, rules: Rulebook, person: Person, places: Places, use: ShopUse) -> None:
        self.person = person
        self.account = Account()
        self.fold = Fold(rules.trial.tried, reigns=rules.tried)
        self._rules = rules
        self._places = places
        self._use = use
        self._traits = MemberTraits.of_profile(person.id, person.birthday, person.segments)
        self._referrer_id: str | None = None
        self._past: list[MemberEvent] = []

    @property
    def has_begun(self) -> bool:
        """Whether anything has happened at all."""
        return bool(self._past)

    def take(self, recorded: Recorded) -> Referral | None:
        """Go on to the next event, and say what it means for the referrer."""
        place = recorded.event.position
        published = self._rules.published_at(place.effective_at)
        note(self.account.recorded, recorded, published)
        if self._rules.stands(place):
            self._stand(recorded, published)
            return None
        try:
            return self._decide(recorded, published)
        except RefusalError as refusal:
            self.account.refuse(refusal.code)
            return None

    def receive(self, referral: Referral) -> None:
        """Take what the purchase of somebody who was brought along gives, or takes back."""
        if referral.credited is not None:
            at = self._places.credit(self.person.id, referral.sale_id, beside=referral.at)
            self.account.tried.add(("referral", ""), referral.credited.credit.points)
            self._apply_at(at, referral.credited, referral.version)
            return
        self.fold.advance(referral.at.effective_at)
        part = quote_referrer_part(self.fold, referral.sale_id, referral.share)
        if part is not None:
            self._take_credit_back(part, referral.at, referral.version)

    def _decide(self, recorded: Recorded, published: Program) -> Referral | None:
        event = recorded.event
        match event.happening:
            case Purchased() as sale:
                return self._sell(event, sale, sold_in(recorded))
            case Refunded() as refund:
                return self._refund(event, refund)
            case Redeemed() as redeemed:
                self._redeem(event, redeemed, burn_said(recorded), published)
            case RedemptionUndone() as undone:
                self._undo(event, undone)
            case TakenBackOnce() as once:
                self._put_right(event, once)
            case _:
                self._decide_more(event)
        return None

    def _decide_more(self, event: MemberEvent) -> None:
        match event.happening:
            case Enrolled() as enrolled:
                self._enroll(event, enrolled)
            case Credited(CreditKind.GRANT, credit):
                self.account.tried.add(("grant", ""), credit.points)
                self._apply(event)
            case Credited(CreditKind.ACTION, _, action_id):
                self._act(event, action_id)
            case MembershipBought() as bought:
                self._join(event, bought)
            case MembershipCancelled(purchase_id):
                if self.fold.memberships.term_of(purchase_id) is not None:
                    self._apply(event)
            case Spun() as spun:
                self._spin(event, spun)
            case Stamped(gain):
                self._stamp(event, gain)
            case Credited() | CreditTakenBack() | SpinTakenBack():
                pass  # It follows from something else, and is found with it.
            case _:
                self._apply(event)

    # Purchases

    def _sell(self, event: MemberEvent, sale: Purchased, sold: Sold) -> Referral | None:
        self.account.sales += 1
        context = self._context(event, sale.occurred_at)
        quote = self._quoted(context, sale, sold)
        if sold.origin == HISTORY:
            self.account.remembered += 1
            if self._rules.trial.remembered is Remembered.EARN_NOTHING:
                quote = remembered(quote)
        bought, version = quote.purchased, context.version.number
        self._decided(event, bought, version)
        tried = self.account.tried
        tried.earn(quote.explanation)
        tried.spent += bought.spent
        off_minor = quote.total_minor - bought.paid_minor
        tried.discount(bought.sale_id, off_minor, paid_minor=bought.paid_minor)
        self._use.purchase(event.position, self.person.id, bought, sign=1)
        for number, bonus in enumerate(quote.challenge_credits):
            beside = _beside(event.position, number)
            at = self._places.credit(self.person.id, bonus.reference, beside=beside)
            tried.add(("challenge", ""), bonus.credit.points)
            self._apply_at(at, bonus, version)
        if quote.referrer_credit is None or self._referrer_id is None:
            return None
        credited = quote.referrer_credit
        return Referral(self._referrer_id, sale.sale_id, event.position, version, credited)

    def _quoted(self, context: SaleContext, sale: Purchased, sold: Sold) -> SaleQuote:
        """The sale's quote; without points and rewards where the tried rules refuse them."""
        basket = sold.basket
        if basket.burn.points or basket.burn.rewards:
            try:
                return quote_sale(context, basket, sale_id=sale.sale_id)
            except RefusalError as refusal:
                self.account.refuse(refusal.code, points=sale.spent)
                basket = _paid_alike(sold, sale)
        return quote_sale(context, basket, sale_id=sale.sale_id)

    def _context(self, event: MemberEvent, occurred_at: datetime) -> SaleContext:
        at = event.position.effective_at
        self.fold.advance(at)
        version = self._rules.version_for(event, occurred_at)
        usage = self._usage(event)
        if occurred_at == at:
            return context_now(self.fold.glance(), version, self._traits, usage)
        then = Fold(self._rules.trial.tried, reigns=self._rules.tried)
        for past in self._past:
            if past.position.effective_at <= occurred_at:
                then.apply(past)
        then.advance(occurred_at)
        return context_late(
            now=self.fold,
            then=then,
            occurred_at=occurred_at,
            version=version,
            traits=self._traits,
            usage=usage,
        )

    def _refund(self, event: MemberEvent, refund: Refunded) -> Referral | None:
        trail = self.fold.purchase(refund.sale_id)
        if trail is None or trail.complete:
            return None
        self.fold.advance(event.position.effective_at)
        left_minor = trail.sale.paid_minor - trail.refunded_minor
        amount = None if refund.complete else min(refund.amount_minor, left_minor)
        held = self._rules.draws_held_before(event.position)
        refunded = quote_refund(self.fold, refund.sale_id, amount_minor=amount, draws_held=held)
        version = self._rules.version_for(event, event.position.effective_at).number
        self._decided(event, refunded, version)
        self.account.tried.refund(refunded)
        if refunded.complete:
            self._use.purchase(event.position, self.person.id, trail.sale, sign=-1)
            self._take_wins_back(event, trail.sale, version)
        if self._referrer_id is None:
            return None
        share = share_of(trail, refunded.refunded_minor)
        return Referral(self._referrer_id, refund.sale_id, event.position, version, share=share)

    def _take_wins_back(self, event: MemberEvent, sale: Purchased, version: int) -> None:
        """Take back what a purchase gave besides its own points, once it is taken back whole."""
        for number, part in enumerate(quote_bonuses_back(self.fold, sale)):
            self._take_credit_back(part, _beside(event.position, number), version)
        for number, spin in enumerate(quote_spins_back(self.fold, sale.sale_id)):
            beside = _beside(event.position, number + len(bonus_references(sale)))
            at = self._places.taken_back(self.person.id, spin.spin_id, beside=beside)
            self.account.tried.take_back(spin.points)
            self._apply_at(at, spin, version)

    def _take_credit_back(self, part: CreditTakenBack, beside: Position, version: int) -> None:
        at = self._places.taken_back(self.person.id, part.reference, beside=beside)
        self.account.tried.take_back(part.points)
        self._apply_at(at, part, version)

    # Points without a purchase

    def _redeem(
        self, event: MemberEvent, redeemed: Redeemed, said: BurnSaid, published: Program
    ) -> None:
        version, context = self._burn_context(event)
        total_minor = _total_of(redeemed, said, published)
        try:
            anew = self._burned(context, redeemed, said, total_minor)
        except RefusalError as refusal:
            self.account.refuse(refusal.code, points=redeemed.spent)
            return
        self._decided(event, anew, version)
        self.account.tried.spent += anew.spent
        worth = worth_of(context.program, anew, said.total_minor)
        self.account.tried.discount(anew.redemption_id, worth, paid_minor=0)
        self._use.rewards(event.position, self.person.id, anew.rewards, sign=1)

    def _burned(
        self, context: BurnContext, redeemed: Redeemed, said: BurnSaid, total_minor: int | None
    ) -> Redeemed:
        name, uses = redeemed.redemption_id, redeemed.rewards
        if redeemed.tickets and not uses:
            gain = redeemed.tickets[0]
            held = context.usage.draws_held
            bought, cost = quote_tickets(
                context.program, context.state, held, draw_id=gain.draw_id, count=gain.count
            )
            return Redeemed(name, cost, tickets=(bought,))
        if said.donated_minor is not None:
            given = quote_donation(context, points=redeemed.spent, reward_id=uses[0].reward_id)
            return Redeemed(name, redeemed.spent, (given.use,))
        quote = quote_burn(context, _burn_of(redeemed), total_minor=total_minor)
        return Redeemed(name, quote.spent, quote.uses, quote.tickets, quote.terms)

    def _undo(self, event: MemberEvent, undone: RedemptionUndone) -> None:
        trail = self.fold.redemption(undone.redemption_id)
        if trail is None or trail.undone:
            return
        self.fold.advance(event.position.effective_at)
        held = self._rules.draws_held_before(event.position)
        anew = quote_undo(self.fold, undone.redemption_id, draws_held=held)
        version = self._rules.version_for(event, event.position.effective_at).number
        self._decided(event, anew, version)
        self.account.tried.undo(undone.redemption_id, anew.restored_points)
        self._use.rewards(event.position, self.person.id, trail.redeemed.rewards, sign=-1)

    def _act(self, event: MemberEvent, action_id: str) -> None:
        version, context = self._burn_context(event)
        program = context.program
        at = context.at
        action = program.action(action_id)
        if action is None:
            raise UnknownActionError(action=action_id)
        uses = context.state.tallies.action_uses
        if limit_reached(action.limit, action_id, uses, at=at, zone=program.zone):
            raise LimitReachedError(subject=action.name, limit=action.limit)
        draws = open_draws(program, at, context.usage.draws_held)
        wanted = tickets_for_action(draws, action_id)
        tickets = tickets_given(draws, context.state.tickets, wanted)
        credit = credit_of(program, action.points, at)
        self.account.tried.add(("action", action.name), action.points)
        credited = Credited(CreditKind.ACTION, credit, action_id, tickets)
        self._decided(event, credited, version)

    def _spin(self, event: MemberEvent, spun: Spun) -> None:
        version, context = self._burn_context(event)
        program = context.program
        wheel = program.wheel(spun.wheel_id)
        if wheel is None:
            raise NotAllowedError(reason="unknown-wheel", wheel=spun.wheel_id)
        fold, uses = self.fold, context.state.tallies.spin_uses
        chance = chance_on(
            wheel, fold.spins, fold.purchases, uses, at=context.at, zone=program.zone
        )
        anew = quote_spin(
            program,
            chance,
            member_id=self.person.id,
            spin_id=spun.spin_id,
            seed=spun.seed,
            at=context.at,
        )
        self.account.tried.add(("wheel", wheel.name), anew.credit.points)
        self._decided(event, anew, version)

    def _put_right(self, event: MemberEvent, once: TakenBackOnce) -> None:
        """Put right what stands as it was recorded; what is found anew goes back once anyway."""
        due = [each for each, _partner in self.fold.undoings.amends(event.position.device)]
        if once in due:
            self.account.tried.put_right(once)
            self._apply(event)

    # What moves no points

    def _enroll(self, event: MemberEvent, enrolled: Enrolled) -> None:
        self._referrer_id = enrolled.referrer_id
        self._apply(event)
        at = event.position.effective_at
        version = self._rules.version_for(event, at)
        program, welcome = version.program, version.program.welcome
        if welcome is None or welcome.on_first_purchase or not enrolled.welcome:
            return
        if welcome.points:
            self.account.tried.add(("welcome", ""), welcome.points)
            place = self._places.credit(self.person.id, "", beside=_beside(event.position, 0))
            credited = Credited(CreditKind.WELCOME, credit_of(program, welcome.points, at))
            self._apply_at(place, credited, version.number)

    def _join(self, event: MemberEvent, bought: MembershipBought) -> None:
        version, context = self._burn_context(event)
        program = context.program
        membership = program.membership(bought.term.membership_id)
        if membership is None:
            raise NotAllowedError(reason="unknown-membership", membership=bought.purchase_id)
        term = next_term(program, membership, context.state.terms, context.at)
        self._decided(event, replace(bought, term=term), version)

    def _stamp(self, event: MemberEvent, gain: StampGain) -> None:
        version = self._rules.version_for(event, event.position.effective_at)
        card = version.program.stamp_card(gain.card_id)
        if card is None:
            raise NotAllowedError(reason="unknown-stamp-card", card=gain.card_id)
        anew = Stamped(StampGain(card.id, gain.count, card.size, card.reward))
        self._decided(event, anew, version.number)

    def _stand(self, recorded: Recorded, program: Program) -> None:
        """Take an event as it was recorded: it happened before the tried rules begin."""
        event, member_id = recorded.event, self.person.id
        note(self.account.tried, recorded, program)
        was_back = self._is_back(event.happening)
        self._apply(event)
        is_new = not was_back and self._is_back(event.happening)
        match event.happening:
            case Enrolled(referrer_id):
                self._referrer_id = referrer_id
            case Purchased() as sale:
                self.account.sales += 1
                self._use.purchase(event.position, member_id, sale, sign=1)
            case Refunded(sale_id) if is_new:
                if (bought := self.fold.purchase(sale_id)) is not None:
                    self._use.purchase(event.position, member_id, bought.sale, sign=-1)
            case Redeemed(rewards=rewards):
                self._use.rewards(event.position, member_id, rewards, sign=1)
            case RedemptionUndone(redemption_id) if is_new:
                if (burned := self.fold.redemption(redemption_id)) is not None:
                    rewards = burned.redeemed.rewards
                    self._use.rewards(event.position, member_id, rewards, sign=-1)
            case _:
                pass

    def _is_back(self, undoing: Happening) -> bool:
        """Whether what an event takes back has gone back whole."""
        match undoing:
            case Refunded(sale_id):
                sold = self.fold.purchase(sale_id)
                return sold is not None and sold.complete
            case RedemptionUndone(redemption_id):
                burned = self.fold.redemption(redemption_id)
                return burned is not None and burned.undone
            case _:
                return False

    # The ground that all of it stands on

    def _burn_context(self, event: MemberEvent) -> tuple[int, BurnContext]:
        at = event.position.effective_at
        self.fold.advance(at)
        state = self.fold.glance()
        version = self._rules.version_for(event, at)
        return version.number, BurnContext(
            program=version.program,
            state=state,
            tier_id=state.tier.held,
            usage=self._usage(event),
            at=at,
        )

    def _usage(self, event: MemberEvent) -> ShopUsage:
        return self._use.seen(self._rules.draws_held_before(event.position))

    def _decided(self, event: MemberEvent, happening: Happening, version: int) -> None:
        place, partner = event.position, event.partner
        self._apply(MemberEvent(place, event.member_id, version, happening, partner))

    def _apply_at(self, at: Position, happening: Happening, version: int) -> None:
        self._apply(MemberEvent(at, self.person.id, version, happening))

    def _apply(self, event: MemberEvent) -> None:
        self._past.append(event)
        self.fold.apply(event)


def _beside(position: Position, number: int) -> Position:
    """A place of its own right after another: no device is called so."""
    return replace(position, device=f"{position.device}+{number}")


def _paid_alike(sold: Sold, sale: Purchased) -> Basket:
    """The basket without points and rewards, for the money that was paid with them."""
    burned = sold.basket.total_minor - sold.membership_discount_minor - sale.paid_minor
    reduced = sold.basket.order_discount_minor + burned
    return replace(sold.basket, burn=Burn(), order_discount_minor=reduced)


def _burn_of(redeemed: Redeemed) -> Burn:
    points = redeemed.spent - sum(use.points for use in redeemed.rewards)
    return Burn(points, tuple(use.reward_id for use in redeemed.rewards))


def _total_of(redeemed: Redeemed, said: BurnSaid, published: Program) -> int | None:
    """What a redemption's purchase came to. Where only the rules say that there was one: enough."""
    if said.total_minor is not None:
        return said.total_minor
    rewards = (published.reward(use.reward_id) for use in redeemed.rewards)
    percent = any(r is not None and r.kind is RewardKind.PERCENT_OFF for r in rewards)
    policy = published.redemption
    bought = policy is not None and policy.with_purchase_only and _burn_of(redeemed).points
    return _AMPLE_MINOR if percent or bought else None
