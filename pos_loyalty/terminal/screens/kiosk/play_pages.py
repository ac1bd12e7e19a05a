"""Giving points, buying tickets, spinning the wheel: the pages for it, in the member's words."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.play import (
    BuyTickets,
    DonationOffer,
    DrawOffer,
    GivePoints,
    Odds,
    Played,
    PlayOffers,
    SpinWheel,
    WheelOffer,
)
from pos_loyalty.domain.visit import Visit
from pos_loyalty.domain.wheels import WheelBar
from pos_loyalty.i18n.challenges import tickets_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.kiosk.state import (
    Ask,
    AskDeed,
    DoDeed,
    KioskState,
    MemberDeed,
    Option,
    Page,
    ShowCauses,
    ShowDraws,
    ShowWheels,
    ToHome,
)

_TIMES: Final = (1, 2, 5)
_MOST_CHOICES: Final = 6
_ONE_COLUMN: Final = 3


def play_options(offers: PlayOffers, words: Words) -> Iterator[Option]:
    """A button for each kind of thing that this member can do now."""
    if any(_donations(offers)):
        yield Option(ShowCauses(), words.text("Donate points"), "heart")
    if any(_tickets(offers)):
        yield Option(ShowDraws(), words.text("Prize draw"), "ticket")
    if offers.wheels:
        yield Option(ShowWheels(), words.text("Wheel of fortune"), "sparkles")


def causes_page(visit: Visit, words: Words) -> KioskState:
    """Good causes, each with some amounts."""
    options = tuple(
        Option(AskDeed(deed), _gift(offer, deed, words), "heart")
        for offer, deed in _donations(visit.offers)
    )
    lines = (words.text("Your points for a good cause."),)
    return _choice(words.text("Donate points"), lines, options, words)


def draws_page(visit: Visit, words: Words) -> KioskState:
    """Prize draws with tickets for points."""
    found = tuple(_tickets(visit.offers))
    draws = {offer.id for offer, _deed in found}
    options = tuple(
        Option(AskDeed(deed), _ticket(offer, deed, words, is_one_of_many=len(draws) > 1), "ticket")
        for offer, deed in found
    )
    lines = tuple(_prizes(offer, words) for offer in visit.offers.draws if offer.price)
    return _choice(words.text("Prize draw"), lines[:2], options, words)


def wheels_page(visit: Visit, words: Words) -> KioskState:
    """Wheels to spin, with how likely each win is."""
    wheels = visit.offers.wheels
    options = tuple(
        Option(
            DoDeed(SpinWheel(wheel.id)),
            words.text("Spin: {wheel}", wheel=wheel.name),
            "sparkles",
            is_main=True,
            is_ready=wheel.bar is None,
        )
        for wheel in wheels
    )
    lines = tuple(_wheel_line(wheel, words) for wheel in wheels)
    return _choice(words.text("Wheel of fortune"), lines[:4], options, words)


def deed_page(visit: Visit, deed: MemberDeed, words: Words) -> KioskState:
    """The question before points are spent."""
    spent = _cost(visit.offers, deed)
    left = words.points_with_unit(visit.offers.spendable - spent)
    asked = _asked(visit.offers, deed, words)
    lines = (asked, words.text("You will have {points} left.", points=left))
    yes = Option(DoDeed(deed), words.text("Yes, please"), "check", is_main=True)
    no = Option(ToHome(), words.text("No"), "x")
    ask = Ask(lines, (yes, no), icon="heart" if isinstance(deed, GivePoints) else "ticket")
    return KioskState(page=Page.ASK, heading=words.text("Are you sure?"), ask=ask)


def played_page(played: Played, words: Words) -> KioskState:
    """What came of it."""
    back = Option(ToHome(), words.text("OK"), is_main=True)
    balance = words.points_with_unit(played.balance_after)
    lines = (_result(played, words), words.text("New balance: {points}", points=balance))
    won = played.reward or played.earned or not isinstance(played.deed, SpinWheel)
    ask = Ask(lines, (back,), icon="party-popper" if won else "sparkles")
    return KioskState(page=Page.ASK, heading=played.name, ask=ask)


def _choice(
    heading: str, lines: tuple[str, ...], options: tuple[Option, ...], words: Words
) -> KioskState:
    back = Option(ToHome(), words.text("Back"), "arrow-left")
    columns = 2 if len(options) > _ONE_COLUMN else 1
    return KioskState(page=Page.ASK, heading=heading, ask=Ask(lines, options, back, "", columns))


def _donations(offers: PlayOffers) -> Iterator[tuple[DonationOffer, GivePoints]]:
    """What can be given: each cause in a few amounts that there are points for."""
    found = [
        (offer, GivePoints(offer.id, offer.cost * times))
        for offer in offers.donations
        for times in _TIMES
        if offer.bar is None and offer.cost and offer.cost * times <= offers.spendable
    ]
    yield from found[:_MOST_CHOICES]


def _tickets(offers: PlayOffers) -> Iterator[tuple[DrawOffer, BuyTickets]]:
    found = [
        (offer, BuyTickets(offer.id, count))
        for offer in offers.draws
        for count in _TIMES
        if offer.price
        and offer.price * count <= offers.spendable
        and (offer.room is None or count <= offer.room)
    ]
    yield from found[:_MOST_CHOICES]


def _gift(offer: DonationOffer, deed: GivePoints, words: Words) -> str:
    money = words.formats.money(offer.value_minor * (deed.points // offer.cost))
    points = words.points_with_unit(deed.points)
    return words.text(
        "{points} = {money} for {cause}", points=points, money=money, cause=offer.name
    )


def _ticket(offer: DrawOffer, deed: BuyTickets, words: Words, *, is_one_of_many: bool) -> str:
    points = words.points_with_unit(offer.price * deed.count)
    tickets = tickets_text(deed.count, words)
    said = words.text("{tickets} for {points}", tickets=tickets, points=points)
    return f"{offer.name}: {said}" if is_one_of_many else said


def _prizes(offer: DrawOffer, words: Words) -> str:
    held = tickets_text(offer.held, words)
    if not offer.prizes:
        return words.text("{draw}: you have {tickets}.", draw=offer.name, tickets=held)
    prizes = ", ".join(offer.prizes)
    return words.text(
        "{draw}: {prizes}. You have {tickets}.", draw=offer.name, prizes=prizes, tickets=held
    )


def _wheel_line(wheel: WheelOffer, words: Words) -> str:
    if wheel.bar is WheelBar.LIMIT:
        return words.text("{wheel}: you have had your turn.", wheel=wheel.name)
    if wheel.bar is WheelBar.PURCHASE:
        money = words.formats.money(wheel.minimum_purchase_minor)
        return words.text("{wheel}: with a purchase of {money}.", wheel=wheel.name, money=money)
    likely = ", ".join(
        f"{_prize(odds, words)} {words.formats.percent(Fraction(odds.share))}"
        for odds in wheel.odds
        if odds.share
    )
    return words.text("{wheel}: {odds}", wheel=wheel.name, odds=likely)


def _prize(odds: Odds, words: Words) -> str:
    gifts = [words.points_with_unit(odds.points)] if odds.points else []
    gifts += [odds.reward] if odds.reward else []
    return " + ".join(gifts) or words.text("No win")


def _cost(offers: PlayOffers, deed: MemberDeed) -> int:
    if isinstance(deed, GivePoints):
        return deed.points
    if isinstance(deed, BuyTickets):
        price = next((draw.price for draw in offers.draws if draw.id == deed.draw_id), 0)
        return price * deed.count
    return 0


def _asked(offers: PlayOffers, deed: MemberDeed, words: Words) -> str:
    points = words.points_with_unit(_cost(offers, deed))
    if isinstance(deed, GivePoints):
        names = {cause.id: cause.name for cause in offers.donations}
        cause = names.get(deed.reward_id, "")
        return words.text("Give {points} to {cause}?", points=points, cause=cause)
    if isinstance(deed, BuyTickets):
        tickets = tickets_text(deed.count, words)
        return words.text("Take {tickets} for {points}?", tickets=tickets, points=points)
    return ""


def _result(played: Played, words: Words) -> str:
    match played.deed:
        case GivePoints():
            money = words.formats.money(played.donated_minor)
            return words.text("Thank you for {money}!", money=money)
        case BuyTickets():
            tickets = tickets_text(played.tickets, words)
            return words.text("You have {tickets} now. Good luck!", tickets=tickets)
        case _:
            prize = played.reward or words.points_with_unit(played.earned)
            if played.reward or played.earned:
                return words.text("You have won: {prize}", prize=prize)
            return words.text("No win this time.")
