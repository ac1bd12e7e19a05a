"""Puts the counter's facts into words: pure, and the same for every language."""

from collections.abc import Sequence
from typing import Final

from pos_loyalty.domain.challenges import ChallengeProgress
from pos_loyalty.domain.counter import MemberGlance, RewardBar, RewardOffer, SalePreview
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.explanation import ExplanationLine, Rule
from pos_loyalty.domain.program import ChallengeMeasure, RewardKind
from pos_loyalty.domain.slip import TierMeasure
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.explanations import label_of
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.facts import CounterFacts, SaleFacts
from pos_loyalty.terminal.screens.cashier.notices import called
from pos_loyalty.terminal.screens.cashier.state import (
    Badge,
    Hint,
    Line,
    MemberPanel,
    Progress,
    RedeemPanel,
    RewardLine,
    SalePanel,
    SplitLine,
    SplitPanel,
    StampLine,
    Tone,
)

_REWARD_ICONS: Final = {
    RewardKind.PRODUCT: "coffee",
    RewardKind.AMOUNT_OFF: "badge-percent",
    RewardKind.PERCENT_OFF: "percent",
    RewardKind.DONATION: "heart",
    RewardKind.TICKET: "ticket",
    RewardKind.MEMBERSHIP: "crown",
}
BARS: Final = {
    RewardBar.TIER: mark("for another tier"),
    RewardBar.DATES: mark("not on offer today"),
    RewardBar.STOCK: mark("used up"),
    RewardBar.LIMIT: mark("limit reached"),
    RewardBar.COOLDOWN: mark("not again so soon"),
}


def member_panel(member: MemberGlance, sale: SaleFacts, words: Words) -> MemberPanel:
    """The member at the counter."""
    return MemberPanel(
        name=called(member),
        since=_since(member, words),
        badge=Badge(member.tier.name, member.tier.color) if member.tier else Badge(),
        balance=words.formats.points(member.balance),
        unit=words.unit(member.balance),
        worth=_worth(member, words),
        progress=_progress(member, words),
        hints=tuple(_hints(member, words)),
        rewards=tuple(reward_line(offer, sale, words) for offer in member.rewards),
        rewards_empty="" if member.rewards else words.text("The program has no rewards yet."),
        memberships=_memberships(member, words),
        challenge=_challenge(member.challenge, words) if member.challenge else None,
        stamps=tuple(
            StampLine(
                words.text(
                    "{card} {count}\u00a0of\u00a0{goal}",
                    card=card.name,
                    count=card.count,
                    goal=card.goal,
                ),
                card.count,
                card.goal,
            )
            for card in member.stamps
        ),
        mail=words.text("Send card to {address} (Ctrl+E)", address=member.mailbox)
        if member.mailbox
        else "",
    )


def reward_line(offer: RewardOffer, sale: SaleFacts, words: Words) -> RewardLine:
    """A reward with its price, or with what is missing to it."""
    is_chosen = offer.id in sale.burn.rewards
    action = words.text("Remove") if is_chosen else words.text("Redeem")
    return RewardLine(
        id=offer.id,
        name=offer.name,
        detail=_reward_detail(offer, words),
        action=action if offer.is_affordable or is_chosen else "",
        is_chosen=is_chosen,
        icon=_REWARD_ICONS.get(offer.kind, "gift"),
    )


def sale_panel(facts: CounterFacts, words: Words, *, high_amount_minor: int) -> SalePanel:
    """The sale that is being typed, with its preview."""
    sale = facts.sale
    preview = sale.preview
    is_redemption = sale.has_burn and not sale.amount_minor
    is_blocked = facts.member is not None and facts.member.is_blocked
    can_burn = facts.member is not None and facts.member.spendable > 0
    burn_words = words.text("Redeem points")
    if sale.burn.points:
        points = words.formats.points(sale.burn.points)
        burn_words = words.text("Redeeming {points}", points=points)
    return SalePanel(
        amount_text=sale.amount_text,
        amount_error=_amount_error(sale, words),
        caution=_caution(sale, words, high_amount_minor=high_amount_minor),
        receipt_number=sale.receipt_number,
        money=_money_lines(preview, words) if preview else (),
        addends=_addends(preview.explanation, words) if preview else (),
        earned=words.formats.signed(preview.earned) if preview else "",
        after=words.points_with_unit(preview.balance_after) if preview else "",
        pending=_pending(preview, words) if preview else "",
        lift=_lift(preview, words) if preview else "",
        hint=words.text("The preview appears while you type."),
        confirm_words=words.text("Redeem") if is_redemption else words.text("Credit"),
        can_confirm=not sale.is_recording and not is_blocked,
        is_recording=sale.is_recording,
        burn_words=burn_words,
        can_burn=can_burn and not sale.is_recording and not is_blocked,
        split_words=words.text("Split by product group"),
        can_split=bool(facts.categories),
        play_words=words.text("Take part") if can_play(facts) else "",
    )


