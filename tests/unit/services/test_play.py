from datetime import date
from fractions import Fraction

import pytest

from pos_loyalty.domain.counter import RewardBar
from pos_loyalty.domain.errors import (
    LimitReachedError,
    MemberBlockedError,
    NotAllowedError,
    UnknownMemberError,
)
from pos_loyalty.domain.play import (
    ActionOffer,
    BuyTickets,
    GivePoints,
    GiveStamps,
    JoinClub,
    LeaveClub,
    Odds,
    PerformAction,
    PlayDeed,
    Played,
    PlayOffers,
    SpinWheel,
    StampOffer,
)
from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.wheels import WheelBar
from pos_loyalty.services.play import PlayService
from tests.support.builders import COFFEE, COFFEE_CARD
from tests.support.shop import CASHIER, MANAGER, Shop, rules, scratch_shop

CLUB = {"id": "club", "name": "Club", "fee": "25.00", "percent_off": "5", "benefits": ["Lieferung"]}
TREE = {
    "id": "tree",
    "name": "Baum",
    "cost": 100,
    "kind": "donation",
    "value": "5.00",
    "limit": "1 per day",
}
VISITS = {"id": "visits", "name": "Zwei Besuche", "goal": {"visits": 2}, "bonus": 30, "badge": "x"}
OVER = {**VISITS, "id": "over", "name": "Vorbei", "from": "2026-01-01", "to": "2026-02-01"}
AHEAD = {**VISITS, "id": "ahead", "name": "Im Juni", "from": "2026-06-01", "to": "2026-07-01"}
DRAW = {
    "id": "sommer",
    "name": "Sommer",
    "ticket": {"points": 50},
    "maximum_tickets": 3,
    "prizes": ["Korb"],
    "to": "2026-09-01",
}
GONE = {**DRAW, "id": "winter", "name": "Winter", "from": "2026-01-01", "to": "2026-02-01"}
WHEEL = {
    "id": "rad",
    "name": "Rad",
    "minimum_purchase": "20.00",
    "limit": "1 per day",
    "segments": [{"weight": 3, "reward": "free-coffee"}, {"weight": 1, "reward": "free-coffee"}],
}
_SECTIONS = {
    "reward": [COFFEE, TREE],
    "stamp_card": [{**COFFEE_CARD, "size": 2}],
    "membership": [CLUB],
    "challenge": [VISITS, OVER, AHEAD],
    "draw": [DRAW, GONE],
    "wheel": [WHEEL],
}


class _Place:
    """A shop with all there is to take part in, a member with points, and who is signed in."""

    def __init__(self) -> None:
        self.shop: Shop = scratch_shop(rules(**_SECTIONS))
        self.actor: Actor = CASHIER
        self.nudges: list[str] = []
        self.member = self.shop.enroll(given_name="Anna")
        self.shop.give(self.member, 400)
        counter = self.shop.application.counter(lambda: self.actor)
        self.play: PlayService = self.shop.application.play(
            counter, lambda: self.nudges.append("slip")
        )
        self._keys = 0

    @property
    def offers(self) -> PlayOffers:
        return self.play.offers(self.member)

    def do(self, deed: PlayDeed, *, key: str = "") -> Played:
        self._keys += 1
        name = key or f"play-{self._keys}"
        return self.play.do(key=name, member_id=self.member, deed=deed, approval_pin="")


@pytest.fixture
def place() -> _Place:
    """A cashier is signed in."""
    return _Place()


def test_actions_until_their_limit(place: _Place) -> None:
    """One a day; a repeat under the same key is the same one, and a manager's takes a manager."""
    review, helped = place.offers.actions
    assert review == ActionOffer("review", "Bewertung", 10)
    assert helped.needs_manager
    done = place.do(PerformAction("review"), key="k")
    assert (done.name, done.earned, done.balance_after) == ("Bewertung", 10, 410)
    assert place.do(PerformAction("review"), key="k") == done
    assert place.offers.actions[0].is_used_up
    with pytest.raises(LimitReachedError):
        place.do(PerformAction("review"))
    with pytest.raises(NotAllowedError):
        place.do(PerformAction("helped"))
    place.actor = MANAGER
    assert place.do(PerformAction("helped")).earned == 100


def test_stamps_by_hand(place: _Place) -> None:
    """A full card grants its reward, which is named."""
    assert place.offers.stamps == (StampOffer("coffee-10", "10. Kaffee gratis", 0, 2),)
    done = place.do(GiveStamps("coffee-10", 3))
    assert (done.name, done.granted) == ("10. Kaffee gratis", ("Kaffee gratis",))
    assert place.offers.stamps[0].count == 1


