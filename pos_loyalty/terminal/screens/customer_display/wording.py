"""Puts what the counter does into the member's words: pure, and the same for every language."""

from datetime import datetime
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.counter import MemberGlance, Receipt, SalePreview, TierAhead, TierGlance
from pos_loyalty.domain.slip import WHOLE_PERMILLE, SlipKind, TierMeasure
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.customer_display.state import (
    Badge,
    Celebration,
    DisplayState,
    Figure,
    Journey,
    Moment,
)

_MOST_HINTS: Final = 3
_TAKEN_BACK: Final = frozenset({SlipKind.REFUND, SlipKind.VOID})


def display_state(
    *,
    words: Words,
    shop_name: str,
    now: datetime,
    member: MemberGlance | None = None,
    preview: SalePreview | None = None,
    receipt: Receipt | None = None,
) -> DisplayState:
    """What the member sees: a receipt before a preview, that before the greeting, else the shop."""
    if member is None:
        return _idle(words, shop_name, now)
    if receipt is not None:
        moment, heading = Moment.RESULT, _thanks(member, words)
        figure = _done(member, receipt, words)
    elif preview is not None and (preview.earned or preview.spent):
        moment, heading = Moment.COUNTING, _welcome(member, words)
        figure = _counting(member, preview, words)
    else:
        moment, heading = Moment.GREETING, _welcome(member, words)
        figure = _held(member, words)
    return DisplayState(
        moment=moment,
        shop_name=shop_name,
        heading=heading,
        clock=words.formats.time(now),
        badge=_badge(member.tier),
        figure=figure,
        journey=_journey(member, words),
        celebration=_celebration(receipt, words),
        hints_title=words.text("Yours to redeem now"),
        hints=tuple(offer.name for offer in member.rewards if offer.is_affordable)[:_MOST_HINTS],
        expiry=_expiry(member, words),
    )


def _idle(words: Words, shop_name: str, now: datetime) -> DisplayState:
    return DisplayState(
        shop_name=shop_name,
        heading=shop_name or words.text("Welcome"),
        lead=words.text("Your card or your phone, and every purchase counts."),
        clock=words.formats.time(now),
        date=f"{words.formats.weekday(now)}, {words.formats.day_month(now)}",
    )


def _welcome(member: MemberGlance, words: Words) -> str:
    if not member.first_name:
        return words.text("Welcome!")
    if member.is_new:
        return words.text("Welcome, {name}!", name=member.first_name)
    return words.text("Hello, {name}!", name=member.first_name)


def _thanks(member: MemberGlance, words: Words) -> str:
    if not member.first_name:
        return words.text("Thank you!")
    return words.text("Thank you, {name}!", name=member.first_name)


def _held(member: MemberGlance, words: Words) -> Figure:
    """The balance, before anything is bought."""
    return Figure(
        above=words.text("Your balance"),
        points=member.balance,
        text=words.formats.points(member.balance),
        unit=words.unit(member.balance),
        below_rest=_worth(member.value_minor, words),
    )


def _counting(member: MemberGlance, preview: SalePreview, words: Words) -> Figure:
    """What the purchase will bring, while it is being keyed in."""
    points = preview.earned or -preview.spent
    return Figure(
        above=words.text("Your purchase brings") if preview.earned else words.text("You redeem"),
        points=points,
        text=words.formats.signed(points),
        unit=words.unit(points),
        is_gain=points > 0,
        below=words.text("Your balance"),
        below_strong=words.points_with_unit(member.balance),
        below_rest=_redeemed(preview.spent if preview.earned else 0, words),
    )


def _done(member: MemberGlance, receipt: Receipt, words: Words) -> Figure:
    """What was credited or redeemed, and the new balance."""
    points, above = _moved(receipt, words)
    balance = words.points_with_unit(receipt.balance_after)
    if not points:
        return Figure(
            above=words.text("Your balance"),
            points=receipt.balance_after,
            text=words.formats.points(receipt.balance_after),
            unit=words.unit(receipt.balance_after),
            below_rest=_worth(member.value_minor, words),
        )
    return Figure(
        above=above,
        points=points,
        text=words.formats.signed(points),
        unit=words.unit(points),
        is_gain=points > 0,
        below=words.text("New balance"),
        below_strong=balance,
        below_rest=_worth(member.value_minor, words),
    )


def _moved(receipt: Receipt, words: Words) -> tuple[int, str]:
    """The points of a receipt with their sign, and what to say of them."""
    if receipt.kind in _TAKEN_BACK:
        return receipt.restored - receipt.taken_back, words.text("Your return")
    if receipt.earned:
        return receipt.earned, words.text("Your purchase brings")
    return -receipt.spent, words.text("Redeemed")


def _worth(value_minor: int | None, words: Words) -> str:
    return f"= {words.formats.money(value_minor)}" if value_minor else ""


def _redeemed(spent: int, words: Words) -> str:
    return words.text("· redeemed {points}", points=words.formats.points(spent)) if spent else ""


def _badge(tier: TierGlance | None) -> Badge | None:
    return Badge(tier.name, tier.color, tier.icon or "star") if tier is not None else None


def _journey(member: MemberGlance, words: Words) -> Journey | None:
    ahead = member.ahead
    if ahead is None:
        return None
    return Journey(
        held=member.tier.name if member.tier else "",
        distance=words.text("{distance} to go", distance=_distance(ahead, words)),
        target=words.text("to {tier}", tier=ahead.tier.name),
        share=float(Fraction(ahead.progress_permille, WHOLE_PERMILLE)),
        from_color=member.tier.color if member.tier else "",
        to_color=ahead.tier.color,
    )


def _distance(ahead: TierAhead, words: Words) -> str:
    match ahead.measure:
        case TierMeasure.SPEND:
            return words.formats.money(ahead.missing)
        case TierMeasure.POINTS:
            return words.points_with_unit(ahead.missing)
        case TierMeasure.VISITS:
            return words.plural("{n} purchase", "{n} purchases", ahead.missing)


def _celebration(receipt: Receipt | None, words: Words) -> Celebration | None:
    if receipt is None or not receipt.is_raised or receipt.tier_after is None:
        return None
    tier = receipt.tier_after
    detail = words.text("Thank you for coming to us so often.")
    if tier.multiplier > 1:
        factor = words.formats.factor(tier.multiplier)
        detail = words.text("From now on your points count {factor}.", factor=factor)
    return Celebration(words.text("You have reached {tier}!", tier=tier.name), detail, tier.color)


def _expiry(member: MemberGlance, words: Words) -> str:
    if member.expiry is None:
        return ""
    return words.text(
        "{points} are good until {day}",
        points=words.points_with_unit(member.expiry.points),
        day=words.formats.date(member.expiry.last_day),
    )