def can_play(facts: CounterFacts) -> bool:
    """Whether the member on screen can take part in anything."""
    return facts.member is not None and facts.member.takes_part and not facts.member.is_blocked


def redeem_panel(member: MemberGlance | None, sale: SaleFacts, words: Words) -> RedeemPanel:
    """Points and rewards that can be redeemed now."""
    if member is None:
        return RedeemPanel()
    terms = member.points_terms
    points = sale.burn.points
    has_points = terms is not None
    value = ""
    rule = ""
    if terms is not None:
        worth = points * terms.value_minor // terms.points
        value = words.text("= {money} off", money=words.formats.money(worth))
        rule = words.text(
            "{points} = {money}",
            points=words.points_with_unit(terms.points),
            money=words.formats.money(terms.value_minor),
        )
    return RedeemPanel(
        spendable=_redeemable(member, words),
        points_text=words.formats.points(points),
        points_value=value,
        points_rule=rule,
        has_points=has_points,
        can_less=points > 0,
        can_more=terms is not None
        and points + max(terms.step, 1) <= member.spendable
        and max(points, terms.minimum) <= member.spendable,
        rewards=tuple(reward_line(offer, sale, words) for offer in member.rewards),
        empty="" if member.rewards or has_points else words.text("The program has no rewards yet."),
        caution=message_for(sale.problem, words) if sale.problem else "",
    )


def _redeemable(member: MemberGlance, words: Words) -> str:
    points = words.points_with_unit(member.spendable)
    if member.redeemable_here is None:
        return words.text("{points} can be redeemed", points=points)
    here = words.formats.points(member.redeemable_here)
    return words.text(
        "{points} can be redeemed, {here} without the network", points=points, here=here
    )


def split_panel(facts: CounterFacts, words: Words) -> SplitPanel:
    """The amount, parted over product groups."""
    sale = facts.sale
    texts = dict(sale.parts)
    error = ""
    if sale.split_problem is not None:
        error = message_for(sale.split_problem, words)
    elif sale.rest_minor < 0:
        error = words.text("The groups add up to more than the amount.")
    return SplitPanel(
        lines=tuple(
            SplitLine(category.id, category.name, texts.get(category.id, ""))
            for category in facts.categories
        ),
        rest=words.text(
            "Without a group: {money}", money=words.formats.money(max(sale.rest_minor, 0))
        ),
        error=error,
        code=sale.code,
    )


def _since(member: MemberGlance, words: Words) -> str:
    number = member.number if member.first_name or member.last_name else ""
    if member.is_new:
        since = words.text("New today")
    else:
        month = words.formats.month_year(member.enrolled_at)
        since = words.text("Since {month}", month=month)
    return f"{since} · {number}" if number else since


def _worth(member: MemberGlance, words: Words) -> str:
    parts = []
    if member.balance < 0:
        parts.append(words.text("New points settle the debt first"))
    elif member.value_minor:
        parts.append(f"= {words.formats.money(member.value_minor)}")
    if member.pending:
        parts.append(
            words.text("{points} still pending", points=words.formats.points(member.pending))
        )
    if member.expiry is not None:
        day = words.formats.date(member.expiry.last_day)
        parts.append(
            words.plural(
                "{n} expires on {day}", "{n} expire on {day}", member.expiry.points, day=day
            )
        )
    return " · ".join(parts)


def _progress(member: MemberGlance, words: Words) -> Progress | None:
    ahead = member.ahead
    if ahead is None:
        return None
    held = member.tier
    return Progress(
        held=f"{held.name} {words.formats.factor(held.multiplier)}" if held else "",
        missing=words.text("{distance} to go", distance=_distance(member, words)),
        target=words.text(
            "to {tier} {factor}",
            tier=ahead.tier.name,
            factor=words.formats.factor(ahead.tier.multiplier),
        ),
        share=ahead.progress_permille / 1000,
        from_color=held.color if held else "",
        to_color=ahead.tier.color,
    )


def _memberships(member: MemberGlance, words: Words) -> str:
    """The running clubs and the badges held, in one quiet line."""
    clubs = [
        words.text("{club} until {date}", club=club.name, date=words.formats.date(club.last_day))
        for club in member.clubs
    ]
    if member.badges:
        clubs.append(words.text("Badges: {badges}", badges=", ".join(member.badges)))
    return " · ".join(clubs)


