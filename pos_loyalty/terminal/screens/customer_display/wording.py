"""Puts what the counter does into the member's words: pure, and the same for every language."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.challenges import ChallengeProgress
from pos_loyalty.domain.counter import MemberGlance, Receipt, SalePreview, TierAhead, TierGlance
from pos_loyalty.domain.play import GivePoints, JoinClub, Played, SpinWheel
from pos_loyalty.domain.program import ChallengeMeasure
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
    played: Played | None = None,
) -> DisplayState:
    """What the member sees: what was just done before a preview, that before the greeting."""
    if member is None:
        return _idle(words, shop_name, now)
    if receipt is not None:
        moment, heading = Moment.RESULT, _thanks(member, words)
        figure = _done(member, receipt, words)
    elif played is not None:
        moment, heading = Moment.RESULT, _welcome(member, words)
        figure = _played(member, played, words)
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
        challenge=_challenge(member.challenge, words) if member.challenge else None,
        celebration=_celebration(receipt, words) or _won(played, words),
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
        above=words.text("Your purchase earns") if preview.earned else words.text("You redeem"),
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


def _played(member: MemberGlance, played: Played, words: Words) -> Figure:
    """What taking part moved; the balance, where it moved no points."""
    points = played.earned - played.spent
    if not points:
        return replace(_held(member, words), above=_nothing_won(played, words))
    return Figure(
        above=played.name,
        points=points,
        text=words.formats.signed(points),
        unit=words.unit(points),
        is_gain=points > 0,
        below=words.text("New balance"),
        below_strong=words.points_with_unit(played.balance_after),
        below_rest=_worth(member.value_minor, words),
    )


def _nothing_won(played: Played, words: Words) -> str:
    if isinstance(played.deed, SpinWheel) and not played.reward:
        return words.text("No win this time. Your balance")
    return words.text("Your balance")


def _moved(receipt: Receipt, words: Words) -> tuple[int, str]:
    """The points of a receipt with their sign, and what to say of them."""
    if receipt.kind in _TAKEN_BACK:
        return receipt.restored - receipt.taken_back, words.text("Your return")
    if receipt.earned:
        return receipt.earned, words.text("Your purchase earns")
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
    if receipt is None:
        return None
    if not receipt.is_raised or receipt.tier_after is None:
        return _reached(receipt, words)
    tier = receipt.tier_after
    detail = words.text("Thank you for visiting us so often.")
    if tier.multiplier > 1:
        factor = words.formats.factor(tier.multiplier)
        detail = words.text("From now on your points count {factor}.", factor=factor)
    return Celebration(words.text("You have reached {tier}!", tier=tier.name), detail, tier.color)


def _reached(receipt: Receipt, words: Words) -> Celebration | None:
    """A challenge that was completed with the purchase."""
    if not receipt.reached:
        return None
    names = ", ".join(bonus.name for bonus in receipt.reached)
    points = sum(bonus.points for bonus in receipt.reached)
    detail = words.text("Well done!")
    if points:
        detail = words.text("{points} as a thank you", points=words.signed_points(points))
    return Celebration(words.text("Completed: {challenge}", challenge=names), detail)


def _won(played: Played | None, words: Words) -> Celebration | None:
    """What a wheel gave, or the club that somebody joined."""
    if played is None:
        return None
    if isinstance(played.deed, SpinWheel) and (played.reward or played.earned):
        prize = played.reward or words.points_with_unit(played.earned)
        return Celebration(words.text("You have won: {prize}", prize=prize), played.name)
    if isinstance(played.deed, JoinClub) and played.last_day is not None:
        until = words.formats.date(played.last_day)
        title = words.text("Welcome to {club}!", club=played.name)
        return Celebration(title, words.text("Good until {day}", day=until))
    if isinstance(played.deed, GivePoints):
        money = words.formats.money(played.donated_minor)
        return Celebration(words.text("Thank you for {money}!", money=money), played.name)
    return None


def _challenge(progress: ChallengeProgress, words: Words) -> Journey:
    is_money = progress.measure is ChallengeMeasure.SPEND
    shown = words.formats.money if is_money else words.formats.number
    figure = words.text(
        "{done} of {goal}", done=shown(progress.progress), goal=shown(progress.goal)
    )
    share = float(Fraction(progress.progress, progress.goal))
    return Journey(held=progress.name, distance=figure, target="", share=share)


def _expiry(member: MemberGlance, words: Words) -> str:
    if member.expiry is None:
        return ""
    return words.text(
        "{points} expire on {day}",
        points=words.points_with_unit(member.expiry.points),
        day=words.formats.date(member.expiry.last_day),
    )
