"""A member's story: steps decided by the same domain functions that the services call."""

from dataclasses import replace
from datetime import datetime, timedelta

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.burning import BurnContext, quote_burn
from pos_loyalty.domain.counter import RewardOffer
from pos_loyalty.domain.donations import quote_donation
from pos_loyalty.domain.draws import (
    open_draws,
    quote_tickets,
    tickets_for_action,
    tickets_given,
)
from pos_loyalty.domain.errors import (
    InsufficientPointsError,
    NegativeAdjustmentError,
    NotAllowedError,
)
from pos_loyalty.domain.events import (
    Adjusted,
    Credit,
    Credited,
    CreditKind,
    Debited,
    Enrolled,
    Happening,
    MemberEvent,
    MembershipBought,
    MembershipTerm,
    Position,
    Redeemed,
    RedemptionUndone,
    Refunded,
    SpinTakenBack,
    Spun,
    Stamped,
    StampGain,
    TierSet,
)
from pos_loyalty.domain.expiry import credit_of
from pos_loyalty.domain.fold import Fold, fold
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.memberships import next_term
from pos_loyalty.domain.program import Program, ProgramTimeline, ProgramVersion
from pos_loyalty.domain.prospects import reward_offers
from pos_loyalty.domain.reversal import (
    quote_bonuses_back,
    quote_refund,
    quote_spins_back,
    quote_undo,
)
from pos_loyalty.domain.sale import SaleQuote, quote_sale
from pos_loyalty.domain.sale_context import (
    MemberTraits,
    SaleContext,
    ShopUsage,
    context_late,
    context_now,
)
from pos_loyalty.domain.wheels import Chance, chance_on, quote_spin
from tests.support.builders import at, basket, timeline

START = "2026-01-05T09:00"


