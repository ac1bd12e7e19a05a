"""What can be chosen of the offers, line by line, and in which amounts."""

from dataclasses import replace
from enum import Enum

from pos_loyalty.domain.play import (
    BuyTickets,
    DonationOffer,
    DrawOffer,
    GivePoints,
    GiveStamps,
    JoinClub,
    LeaveClub,
    PerformAction,
    PlayDeed,
    PlayOffers,
    SpinWheel,
)

MOST_STAMPS = 20
"""By hand at once at the counter; whoever gives more does so twice."""


class PlaySection(Enum):
    """What a member can take part in, in the order in which it is shown."""

    ACTIONS = "actions"
    STAMPS = "stamps"
    MEMBERSHIPS = "memberships"
    CHALLENGES = "challenges"
    DRAWS = "draws"
    WHEELS = "wheels"
    DONATIONS = "donations"


def sections_of(offers: PlayOffers) -> tuple[PlaySection, ...]:
    """The sections that have anything to show."""
    filled = {
        PlaySection.ACTIONS: offers.actions,
        PlaySection.STAMPS: offers.stamps,
        PlaySection.MEMBERSHIPS: (*offers.memberships, *offers.bought),
        PlaySection.CHALLENGES: (*offers.challenges, *offers.badges),
        PlaySection.DRAWS: offers.draws,
        PlaySection.WHEELS: offers.wheels,
        PlaySection.DONATIONS: offers.donations,
    }
    return tuple(section for section, lines in filled.items() if lines)


def deeds_of(offers: PlayOffers, section: PlaySection) -> tuple[PlayDeed | None, ...]:
    """What each line of a section does when it is pressed; ``None`` where nothing can be done."""
    found: list[PlayDeed | None] = []
    match section:
        case PlaySection.ACTIONS:
            found += [None if a.is_used_up else PerformAction(a.id) for a in offers.actions]
        case PlaySection.STAMPS:
            found += [GiveStamps(card.id) for card in offers.stamps]
        case PlaySection.MEMBERSHIPS:
            found += [JoinClub(each.id) for each in offers.memberships]
            found += [LeaveClub(each.purchase_id) for each in offers.bought]
        case PlaySection.CHALLENGES:
            found += [None] * len(offers.challenges)
        case PlaySection.DRAWS:
            found += [_tickets(offers, draw) for draw in offers.draws]
        case PlaySection.WHEELS:
            found += [None if wheel.bar else SpinWheel(wheel.id) for wheel in offers.wheels]
        case PlaySection.DONATIONS:
            found += [_gift(offers, cause) for cause in offers.donations]
    return tuple(found)


def is_offered(offers: PlayOffers, deed: PlayDeed) -> bool:
    """Whether what is chosen is still there, in whatever amount."""
    offered = (each for section in PlaySection for each in deeds_of(offers, section))
    return any(each is not None and _subject(each) == _subject(deed) for each in offered)


def more_of(offers: PlayOffers, deed: PlayDeed) -> PlayDeed | None:
    """One more of what is chosen; ``None`` where there is no more."""
    match deed:
        case GiveStamps(_, count):
            return replace(deed, count=count + 1) if count < MOST_STAMPS else None
        case BuyTickets(draw_id, count):
            draw = next((each for each in offers.draws if each.id == draw_id), None)
            fits = draw is not None and _fits(offers, draw, count + 1)
            return replace(deed, count=count + 1) if fits else None
        case GivePoints(_, points):
            step = _step(offers, deed)
            fits = points + step <= offers.spendable
            return replace(deed, points=points + step) if fits else None
        case _:
            return None


def fewer_of(offers: PlayOffers, deed: PlayDeed) -> PlayDeed | None:
    """One fewer of what is chosen; ``None`` at the least there is."""
    match deed:
        case GiveStamps(_, count) | BuyTickets(_, count):
            return replace(deed, count=count - 1) if count > 1 else None
        case GivePoints(_, points):
            step = _step(offers, deed)
            return replace(deed, points=points - step) if points > step else None
        case _:
            return None


def _subject(deed: PlayDeed) -> tuple[type, str]:
    match deed:
        case PerformAction(subject) | JoinClub(subject) | LeaveClub(subject) | SpinWheel(subject):
            return type(deed), subject
        case GiveStamps(subject) | BuyTickets(subject) | GivePoints(subject):
            return type(deed), subject


def _tickets(offers: PlayOffers, draw: DrawOffer) -> PlayDeed | None:
    return BuyTickets(draw.id) if draw.price and _fits(offers, draw, 1) else None


def _fits(offers: PlayOffers, draw: DrawOffer, count: int) -> bool:
    has_room = draw.room is None or count <= draw.room
    return has_room and count * draw.price <= offers.spendable


def _gift(offers: PlayOffers, cause: DonationOffer) -> PlayDeed | None:
    least = max(cause.cost, 1)
    return GivePoints(cause.id, least) if not cause.bar and least <= offers.spendable else None


def _step(offers: PlayOffers, deed: GivePoints) -> int:
    costs = [cause.cost for cause in offers.donations if cause.id == deed.reward_id]
    return max(1, *costs)
