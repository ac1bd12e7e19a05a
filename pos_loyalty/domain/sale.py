"""Pricing a sale: what it burns, what is due, what it earns, and why. Pure."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from pos_loyalty.domain.basket import Basket, BasketLine, Burn
from pos_loyalty.domain.burning import BurnContext, BurnQuote, quote_burn
from pos_loyalty.domain.challenges import Achievement, bonus_reference, challenge_gains
from pos_loyalty.domain.draws import open_draws, tickets_for_spend, tickets_given
from pos_loyalty.domain.earning import Earned, EarningLine, earn_points, earning_lines
from pos_loyalty.domain.errors import ExceedsPurchaseError
from pos_loyalty.domain.events import (
    ChallengeGain,
    Credit,
    Credited,
    CreditKind,
    Purchased,
    StampGain,
    TicketGain,
)
from pos_loyalty.domain.expiry import credit_of
from pos_loyalty.domain.explanation import ExplanationLine, Rule
from pos_loyalty.domain.member_state import Qualifying
from pos_loyalty.domain.memberships import discount_of
from pos_loyalty.domain.money import Exact, exact_sum, half_up, simplest
from pos_loyalty.domain.program import Measure, Tier
from pos_loyalty.domain.sale_context import SaleContext
from pos_loyalty.domain.stamps import stamps_for
from pos_loyalty.domain.tier_window import TierWindow
from pos_loyalty.domain.tiers import rank, tier_for
from pos_loyalty.domain.values import dataclass

_NOTHING_BURNED = BurnQuote(spent=0, discount_minor=0)


@dataclass(frozen=True, slots=True)
class SaleQuote:
    """What a sale would do. Money in minor units; the explanation sums to ``earned``.

    ``total_minor`` is what the purchase comes to at the till; ``membership`` the name of the one
    that takes ``membership_discount_minor`` off it.
    ``purchased`` is the fact to record; ``challenge_credits`` are facts of the same member
    that follow it, ``referrer_credit`` is another member's that comes with it.
    """

    purchased: Purchased
    total_minor: int
    discount_minor: int
    due_minor: int
    eligible_minor: int
    tier_used: str | None
    explanation: tuple[ExplanationLine, ...]
    burn: BurnQuote
    membership: str = ""
    membership_discount_minor: int = 0
    referrer_credit: Credited | None = None
    challenge_credits: tuple[Credited, ...] = ()

    @property
    def earned(self) -> int:
        """Points that the sale credits."""
        return self.purchased.award.points

    @property
    def spent(self) -> int:
        """Points that the sale burns."""
        return self.purchased.spent


def quote_sale(context: SaleContext, basket: Basket, *, sale_id: str) -> SaleQuote:
    """Price ``basket``. Points of a sale are not spendable in it.

    Raises what ``quote_burn`` raises, ExceedsPurchaseError when the gift card holds more
    than is left to pay, and NotAllowedError when more is earned than the ledger holds.
    """
    total_minor = basket.total_minor
    club = discount_of(context.memberships, total_minor)
    reduced_minor = total_minor - club.minor
    burn = _burned(context, basket.burn, reduced_minor)
    left_minor = reduced_minor - burn.discount_minor
    if basket.gift_card_minor > left_minor:
        raise ExceedsPurchaseError(asked_minor=basket.gift_card_minor, limit_minor=left_minor)
    lines = earning_lines(
        context.program.earn,
        basket,
        membership_minor=club.minor,
        burned_minor=burn.discount_minor,
    )
    eligible = exact_sum([line.eligible for line in lines])
    money = simplest(eligible)
    tier, earned = _earned(context, basket, lines, burn, money)
    explanation = (*earned.explanation, *_first_time_lines(context, money))
    paid_lines = _paid_lines(context, basket, left_minor=left_minor)
    purchased = Purchased(
        sale_id=sale_id,
        occurred_at=context.occurred_at,
        paid_minor=left_minor,
        eligible=eligible,
        award=_award(context, sum([line.points for line in explanation])),
        capped_points=earned.points,
        measure_points=_measure_points(context, earned),
        spent=burn.spent,
        rewards=burn.uses,
        campaigns=earned.campaigns,
        stamps=_stamps(context, paid_lines),
        challenges=_challenges(context, eligible, earned, paid_lines),
        tickets=_tickets(context, eligible, burn),
        terms=burn.terms,
    )
    return SaleQuote(
        purchased=purchased,
        total_minor=total_minor,
        discount_minor=burn.discount_minor,
        due_minor=left_minor - basket.gift_card_minor,
        eligible_minor=half_up(money),
        tier_used=tier.id if tier else None,
        explanation=explanation,
        burn=burn,
        membership=club.name,
        membership_discount_minor=club.minor,
        referrer_credit=_referrer_credit(context, sale_id, money),
        challenge_credits=_challenge_credits(context, purchased),
    )


def _burned(context: SaleContext, burn: Burn, total_minor: int) -> BurnQuote:
    if not burn.points and not burn.rewards:
        return _NOTHING_BURNED
    burning = BurnContext(
        program=context.program,
        state=context.state,
        tier_id=context.tier_id,
        usage=context.usage,
        at=context.state.at,
    )
    return quote_burn(burning, burn, total_minor=total_minor)


def _earned(
    context: SaleContext,
    basket: Basket,
    lines: Sequence[EarningLine],
    burn: BurnQuote,
    eligible: Exact,
) -> tuple[Tier | None, Earned]:
    def earned_at(tier: Tier | None) -> Earned:
        return earn_points(
            context, lines, eligible=eligible, tier=tier, code=basket.code, spent=burn.spent
        )

    held = context.program.tier(context.tier_id)
    earned = earned_at(held)
    if not context.program.tier_policy.after_purchase:
        return held, earned
    reached = _tier_reached(context, eligible, earned)
    if rank(context.program, reached.id if reached else None) <= rank(
        context.program, context.tier_id
    ):
        return held, earned
    return reached, earned_at(reached)


def _tier_reached(context: SaleContext, eligible: Exact, earned: Earned) -> Tier | None:
    program = context.program
    points = _measure_points(context, earned)
    window = TierWindow(context.activity)
    window.add(Qualifying(context.occurred_at, Fraction(eligible), points, 1))
    return tier_for(program, window.measured(program, context.occurred_at))


def _measure_points(context: SaleContext, earned: Earned) -> int:
    policy = context.program.tier_policy
    if policy.measure is Measure.POINTS and policy.count_bonus_points:
        return earned.points
    return earned.base_points


def _award(context: SaleContext, points: int) -> Credit:
    earn = context.program.earn
    days = earn.pending_days if earn else 0
    return credit_of(context.program, points, context.occurred_at, pending_days=days)


def _first_time_lines(context: SaleContext, eligible: Exact) -> list[ExplanationLine]:
    lines = []
    welcome = context.program.welcome
    if (
        welcome is not None
        and welcome.on_first_purchase
        and context.state.welcome
        and _is_first(context, eligible, welcome.minimum_purchase_minor)
    ):
        lines.append(ExplanationLine(Rule.WELCOME, welcome.points))
    referral = context.program.referral
    if referral is not None and _is_referred(context, eligible, referral.minimum_purchase_minor):
        lines.append(ExplanationLine(Rule.REFERRAL, referral.referred))
    return [line for line in lines if line.points]


def _referrer_credit(context: SaleContext, sale_id: str, eligible: Exact) -> Credited | None:
    referral = context.program.referral
    if referral is None or not referral.referrer:
        return None
    if not _is_referred(context, eligible, referral.minimum_purchase_minor):
        return None
    credit = credit_of(context.program, referral.referrer, context.occurred_at)
    return Credited(CreditKind.REFERRAL, credit, reference=sale_id)


def _is_referred(context: SaleContext, eligible: Exact, minimum_minor: int) -> bool:
    return context.state.referrer_id is not None and _is_first(context, eligible, minimum_minor)


def _is_first(context: SaleContext, eligible: Exact, minimum_minor: int) -> bool:
    before = simplest(context.state.tallies.largest_eligible)
    if before > 0 and before >= minimum_minor:
        return False
    return eligible > 0 and eligible >= minimum_minor


def _challenge_credits(context: SaleContext, purchased: Purchased) -> tuple[Credited, ...]:
    """The bonus of each challenge that the sale completes: a lot of its own, never pending."""
    if not purchased.challenges:
        return ()
    bonuses = {challenge.id: challenge.bonus for challenge in context.program.challenges}
    return tuple(
        Credited(
            CreditKind.CHALLENGE,
            credit_of(
                context.program, bonuses[gain.challenge_id] * gain.completed, context.occurred_at
            ),
            bonus_reference(gain.challenge_id, purchased.sale_id),
        )
        for gain in purchased.challenges
        if gain.completed
    )


def _tickets(context: SaleContext, eligible: Fraction, burn: BurnQuote) -> tuple[TicketGain, ...]:
    """Tickets for the money spent, and for rewards that are tickets, which come first."""
    if not context.program.draws:
        return ()
    draws = open_draws(context.program, context.occurred_at, context.usage.draws_held)
    bought = Counter({gain.draw_id: gain.count for gain in burn.tickets})
    wanted = tickets_for_spend(draws, eligible)
    return tickets_given(context.program.draws, context.state.tickets, bought + wanted)


def _paid_lines(context: SaleContext, basket: Basket, *, left_minor: int) -> tuple[BasketLine, ...]:
    """The lines that the customer pays something for, where anything is collected for them."""
    program = context.program
    if not left_minor or not (program.stamp_cards or program.challenges):
        return ()
    return tuple(line for line in basket.lines if line.total_minor)


def _challenges(
    context: SaleContext, eligible: Fraction, earned: Earned, paid: Sequence[BasketLine]
) -> tuple[ChallengeGain, ...]:
    if not context.program.challenges:
        return ()
    achieved = Achievement(context.occurred_at, eligible, earned.points, paid)
    return challenge_gains(context.program, context.state.challenges, achieved)


def _stamps(context: SaleContext, paid: Sequence[BasketLine]) -> tuple[StampGain, ...]:
    if not context.program.stamp_cards:
        return ()
    gains = (
        StampGain(card.id, stamps_for(card, paid), card.size, card.reward)
        for card in context.program.stamp_cards
    )
    return tuple(gain for gain in gains if gain.count)
