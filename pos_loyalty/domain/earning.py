"""What a purchase earns: exact addends line by line, one rounding, then caps."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.campaigns import budget_left, campaigns_for, matches_line, shares
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.events import MOST_POINTS, CampaignUse
from pos_loyalty.domain.explanation import ExplanationLine, Rule
from pos_loyalty.domain.money import Exact, exact_sum, half_up, rounded
from pos_loyalty.domain.program import Campaign, Earn, Rate, Tier
from pos_loyalty.domain.sale_context import SaleContext
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class EarningLine:
    """A line with the exact money on it that earns, in minor units."""

    line: BasketLine
    eligible: Exact


@dataclass(frozen=True, slots=True)
class Earned:
    """What base, tier, memberships and campaigns give after caps, and what they gave before."""

    points: int = 0
    base_points: int = 0
    campaigns: tuple[CampaignUse, ...] = ()
    explanation: tuple[ExplanationLine, ...] = ()


def earning_lines(
    earn: Earn | None, basket: Basket, *, membership_minor: int, burned_minor: int
) -> list[EarningLine]:
    """The lines with their eligible money.

    The discounts on the whole purchase (``membership_minor`` is that of a membership) and
    what points and rewards pay are spread over all lines by value, exactly; excluded lines
    bear their part and earn nothing.
    Where nothing is earned on purchases, their money still counts for tiers.
    """
    counts_burned = earn is not None and earn.earn_on_points_part
    excluded = earn.exclude_categories if earn else frozenset()
    totals = [line.total_minor for line in basket.lines]
    full = sum(totals)
    reduced = basket.order_discount_minor + membership_minor
    paid = full - reduced - (0 if counts_burned else burned_minor)
    return [
        EarningLine(line, 0 if line.category in excluded else _share(total, paid=paid, full=full))
        for line, total in zip(basket.lines, totals, strict=True)
    ]


def earn_points(
    context: SaleContext,
    lines: Sequence[EarningLine],
    *,
    eligible: Exact,
    tier: Tier | None,
    code: str,
    spent: int,
) -> Earned:
    """What the lines earn at ``tier``, with each addend explained; ``eligible`` is their sum.

    Raises NotAllowedError when it is more, before caps, than the ledger holds.
    """
    earn = context.program.earn
    if earn is None or not eligible or eligible < earn.minimum_purchase_minor:
        return Earned()
    if spent and not earn.earn_when_redeeming:
        return Earned()
    account = _Account(earn)
    base = _base(earn, lines)
    whole_base = exact_sum(base)
    account.add(Rule.BASE, whole_base, amount_minor=half_up(eligible))
    base_points = account.points
    factor = _raise_base(account, context, tier, whole_base)
    tier_id = tier.id if tier else None
    matching = campaigns_for(context, tier_used=tier_id, eligible=eligible, code=code)
    if matching:
        raised = base if factor == 1 else [value * factor for value in base]
        _add_multipliers(account, context, matching, list(zip(lines, raised, strict=True)))
        _add_bonuses(account, context, matching, lines)
    if account.points > MOST_POINTS:
        raise NotAllowedError(reason="too-many-points")
    points = _cap(account, earn, credited_today=context.credited_today)
    return Earned(
        points=points,
        base_points=min(base_points, points),
        campaigns=tuple(account.uses),
        explanation=tuple(account.lines),
    )


def _raise_base(
    account: "_Account", context: SaleContext, tier: Tier | None, base: Fraction
) -> Exact:
    """Add what the tier and the memberships make of the base; by what they multiply it."""
    raising = [(Rule.TIER, tier.name, tier.multiplier)] if tier else []
    raising += [(Rule.MEMBERSHIP, each.name, each.multiplier) for each in context.memberships]
    whole: Exact = 1
    for rule, name, factor in raising:
        if factor != 1:
            account.add(rule, base * whole * (factor - 1), name=name, factor=factor)
            whole *= factor
    return whole


class _Account:
    """The running total: exact, with a line for what each addend does to the rounded one.

    ``points`` is the rounded total so far.
    """

    def __init__(self, earn: Earn) -> None:
        self._earn = earn
        self._exact: Exact = 0
        self.points = 0
        self.lines: list[ExplanationLine] = []
        self.uses: list[CampaignUse] = []

    def add(
        self,
        rule: Rule,
        more: Exact,
        *,
        name: str = "",
        amount_minor: int | None = None,
        factor: Fraction | None = None,
    ) -> int:
        """Add exact points; the whole points that they made of the rounded total."""
        before = self.points
        self._exact = self._exact + more if self._exact else more
        self.points = rounded(self._exact, self._earn.rounding)
        gained = self.points - before
        if gained or rule is Rule.BASE:
            self.lines.append(ExplanationLine(rule, gained, name, amount_minor, factor))
        return gained

    def add_campaign(self, rule: Rule, campaign: Campaign, more: Exact, left: int | None) -> None:
        """Add what a campaign gives; with too little budget ``left``, what is left of it."""
        if not more:
            return
        if left is not None:
            more = min(more, left)
        # A factor below one may follow one whose budget was cut: no campaign costs points.
        more = max(more, -self._exact)
        gained = self.add(rule, more, name=campaign.name, factor=campaign.multiplier)
        self.uses.append(CampaignUse(campaign.id, gained))


def _share(amount_minor: int, *, paid: int, full: int) -> Exact:
    """What is left of an amount when of ``full`` only ``paid`` is left."""
    return amount_minor if paid == full else Fraction(amount_minor * paid, full)


def _base(earn: Earn, lines: Sequence[EarningLine]) -> list[Fraction]:
    rated = [(_rate_for(earn, line.line), line) for line in lines]
    if earn.whole_units:
        base = _whole_units(rated)
    else:
        base = [_base_of(line, rate, line.eligible) for rate, line in rated]
    if earn.round_base_first and (total := exact_sum(base)):
        # The rounded sum is spread back by value, so that lines can be multiplied apart.
        scale = rounded(total, earn.rounding) / total
        return [value * scale for value in base]
    return base


def _whole_units(rated: Sequence[tuple[Rate, EarningLine]]) -> list[Fraction]:
    """Only full units earn: counted once per rate, and spread back over its lines by value."""
    money: defaultdict[Rate, Exact] = defaultdict(int)
    for rate, line in rated:
        money[rate] += line.eligible
    return [
        _base_of(line, rate, Fraction(_full(money[rate], rate) * line.eligible, money[rate]))
        if line.eligible
        else Fraction(0)
        for rate, line in rated
    ]


def _full(money: Exact, rate: Rate) -> int:
    """The part of an amount of money that makes full units of a rate."""
    return money // rate.per_minor * rate.per_minor


def _base_of(line: EarningLine, rate: Rate, money: Exact) -> Fraction:
    """What a line earns for ``money`` of it, or for each of its items."""
    if not line.eligible:
        return Fraction(0)
    if rate.points_per_item is not None:
        return rate.points_per_item * line.line.quantity
    # Of integers a fraction is made in a third of the time that one of fractions takes.
    minor, parts = money.as_integer_ratio()
    return Fraction(rate.points * minor, rate.per_minor * parts)


def _rate_for(earn: Earn, line: BasketLine) -> Rate:
    if not earn.special_rates:
        return earn.rate
    matching = [
        rate
        for rate in earn.special_rates
        if rate.category in {"", line.category} and rate.product in {"", line.product}
    ]
    # The most specific rate wins: a product before a category, both before either.
    return max(matching, key=_specificity, default=earn.rate)


def _specificity(rate: Rate) -> tuple[bool, bool]:
    return (bool(rate.product), bool(rate.category))


def _add_multipliers(
    account: _Account,
    context: SaleContext,
    matching: Sequence[Campaign],
    valued: Sequence[tuple[EarningLine, Fraction]],
) -> None:
    multipliers = [campaign for campaign in matching if campaign.multiplier is not None]
    # Lines that match the same campaigns are multiplied together.
    worth: defaultdict[tuple[int, ...], list[Fraction]] = defaultdict(list)
    matched: dict[tuple[str, str], tuple[int, ...]] = {}
    for each, value in valued:
        kind = (each.line.category, each.line.product)
        if kind not in matched:
            places = (n for n, c in enumerate(multipliers) if matches_line(c, each.line))
            matched[kind] = tuple(places)
        if each.eligible:
            worth[matched[kind]].append(value)
    given: defaultdict[str, Fraction] = defaultdict(Fraction)
    for on, values in worth.items():
        campaigns = [multipliers[place] for place in on]
        for campaign, more in shares(campaigns, context.program.stacking, exact_sum(values)):
            given[campaign.id] += more
    for campaign in multipliers:
        left = budget_left(campaign, context)
        account.add_campaign(Rule.CAMPAIGN, campaign, given[campaign.id], left)


def _add_bonuses(
    account: _Account,
    context: SaleContext,
    matching: Sequence[Campaign],
    lines: Sequence[EarningLine],
) -> None:
    for campaign in [each for each in matching if each.multiplier is None]:
        on = [each.line for each in lines if each.eligible and matches_line(campaign, each.line)]
        if on:
            items = exact_sum(line.quantity for line in on)
            more = campaign.bonus + campaign.bonus_per_item * items
            left = budget_left(campaign, context)
            account.add_campaign(Rule.BONUS, campaign, more, left)


def _cap(account: _Account, earn: Earn, *, credited_today: int) -> int:
    points = account.points
    capped = min(points, earn.cap_per_purchase) if earn.cap_per_purchase else points
    if earn.cap_per_day:
        capped = min(capped, max(0, earn.cap_per_day - credited_today))
    if capped < points:
        account.lines.append(ExplanationLine(Rule.CAP, capped - points))
    return capped