def test_a_club_is_joined_prolonged_and_left(place: _Place) -> None:
    """With its days and its fee; a manager cancels what was bought last."""
    (club,) = place.offers.memberships
    assert (club.fee_minor, club.percent_off, club.is_running) == (2_500, Fraction(5), False)
    assert (club.first_day, club.last_day) == (date(2026, 3, 5), date(2027, 3, 5))
    joined = place.do(JoinClub("club"))
    assert (joined.name, joined.fee_minor, joined.last_day) == ("Club", 2_500, date(2027, 3, 5))
    assert place.nudges == ["slip"]
    offers = place.offers
    assert (offers.memberships[0].is_running, offers.memberships[0].last_day) == (
        True,
        date(2028, 3, 5),
    )
    (bought,) = offers.bought
    assert (bought.name, bought.last_day, bought.fee_minor) == ("Club", date(2027, 3, 5), 2_500)
    with pytest.raises(NotAllowedError):
        place.do(LeaveClub(bought.purchase_id))
    place.actor = MANAGER
    left = place.do(LeaveClub(bought.purchase_id), key="gone")
    assert (left.name, left.fee_minor) == ("Club", 2_500)
    assert place.offers.bought == ()


def test_challenges_that_are_on_or_reached(place: _Place) -> None:
    """Not those that are over or still to come; with badge and bonus."""
    (visits,) = place.offers.challenges
    assert (visits.progress.progress, visits.bonus, visits.last_day) == (0, 30, None)
    place.shop.sell(place.member, "5.00")
    place.shop.sell(place.member, "5.00")
    offers = place.offers
    assert (offers.challenges[0].progress.is_over, offers.badges) == (True, ("x",))


def test_tickets_as_long_as_there_are_any(place: _Place) -> None:
    """Their price, how many are held and how many more there may be."""
    (draw,) = place.offers.draws
    assert (draw.name, draw.held, draw.price, draw.room) == ("Sommer", 0, 50, 3)
    assert draw.last_day == date(2026, 8, 31)
    done = place.do(BuyTickets("sommer", 2))
    assert (done.name, done.spent, done.tickets, done.balance_after) == ("Sommer", 100, 2, 300)
    assert (place.offers.draws[0].held, place.offers.draws[0].room) == (2, 1)
    place.shop.wait(days=200)
    # Closed, but the member holds tickets and may ask for them.
    assert (place.offers.draws[0].held, place.offers.draws[0].price) == (2, 0)


def test_the_wheel_with_its_odds(place: _Place) -> None:
    """Nothing to spin for without a purchase; once a day with one; the win is named."""
    (wheel,) = place.offers.wheels
    assert (wheel.bar, wheel.minimum_purchase_minor) == (WheelBar.PURCHASE, 2_000)
    assert wheel.odds == (
        Odds(0, "Kaffee gratis", Fraction(3, 4)),
        Odds(0, "Kaffee gratis", Fraction(1, 4)),
    )
    place.shop.sell(place.member, "20.00")
    assert place.offers.wheels[0].bar is None
    done = place.do(SpinWheel("rad"))
    assert (done.name, done.earned, done.reward) == ("Rad", 0, "Kaffee gratis")
    assert place.offers.wheels[0].bar is WheelBar.LIMIT


def test_a_donation_and_its_limit(place: _Place) -> None:
    """What the cause gets for the points."""
    (tree,) = place.offers.donations
    assert (tree.cost, tree.value_minor, tree.bar) == (100, 500, None)
    done = place.do(GivePoints("tree", 200))
    assert (done.name, done.spent, done.donated_minor) == ("Baum", 200, 1_000)
    assert place.offers.donations[0].bar is RewardBar.LIMIT


def test_who_may_not_take_part(place: _Place) -> None:
    """Blocked and unknown members; what the program does not have is refused by its service."""
    with pytest.raises(NotAllowedError):
        place.do(LeaveClub("nothing"))
    with pytest.raises(NotAllowedError):
        place.do(JoinClub("gold"))
    with pytest.raises(UnknownMemberError):
        place.play.offers("nobody")
    place.shop.application.members.block(place.shop.request(), place.member)
    with pytest.raises(MemberBlockedError):
        place.play.offers(place.member)


def test_a_program_without_any_of_it_offers_nothing() -> None:
    """The panel stays empty."""
    plain = rules(reward=[COFFEE], stamp_card=[], action=[])
    shop = scratch_shop(plain)
    anna = shop.enroll()
    play = shop.application.play(shop.counter(), lambda: None)
    assert play.offers(anna) == PlayOffers(spendable=0)