class Story:
    """One member, one till, and the facts written so far."""

    def __init__(
        self,
        rules: Program | ProgramTimeline,
        start: str = START,
        *,
        member_id: str = "anna",
        referrer_id: str | None = None,
        welcome: bool = False,
    ) -> None:
        self.timeline = rules if isinstance(rules, ProgramTimeline) else timeline(rules)
        self.now = at(start)
        self.member_id = member_id
        self.traits = MemberTraits(member_id)
        self.usage = ShopUsage()
        self.events: list[MemberEvent] = []
        self.quotes: list[SaleQuote] = []
        self.fold = Fold(self.timeline)
        self._seq = 0
        self.note(Enrolled(referrer_id, welcome))

    @property
    def version(self) -> ProgramVersion:
        """The version in force now."""
        return self.timeline.at(self.now)

    @property
    def program(self) -> Program:
        """The program in force now."""
        return self.version.program

    @property
    def state(self) -> MemberState:
        """Where the member stands now."""
        self.fold.advance(self.now)
        return self.fold.state()

    def retold(self) -> MemberState:
        """Where the member stands now, folded from the beginning."""
        return fold(self.timeline, self.events, at=self.now)

    def to(self, moment: str | timedelta) -> "Story":
        """Let time pass."""
        self.now = self.now + moment if isinstance(moment, timedelta) else at(moment)
        self.fold.advance(self.now)
        return self

    def note(self, happening: Happening, *, version: ProgramVersion | None = None) -> MemberEvent:
        """Write a fact as it stands, under today's rules or those that it was decided under."""
        position = Position(self.now, "till", 1, self._seq)
        self._seq += 1
        number = (version or self.version).number
        event = MemberEvent(position, self.member_id, number, happening)
        self.fold.apply(event)
        self.events.append(event)
        return event

    def context(self, occurred_at: datetime | None = None) -> SaleContext:
        """What a sale now, or one recorded late, is priced on."""
        if occurred_at is None:
            return context_now(self.state, self.version, self.traits, self.usage)
        then = Fold(self.timeline)
        for event in self.events:
            if event.position.effective_at <= occurred_at:
                then.apply(event)
        then.advance(occurred_at)
        self.fold.advance(self.now)
        return context_late(
            now=self.fold,
            then=then,
            occurred_at=occurred_at,
            version=self.timeline.at(occurred_at),
            traits=self.traits,
            usage=self.usage,
        )

    def quote(
        self,
        bought: Basket | str,
        sale_id: str = "quote",
        *,
        occurred_at: datetime | None = None,
    ) -> SaleQuote:
        """What a sale would do; a bare amount is one line without category."""
        wanted = basket(bought) if isinstance(bought, str) else bought
        return quote_sale(self.context(occurred_at), wanted, sale_id=sale_id)

    def buy(
        self, bought: Basket | str, sale_id: str = "", *, occurred_at: datetime | None = None
    ) -> SaleQuote:
        """Quote a sale and record it."""
        quote = self.quote(bought, sale_id or f"sale-{self._seq}", occurred_at=occurred_at)
        self.note(quote.purchased, version=self.timeline.at(quote.purchased.occurred_at))
        for bonus in quote.challenge_credits:
            self.note(bonus)
        self.quotes.append(quote)
        return quote

    def is_taken_back(self, sale_id: str) -> bool:
        """Whether nothing of a sale is left."""
        trail = self.fold.purchase(sale_id)
        return trail is not None and trail.complete

    def refund(self, sale_id: str, amount_minor: int | None = None) -> Refunded:
        """Take a sale back, in part or as a whole."""
        self.fold.advance(self.now)
        held = self.usage.draws_held
        refunded = quote_refund(self.fold, sale_id, amount_minor=amount_minor, draws_held=held)
        self.note(refunded)
        trail = self.fold.purchase(sale_id)
        if trail is not None and refunded.complete:
            for part in quote_bonuses_back(self.fold, trail.sale):
                self.note(part)
            self.take_spins_back(sale_id)
        return refunded

    def redeem(
        self, redemption_id: str, *, points: int = 0, rewards: tuple[str, ...] = ()
    ) -> Redeemed:
        """Burn without a purchase."""
        state = self.state
        context = BurnContext(self.program, state, state.tier.held, self.usage, self.now)
        quote = quote_burn(context, basket(points=points, rewards=rewards).burn, total_minor=None)
        redeemed = Redeemed(redemption_id, quote.spent, quote.uses, quote.tickets, quote.terms)
        self.note(redeemed)
        return redeemed

    def offers(self) -> tuple[RewardOffer, ...]:
        """All rewards as the member can have them now."""
        state = self.state
        tier = state.tier.held
        return reward_offers(BurnContext(self.program, state, tier, self.usage, self.now))

    def undo(self, redemption_id: str) -> RedemptionUndone:
        """Undo a redemption."""
        self.fold.advance(self.now)
        undone = quote_undo(self.fold, redemption_id, draws_held=self.usage.draws_held)
        self.note(undone)
        return undone

    def buy_tickets(self, draw_id: str, count: int = 1, redemption_id: str = "") -> Redeemed:
        """Burn points for tickets of a draw."""
        gain, cost = quote_tickets(
            self.program, self.state, self.usage.draws_held, draw_id=draw_id, count=count
        )
        redeemed = Redeemed(redemption_id or f"tickets-{self._seq}", cost, tickets=(gain,))
        self.note(redeemed)
        return redeemed

    def hold(self, draw_id: str) -> None:
        """Hold a draw: from now on its tickets stay, and there are no more."""
        held = self.usage.draws_held | {draw_id}
        self.usage = replace(self.usage, draws_held=held)

    def join(self, membership_id: str) -> MembershipTerm:
        """Buy a membership, under its id and the number of the event."""
        membership = self.program.membership(membership_id)
        if membership is None:
            raise NotAllowedError(reason="unknown-membership")
        term = next_term(self.program, membership, self.state.terms, self.now)
        self.note(MembershipBought(f"{membership_id}-{self._seq}", term, membership.fee_minor))
        return term

    def donate(self, points: int, reward_id: str, redemption_id: str = "") -> Redeemed:
        """Give points to a good cause."""
        state = self.state
        context = BurnContext(self.program, state, state.tier.held, self.usage, self.now)
        quote = quote_donation(context, points=points, reward_id=reward_id)
        redeemed = Redeemed(redemption_id or f"burn-{self._seq}", points, (quote.use,))
        self.note(redeemed)
        return redeemed

    def chance(self, wheel_id: str) -> Chance:
        """Whether a wheel may be spun now."""
        wheel = self.program.wheel(wheel_id)
        assert wheel is not None
        fold, uses = self.fold, self.state.tallies.spin_uses
        zone = self.program.zone
        return chance_on(wheel, fold.spins, fold.purchases, uses, at=self.now, zone=zone)

    def spin(self, wheel_id: str, *, seed: str = "seed", spin_id: str = "") -> Spun:
        """Spin a wheel."""
        spun = quote_spin(
            self.program,
            self.chance(wheel_id),
            member_id=self.member_id,
            spin_id=spin_id or f"spin-{self._seq}",
            seed=seed,
            at=self.now,
        )
        self.note(spun)
        return spun

    def take_spins_back(self, sale_id: str) -> tuple[SpinTakenBack, ...]:
        """Take back what a wheel gave for a sale that went back whole."""
        taken = quote_spins_back(self.fold, sale_id)
        for each in taken:
            self.note(each)
        return taken

    def grant(self, points: int, expires: str | None = None) -> None:
        """Open a lot."""
        expires_at = at(expires) if expires else None
        self.note(Credited(CreditKind.GRANT, Credit(points, self.now, expires_at)))

    def act(self, action_id: str, points: int) -> None:
        """Credit an action."""
        credit = credit_of(self.program, points, self.now)
        draws = open_draws(self.program, self.now, self.usage.draws_held)
        wanted = tickets_for_action(draws, action_id)
        tickets = tickets_given(draws, self.state.tickets, wanted)
        self.note(Credited(CreditKind.ACTION, credit, action_id, tickets))

    def adjust(self, points: int) -> None:
        """Give or take by hand; a debit needs cover."""
        if points >= 0:
            self.note(Adjusted(credit_of(self.program, points, self.now)))
            return
        state = self.state
        if -points > max(0, state.balance):
            raise NegativeAdjustmentError(asked=-points, held=state.balance)
        self.note(Debited(-points))

    def burn(self, points: int, redemption_id: str = "") -> None:
        """Burn bare points, if the member has them."""
        held = self.state.spendable
        if points > held:
            raise InsufficientPointsError(needed=points, held=held)
        self.note(Redeemed(redemption_id or f"burn-{self._seq}", points))

    def set_tier(self, tier_id: str) -> None:
        """Give a tier by hand."""
        self.note(TierSet(tier_id))

    def stamp(self, card_id: str, count: int) -> None:
        """Give stamps by hand."""
        card = next(card for card in self.program.stamp_cards if card.id == card_id)
        self.note(Stamped(StampGain(card_id, count, card.size, card.reward)))