def _challenge(progress: ChallengeProgress, words: Words) -> Progress:
    return Progress(
        held=progress.name,
        missing="",
        target=challenge_figure(progress, words),
        share=progress.progress / progress.goal,
        from_color="",
        to_color="",
    )


def challenge_figure(progress: ChallengeProgress, words: Words) -> str:
    """How far it is, in the unit of the goal: ``2 of 3``, ``12.50 € of 50.00 €``."""
    is_money = progress.measure is ChallengeMeasure.SPEND
    shown = words.formats.money if is_money else words.formats.number
    return words.text("{done} of {goal}", done=shown(progress.progress), goal=shown(progress.goal))


def _distance(member: MemberGlance, words: Words) -> str:
    ahead = member.ahead
    if ahead is None:
        return ""
    if ahead.measure is TierMeasure.SPEND:
        return words.formats.money(ahead.missing)
    if ahead.measure is TierMeasure.POINTS:
        return words.points_with_unit(ahead.missing)
    return words.plural("{n} purchase", "{n} purchases", ahead.missing)


def _hints(member: MemberGlance, words: Words) -> list[Hint]:
    hints = []
    if member.is_blocked:
        text = words.text("Blocked: nothing can be booked")
        hints.append(Hint("ban", Tone.BAD, text))
    if member.birthday_points is not None:
        text = words.text("Birthday around today")
        if member.birthday_points:
            points = words.signed_points(member.birthday_points)
            text = words.text("Birthday: {points}", points=points)
        hints.append(Hint("cake", Tone.WARN, text))
    if member.note:
        hints.append(Hint("info", Tone.INFO, member.note))
    return hints


def _reward_detail(offer: RewardOffer, words: Words) -> str:
    if offer.free:
        return words.plural("granted, free of points", "granted {n} times, free", offer.free)
    if offer.bar is not None:
        return words.text(BARS[offer.bar])
    if offer.missing_points:
        return words.text("{points} to go", points=words.points_with_unit(offer.missing_points))
    return words.points_with_unit(offer.cost) if offer.cost else words.text("free of points")


def _amount_error(sale: SaleFacts, words: Words) -> str:
    if sale.is_missing:
        return words.text("Enter the amount of the purchase first.")
    return message_for(sale.amount_problem, words) if sale.amount_problem else ""


def _caution(sale: SaleFacts, words: Words, *, high_amount_minor: int) -> str:
    problem: LoyaltyError | None = sale.problem
    if problem is not None:
        return message_for(problem, words)
    if sale.amount_minor is not None and sale.amount_minor >= high_amount_minor:
        money = words.formats.money(sale.amount_minor)
        return words.text("An unusually high amount: {money}. Is that right?", money=money)
    return ""


def _money_lines(preview: SalePreview, words: Words) -> tuple[Line, ...]:
    if not preview.off_minor:
        return ()
    money, signed_money = words.formats.money, words.formats.signed_money
    club_minor, lines = preview.membership_discount_minor, []
    if club_minor:
        lines.append(Line(preview.membership, signed_money(-club_minor)))
    if preview.discount_minor:
        spent = words.points_with_unit(preview.spent) if preview.spent else ""
        lines.append(Line(words.text("Discount"), signed_money(-preview.discount_minor), spent))
    if club_minor and preview.discount_minor:
        # The till takes one figure; nobody should have to add up in front of it.
        both = signed_money(-preview.off_minor)
        lines.append(Line(words.text("Take off at the till"), both, is_strong=True))
    lines.append(Line(words.text("To pay at the till"), money(preview.due_minor), is_strong=True))
    return tuple(lines)


def _addends(lines: Sequence[ExplanationLine], words: Words) -> tuple[Line, ...]:
    return tuple(
        Line(
            label_of(line, words),
            words.formats.points(line.points) if place == 0 else words.formats.signed(line.points),
            _note(line, words),
        )
        for place, line in enumerate(lines)
    )


def _note(line: ExplanationLine, words: Words) -> str:
    if line.factor is not None:
        return words.formats.factor(line.factor)
    if line.amount_minor is not None and line.rule is Rule.BASE:
        return words.text("for {money}", money=words.formats.money(line.amount_minor))
    return ""


def _pending(preview: SalePreview, words: Words) -> str:
    if not preview.pending_days:
        return ""
    return words.plural(
        "Can be redeemed after {n} day", "Can be redeemed after {n} days", preview.pending_days
    )


def _lift(preview: SalePreview, words: Words) -> str:
    if preview.tier_after is None:
        return ""
    return words.text("Moves up to {tier}", tier=preview.tier_after.name)
