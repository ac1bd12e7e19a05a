"""Words for what a member can take part in, for the question before it, and for the result."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.challenges import ChallengeProgress
from pos_loyalty.domain.play import (
    BuyTickets,
    ChallengeOffer,
    DonationOffer,
    DrawOffer,
    GivePoints,
    GiveStamps,
    JoinClub,
    LeaveClub,
    MembershipOffer,
    Odds,
    PerformAction,
    PlayDeed,
    Played,
    PlayOffers,
    SpinWheel,
    WheelOffer,
)
from pos_loyalty.domain.wheels import WheelBar
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.facts import PlayFacts
from pos_loyalty.terminal.screens.cashier.play_choices import (
    PlaySection,
    deeds_of,
    fewer_of,
    more_of,
    sections_of,
)
from pos_loyalty.terminal.screens.cashier.state import (
    Line,
    Notice,
    PlayLine,
    PlayPanel,
    PlayTab,
    Tone,
)
from pos_loyalty.terminal.screens.cashier.wording import BARS, challenge_figure

_TABS: Final = {
    PlaySection.ACTIONS: mark("Actions"),
    PlaySection.STAMPS: mark("Stamps"),
    PlaySection.MEMBERSHIPS: mark("Clubs"),
    PlaySection.CHALLENGES: mark("Challenges"),
    PlaySection.DRAWS: mark("Draws"),
    PlaySection.WHEELS: mark("Wheel"),
    PlaySection.DONATIONS: mark("Donate"),
}
_WHEEL_BARS: Final = {
    WheelBar.LIMIT: mark("limit reached"),
    WheelBar.PURCHASE: mark("needs a purchase of {money} today"),
}


def play_panel(play: PlayFacts, words: Words) -> PlayPanel:
    """The panel: what there is, or the question about what was chosen."""
    if play.offers is None:
        return PlayPanel(is_loading=True)
    shown = play.shown
    tabs = tuple(
        PlayTab(section.value, words.text(_TABS[section]), section is shown)
        for section in sections_of(play.offers)
    )
    error = message_for(play.problem, words) if play.problem else ""
    if play.deed is not None:
        return _question(play, play.deed, play.offers, words, error=error)
    if shown is None:
        return PlayPanel(empty=words.text("There is nothing to take part in today."))
    return PlayPanel(
        tabs=tabs,
        lines=tuple(_lines(play.offers, shown, words)),
        note=_note(play.offers, shown, words),
        done=_result(play.done, words) if play.done else None,
        error=error,
    )


def _lines(offers: PlayOffers, section: PlaySection, words: Words) -> Iterator[PlayLine]:
    deeds = deeds_of(offers, section)
    can = [deed is not None for deed in deeds]
    match section:
        case PlaySection.ACTIONS:
            for action, can_do in zip(offers.actions, can, strict=True):
                yield PlayLine(
                    action.name,
                    words.signed_points(action.points) if can_do else words.text("limit reached"),
                    words.text("Credit") if can_do else "",
                    "star",
                )
        case PlaySection.STAMPS:
            for card in offers.stamps:
                held = words.text("{done} of {goal}", done=card.count, goal=card.size)
                share = card.count / card.size
                yield PlayLine(card.name, held, words.text("Stamp"), "coffee", share=share)
        case PlaySection.MEMBERSHIPS:
            yield from _memberships(offers, words)
        case PlaySection.CHALLENGES:
            for challenge in offers.challenges:
                yield _challenge(challenge, words)
        case _:
            yield from _games(offers, section, can, words)


def _games(
    offers: PlayOffers, section: PlaySection, can: list[bool], words: Words
) -> Iterator[PlayLine]:
    if section is PlaySection.DRAWS:
        for draw, can_do in zip(offers.draws, can, strict=True):
            yield _draw(draw, words, can_do=can_do)
    elif section is PlaySection.WHEELS:
        for wheel, can_do in zip(offers.wheels, can, strict=True):
            yield PlayLine(
                wheel.name,
                _wheel_detail(wheel, words),
                words.text("Spin …") if can_do else "",
                "sparkles",
                facts=_odds(wheel.odds, words),
            )
    else:
        for cause, can_do in zip(offers.donations, can, strict=True):
            yield _cause(cause, words, can_do=can_do)


def _memberships(offers: PlayOffers, words: Words) -> Iterator[PlayLine]:
    for offer in offers.memberships:
        action = words.text("Renew …") if offer.is_running else words.text("Join …")
        yield PlayLine(offer.name, _membership_detail(offer, words), action, "crown")
    for bought in offers.bought:
        yield PlayLine(
            bought.name,
            _days(bought.first_day, bought.last_day, words),
            words.text("Cancel …"),
            "undo-2",
        )


def _membership_detail(offer: MembershipOffer, words: Words) -> str:
    fee = words.formats.money(offer.fee_minor) if offer.fee_minor else words.text("free of charge")
    parts = [fee]
    if offer.percent_off:
        percent = words.formats.percent(Fraction(offer.percent_off, 100))
        parts.append(words.text("{percent} off", percent=percent))
    if offer.multiplier != 1:
        parts.append(words.formats.factor(offer.multiplier))
    parts.append(words.text("until {date}", date=words.formats.date(offer.last_day)))
    return " · ".join(parts)


def _challenge(challenge: ChallengeOffer, words: Words) -> PlayLine:
    progress = challenge.progress
    parts = [challenge_figure(progress, words)]
    if challenge.bonus and not progress.is_over:
        parts.append(words.signed_points(challenge.bonus))
    if progress.is_over:
        parts = [words.text("reached")]
    elif challenge.last_day is not None:
        day = words.formats.date(challenge.last_day)
        parts.append(words.text("until {date}", date=day))
    icon = "award" if progress.completed else "target"
    return PlayLine(progress.name, " · ".join(parts), "", icon, share=_share(progress))


def _share(progress: ChallengeProgress) -> float:
    return 1.0 if progress.is_over else progress.progress / progress.goal


def _draw(draw: DrawOffer, words: Words, *, can_do: bool) -> PlayLine:
    parts = [words.plural("{n} ticket", "{n} tickets", draw.held)]
    if draw.price:
        price = words.points_with_unit(draw.price)
        parts.append(words.text("{points} each", points=price))
    if draw.room == 0:
        parts.append(words.text("limit per member reached"))
    elif draw.last_day is not None:
        parts.append(words.text("until {date}", date=words.formats.date(draw.last_day)))
    action = words.text("Buy …") if can_do else ""
    return PlayLine(draw.name, " · ".join(parts), action, "ticket")


def _wheel_detail(wheel: WheelOffer, words: Words) -> str:
    if wheel.bar is None:
        return words.text("ready to spin")
    minimum = words.formats.money(wheel.minimum_purchase_minor)
    return words.text(_WHEEL_BARS[wheel.bar], money=minimum)


def _odds(odds: tuple[Odds, ...], words: Words) -> tuple[Line, ...]:
    return tuple(Line(_prize(each, words), words.formats.percent(each.share)) for each in odds)


def _prize(odds: Odds, words: Words) -> str:
    if odds.reward:
        return odds.reward
    return words.points_with_unit(odds.points) if odds.points else words.text("no win")


def _cause(cause: DonationOffer, words: Words, *, can_do: bool) -> PlayLine:
    detail = words.text(
        "{points} give {money}",
        points=words.points_with_unit(max(cause.cost, 1)),
        money=words.formats.money(cause.value_minor),
    )
    if cause.bar is not None:
        detail = words.text(BARS[cause.bar])
    return PlayLine(cause.name, detail, words.text("Donate …") if can_do else "", "heart")


def _note(offers: PlayOffers, section: PlaySection, words: Words) -> str:
    if section is PlaySection.CHALLENGES and offers.badges:
        return words.text("Badges: {badges}", badges=", ".join(offers.badges))
    if section in (PlaySection.DRAWS, PlaySection.DONATIONS):
        spendable = words.points_with_unit(offers.spendable)
        return words.text("{points} can be redeemed", points=spendable)
    return ""


def _question(
    play: PlayFacts, deed: PlayDeed, offers: PlayOffers, words: Words, *, error: str
) -> PlayPanel:
    question, facts, consequence, confirm = _asked(deed, offers, words)
    if play.asks_pin:
        consequence = words.text("This needs a manager: enter a manager’s PIN.")
    return PlayPanel(
        question=question,
        facts=facts,
        consequence=consequence,
        count=_count(deed, words),
        can_less=fewer_of(offers, deed) is not None,
        can_more=more_of(offers, deed) is not None,
        asks_pin=play.asks_pin,
        confirm_words=confirm,
        error=error,
        is_busy=play.is_busy,
    )


_Asked = tuple[str, tuple[Line, ...], str, str]
"""Question, what it means in figures, what comes of it, and the words of the button."""


def _asked(deed: PlayDeed, offers: PlayOffers, words: Words) -> _Asked:
    match deed:
        case PerformAction(action_id):
            action = next(each for each in offers.actions if each.id == action_id)
            points = words.signed_points(action.points)
            return action.name, (Line(words.text("Points"), points),), "", words.text("Credit")
        case GiveStamps(card_id, count):
            card = next(each for each in offers.stamps if each.id == card_id)
            held = words.text("{done} of {goal}", done=card.count, goal=card.size)
            button = words.plural("Give {n} stamp", "Give {n} stamps", count)
            return card.name, (Line(words.text("On the card"), held),), "", button
        case JoinClub(membership_id):
            offer = next(each for each in offers.memberships if each.id == membership_id)
            return _asked_to_join(offer, words)
        case LeaveClub(purchase_id):
            bought = next(each for each in offers.bought if each.purchase_id == purchase_id)
            fee = words.formats.money(bought.fee_minor)
            facts = (
                Line(words.text("Valid"), _days(bought.first_day, bought.last_day, words)),
                Line(words.text("Fee to refund"), fee, is_strong=True),
            )
            meant = words.text("Purchases made meanwhile keep their points and prices.")
            asked = words.text("Cancel {club}?", club=bought.name)
            return asked, facts, meant, words.text("Cancel the membership")
        case _ as game:
            return _asked_to_play(game, offers, words)


def _asked_to_join(offer: MembershipOffer, words: Words) -> _Asked:
    fee = words.formats.money(offer.fee_minor)
    facts = (
        Line(words.text("Valid"), _days(offer.first_day, offer.last_day, words)),
        Line(words.text("Fee to book at the till"), fee, is_strong=True),
    )
    button = words.text("Renew") if offer.is_running else words.text("Join")
    return offer.name, facts, " · ".join(offer.benefits), button


def _asked_to_play(
    deed: BuyTickets | SpinWheel | GivePoints, offers: PlayOffers, words: Words
) -> _Asked:
    match deed:
        case BuyTickets(draw_id, count):
            draw = next(each for each in offers.draws if each.id == draw_id)
            price = words.points_with_unit(count * draw.price)
            facts = (
                Line(words.text("Tickets so far"), words.formats.number(draw.held)),
                Line(words.text("Price"), price, is_strong=True),
            )
            prizes = words.text("To be won: {prizes}", prizes=", ".join(draw.prizes))
            button = words.plural("Buy {n} ticket", "Buy {n} tickets", count)
            return draw.name, facts, prizes if draw.prizes else "", button
        case SpinWheel(wheel_id):
            wheel = next(each for each in offers.wheels if each.id == wheel_id)
            return wheel.name, _odds(wheel.odds, words), "", words.text("Spin the wheel")
        case GivePoints(reward_id, points):
            cause = next(each for each in offers.donations if each.id == reward_id)
            given = cause.value_minor * (points // cause.cost if cause.cost else 1)
            line = Line(words.text("For the cause"), words.formats.money(given), is_strong=True)
            button = words.text("Donate {points}", points=words.points_with_unit(points))
            return cause.name, (line,), "", button


def _count(deed: PlayDeed, words: Words) -> str:
    """How many, where there can be several."""
    match deed:
        case GiveStamps(_, count) | BuyTickets(_, count) | GivePoints(_, count):
            return words.formats.number(count)
        case _:
            return ""


def _result(played: Played, words: Words) -> Notice:
    title, details = _told(played, words)
    if played.granted and not played.reward:
        details.append(words.text("Card full: {rewards}", rewards=", ".join(played.granted)))
    if played.earned or played.spent:
        balance = words.points_with_unit(played.balance_after)
        details.append(words.text("New balance {points}", points=balance))
    is_nothing = isinstance(played.deed, SpinWheel) and not (played.earned or played.reward)
    return Notice(Tone.INFO if is_nothing else Tone.GOOD, title, " · ".join(details))


def _told(played: Played, words: Words) -> tuple[str, list[str]]:
    """What is said of a deed, and what beside it."""
    name = played.name
    match played.deed:
        case JoinClub() | LeaveClub() | GivePoints():
            return _told_of_money(played, words)
        case BuyTickets(_, count):
            bought = words.plural("{n} ticket", "{n} tickets", count)
            held = words.plural("{n} ticket", "{n} tickets", played.tickets)
            return f"{name}: {bought}", [words.text("{tickets} in all", tickets=held)]
        case SpinWheel():
            return f"{name}: {_won(played, words)}", []
        case GiveStamps(_, count):
            stamps = words.plural("{n} stamp", "{n} stamps", count)
            return f"{name}: {stamps}", []
        case PerformAction():
            return f"{name}: {words.signed_points(played.earned)}", []


def _told_of_money(played: Played, words: Words) -> tuple[str, list[str]]:
    """What the cashier books in the till comes first: nobody must miss it."""
    name, money = played.name, words.formats.money
    if isinstance(played.deed, JoinClub):
        title = words.text(
            "Book {money} for {club} at the till", money=money(played.fee_minor), club=name
        )
        return title, [words.text("Good until {date}", date=_day(played.last_day, words))]
    if isinstance(played.deed, LeaveClub):
        title = words.text("Give {money} back for {club}", money=money(played.fee_minor), club=name)
        return title, [words.text("The membership is cancelled.")]
    title = words.text("{money} for {cause}", money=money(played.donated_minor), cause=name)
    return title, [words.signed_points(-played.spent)]


def _won(played: Played, words: Words) -> str:
    """What a wheel gave."""
    if played.reward:
        return words.text("{reward} won", reward=played.reward)
    return words.signed_points(played.earned) if played.earned else words.text("no win")


def _days(first: date, last: date, words: Words) -> str:
    formats = words.formats
    return words.text("{first} to {last}", first=formats.date(first), last=formats.date(last))


def _day(day: date | None, words: Words) -> str:
    return words.formats.date(day) if day is not None else ""
