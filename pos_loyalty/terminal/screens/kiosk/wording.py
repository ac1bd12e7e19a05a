"""Puts a member's account into the member's words: pure, and the same for every language."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.counter import MemberGlance, RewardOffer, TierAhead
from pos_loyalty.domain.ledger import EntryKind
from pos_loyalty.domain.slip import WHOLE_PERMILLE, TierMeasure
from pos_loyalty.domain.visit import Visit, VisitLine
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.challenges import progress_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.kiosk.state import Home, Option, Pill, Road, Row, Tongue

_MOST_REWARDS: Final = 4
TONGUES: Final = (("de", "Deutsch"), ("en", "English"))
"""Languages in their own names: whoever looks for one may read no other."""

_REASONS: Final = {
    EntryKind.EARN: mark("{points} for a purchase"),
    EntryKind.BURN: mark("{points} redeemed"),
    EntryKind.CREDIT: mark("{points} as a gift"),
    EntryKind.CREDIT_TAKEN_BACK: mark("{points} of a gift taken back"),
    EntryKind.REVERSED: mark("{points} for a return"),
    EntryKind.RESTORED: mark("{points} given back"),
    EntryKind.ADJUSTED: mark("{points} corrected"),
    EntryKind.DEBITED: mark("{points} corrected"),
    EntryKind.RETURNED: mark("{points} taken twice by mistake, and given back"),
    EntryKind.RECLAIMED: mark("{points} given back twice by mistake, and taken"),
}
# By the error's code: politely, and to somebody who cannot look behind the counter.
_REFUSALS: Final = {
    "card-wanted": mark("Please scan your card here. A number alone is not enough."),
    "unknown-card": mark("This card is not known here. Please ask at the till."),
    "foreign-card": mark("This card belongs to another shop."),
    "forged-card": mark("This card cannot be read here. Please show it at the till."),
    "suspect-card": mark("Please show this card at the till."),
    "replaced-card": mark("This card has been replaced by a newer one. Please use that one."),
    "stale-code": mark("This code has expired. Please open your card on the phone again."),
    "used-code": mark("This code was used before. Please wait for the next one on your phone."),
    "claim-slip": mark("This slip is credited at the till."),
    "member-blocked": mark("Something needs to be sorted out first. Please ask at the till."),
    "statement-printed": mark("Your statement has just been printed. Please take it."),
    "visit-over": mark("Please scan your card again."),
    "insufficient-points": mark("There are not enough points for this."),
    "limit-reached": mark("You have reached the limit for this. Please come back another day."),
}


def greeting(visit: Visit, words: Words) -> str:
    """Whom it greets: by the first name, where there is one."""
    name = visit.glance.first_name
    return words.text("Hello, {name}!", name=name) if name else words.text("Welcome!")


def refusal(code: str, words: Words) -> str:
    """Why it did not work, to a member."""
    sentence = _REFUSALS.get(code)
    if sentence is None:
        return words.text("This did not work. Nothing was booked. Please ask at the till.")
    return words.text(sentence)


def tongues(words: Words) -> tuple[Tongue, ...]:
    """The languages, and which of them is spoken."""
    spoken = words.translator.language
    return tuple(Tongue(code, name, code == spoken) for code, name in TONGUES)


def home_of(visit: Visit, words: Words, options: tuple[Option, ...]) -> Home:
    """The overview of an account."""
    member = visit.glance
    return Home(
        above=words.text("Your balance"),
        balance=words.formats.points(member.balance),
        unit=words.unit(member.balance),
        below=f"= {words.formats.money(member.value_minor)}" if member.value_minor else "",
        notes=tuple(_notes(member, words)),
        pill=Pill(member.tier.name, member.tier.color, member.tier.icon or "star")
        if member.tier
        else None,
        roads=tuple(_roads(member, words)),
        rewards_title=words.text("Your rewards") if member.rewards else "",
        rewards=tuple(_rewards(member, words)),
        history_title=words.text("Recent activity"),
        history=tuple(_line(line, words) for line in visit.history)
        or (Row(words.text("Nothing yet. It starts with your first purchase.")),),
        options=options,
    )


def _notes(member: MemberGlance, words: Words) -> Iterator[str]:
    if member.expiry is not None:
        yield words.text(
            "{points} expire on {day}",
            points=words.points_with_unit(member.expiry.points),
            day=words.formats.date(member.expiry.last_day),
        )
    if member.pending:
        yield words.text(
            "{points} are still to come", points=words.points_with_unit(member.pending)
        )
    for club in member.clubs:
        yield words.text(
            "{club} until {day}", club=club.name, day=words.formats.date(club.last_day)
        )
    if member.badges:
        yield words.text("Your badges: {badges}", badges=", ".join(member.badges))


def _roads(member: MemberGlance, words: Words) -> Iterator[Road]:
    ahead, challenge = member.ahead, member.challenge
    if ahead is not None:
        distance = words.text("{distance} to go", distance=_distance(ahead, words))
        target = words.text("to {tier}", tier=ahead.tier.name)
        share = float(Fraction(ahead.progress_permille, WHOLE_PERMILLE))
        yield Road(distance, target, share)
    if challenge is not None:
        share = float(Fraction(challenge.progress, challenge.goal))
        yield Road(challenge.name, progress_text(challenge, words), share)
    for stamps in member.stamps:
        figure = words.text("{done} of {goal}", done=stamps.count, goal=stamps.goal)
        share = float(Fraction(stamps.count, stamps.goal)) if stamps.goal else 1.0
        yield Road(stamps.name, figure, share)


def _distance(ahead: TierAhead, words: Words) -> str:
    match ahead.measure:
        case TierMeasure.SPEND:
            return words.formats.money(ahead.missing)
        case TierMeasure.POINTS:
            return words.points_with_unit(ahead.missing)
        case TierMeasure.VISITS:
            return words.plural("{n} purchase", "{n} purchases", ahead.missing)


def _rewards(member: MemberGlance, words: Words) -> Iterator[Row]:
    """What can be had now first, then what is nearest."""
    open_to = [offer for offer in member.rewards if offer.free or offer.bar is None]
    ranked = sorted(open_to, key=lambda offer: (not offer.is_affordable, offer.missing_points))
    for offer in ranked[:_MOST_REWARDS]:
        yield Row(offer.name, _price(offer, words), "gift", is_ready=offer.is_affordable)


def _price(offer: RewardOffer, words: Words) -> str:
    if offer.free:
        return words.text("free for you")
    if offer.missing_points:
        missing = words.points_with_unit(offer.missing_points)
        return words.text("{distance} to go", distance=missing)
    return words.points_with_unit(offer.cost)


def _line(line: VisitLine, words: Words) -> Row:
    points = words.signed_points(line.points)
    reason = _REASONS[line.kind] if line.kind is not None else mark("{points} have expired")
    return Row(words.text(reason, points=points), words.formats.date(line.at))
