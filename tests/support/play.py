"""Taking part without services: one of everything, and what was done."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from pos_loyalty.domain.challenges import ChallengeProgress
from pos_loyalty.domain.errors import LoyaltyError, NotAllowedError
from pos_loyalty.domain.play import (
    ActionOffer,
    BoughtMembership,
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
    StampOffer,
    WheelOffer,
)
from pos_loyalty.domain.program import ChallengeMeasure
from pos_loyalty.domain.wheels import WheelBar
from pos_loyalty.security.pins import WrongPinError
from tests.support.counter import MANAGER_PIN

VISITS = ChallengeProgress("visits", "3 Besuche im November", ChallengeMeasure.VISITS, 2, 3)
SPEND = ChallengeProgress("spend", "Herbstkorb", ChallengeMeasure.SPEND, 1250, 5000)
DONE = ChallengeProgress("done", "Fünf Warengruppen", ChallengeMeasure.CATEGORIES, 5, 5, 1, True)
EVERYTHING = PlayOffers(
    spendable=1284,
    actions=(
        ActionOffer("review", "Bewertung geschrieben", 25),
        ActionOffer("helped", "Beim Hoffest geholfen", 100, needs_manager=True),
        ActionOffer("survey", "Umfrage beantwortet", 10, is_used_up=True),
    ),
    stamps=(StampOffer("coffee", "Kaffeekarte", 7, 10),),
    memberships=(
        MembershipOffer(
            "club",
            "Sonnenclub",
            2500,
            date(2026, 11, 20),
            date(2027, 11, 20),
            multiplier=Fraction(2),
            percent_off=Fraction(5),
            benefits=("Gratis Lieferung", "Vorab zum Hoffest"),
        ),
        MembershipOffer(
            "kids",
            "Kinderclub",
            0,
            date(2027, 3, 1),
            date(2028, 2, 29),
            is_running=True,
        ),
    ),
    bought=(BoughtMembership("b1", "Kinderclub", date(2026, 3, 1), date(2027, 2, 28), 0),),
    challenges=(
        ChallengeOffer(VISITS, 100, "november", date(2026, 11, 30)),
        ChallengeOffer(SPEND, 0),
        ChallengeOffer(DONE, 50, "vielfalt"),
    ),
    badges=("Vielfalt",),
    draws=(
        DrawOffer("summer", "Winterverlosung", 3, 50, 7, ("Picknickkorb",), date(2026, 12, 20)),
        DrawOffer("full", "Kleine Verlosung", 2, 10, 0),
        DrawOffer("spend", "Einkaufsverlosung", 1, last_day=date(2026, 12, 31)),
    ),
    wheels=(
        WheelOffer(
            "wheel",
            "Glücksrad",
            (
                Odds(0, "", Fraction(80, 100)),
                Odds(50, "", Fraction(19, 100)),
                Odds(0, "Kaffee gratis", Fraction(1, 100)),
            ),
        ),
        WheelOffer("big", "Großes Rad", (Odds(5, "", Fraction(1)),), WheelBar.PURCHASE, 2000),
        WheelOffer("daily", "Tagesrad", (Odds(5, "", Fraction(1)),), WheelBar.LIMIT),
    ),
    donations=(DonationOffer("tree", "Ein Baum", 100, 500),),
)
_NAMES = {
    "review": "Bewertung geschrieben",
    "helped": "Beim Hoffest geholfen",
    "coffee": "Kaffeekarte",
    "club": "Sonnenclub",
    "kids": "Kinderclub",
    "b1": "Kinderclub",
    "summer": "Winterverlosung",
    "wheel": "Glücksrad",
    "tree": "Ein Baum",
}


class FakePlay:
    """Offers what it is given and remembers what was done; the wheel gives what it is told."""

    def __init__(self, offers: PlayOffers = EVERYTHING) -> None:
        self.offered = offers
        self.asked = 0
        self.deeds: list[tuple[str, PlayDeed]] = []
        self.fails_with: LoyaltyError | None = None
        self.won = 50
        self.reward = ""

    def offers(self, member_id: str) -> PlayOffers:
        self.asked += 1
        if self.fails_with is not None:
            raise self.fails_with
        return self.offered

    def do(self, *, key: str, member_id: str, deed: PlayDeed, approval_pin: str) -> Played:
        if self.fails_with is not None:
            raise self.fails_with
        takes_manager = isinstance(deed, LeaveClub) or deed == PerformAction("helped")
        if takes_manager and not approval_pin:
            raise NotAllowedError(reason="role", permission="void", staff="s1")
        if takes_manager and approval_pin != MANAGER_PIN:
            raise WrongPinError
        self.deeds.append((key, deed))
        return replace(self._played(deed), member_id=member_id)

    def _played(self, deed: PlayDeed) -> Played:
        match deed:
            case PerformAction(subject):
                return _result(deed, subject, earned=25, balance_after=1309)
            case GiveStamps(subject, count):
                is_full = count >= 3
                return _result(deed, subject, granted=("Kaffee gratis",) if is_full else ())
            case JoinClub(subject) | LeaveClub(subject):
                return _result(deed, subject, fee_minor=2500, last_day=date(2027, 11, 20))
            case BuyTickets(subject, count):
                return _result(deed, subject, spent=50 * count, tickets=3 + count)
            case SpinWheel(subject):
                balance = 1284 + self.won
                return _result(
                    deed, subject, earned=self.won, reward=self.reward, balance_after=balance
                )
            case GivePoints(subject, points):
                return _result(deed, subject, spent=points, donated_minor=5 * points)


def _result(deed: PlayDeed, subject: str, **facts: object) -> Played:
    known = Played(deed=deed, name=_NAMES[subject], member_id="")
    return replace(known, **facts)  # type: ignore[arg-type]  # fields of Played
