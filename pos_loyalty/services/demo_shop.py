"""An invented shop, brought to life through the services of the counter.

Many sales share one transaction; everything else is as if each had been made at the till.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import islice
from math import floor
from typing import Final
from uuid import UUID

from pos_loyalty.cards.member_number import new_member_id
from pos_loyalty.domain.basket import Basket, Burn
from pos_loyalty.domain.burning import BurnContext, largest_redemption
from pos_loyalty.domain.counter import Birthday
from pos_loyalty.domain.memberships import discount_of, running
from pos_loyalty.domain.program import RewardKind
from pos_loyalty.domain.prospects import reward_offers
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.demo_people import DemoPerson
from pos_loyalty.services.demo_plan import DemoReturn, DemoVisit, demo_people, demo_year
from pos_loyalty.services.members import Members, NewMember
from pos_loyalty.services.overview import Overviews
from pos_loyalty.services.programs import Programs
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale, Sales
from pos_loyalty.storage.records import ReversalKind
from pos_loyalty.storage.store import Store, Work

_TOGETHER: Final = 500
"""Happenings in one transaction: few enough that another program at the shop need not wait."""

_POINTS_MOOD: Final = 0.10
_REWARD_MOOD: Final = 0.15
_ENOUGH_POINTS: Final = 300


@dataclass(frozen=True, slots=True)
class DemoRooms:
    """The services that bring the shop to life."""

    store: Store
    sales: Sales
    members: Members
    overviews: Overviews
    programs: Programs


@dataclass(frozen=True, slots=True)
class DemoShop:
    """What was made."""

    members: int
    sales: int
    returns: int


def open_demo_shop(
    rooms: DemoRooms,
    *,
    members: int,
    seed: int,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> DemoShop:
    """Fill an empty shop with ``members`` members and a year of purchases up to ``now``.

    The same seed gives the same year. ``progress`` is told how many happenings are done.
    """
    year = _Year(rooms, demo_people(members, seed), seed)
    zone = rooms.programs.current(now).program.zone
    happenings = demo_year(members, seed, now=now, zone=zone)
    done = 0
    while batch := list(islice(happenings, _TOGETHER)):
        with rooms.store.begin() as work:
            for happening in batch:
                year.play(work, happening)
            work.commit()
        done += len(batch)
        if progress is not None:
            progress(done)
    with rooms.store.begin() as work:
        year.enroll_rest(work, now)
        work.commit()
    return DemoShop(members, year.sales, year.returns)


class _Year:
    def __init__(self, rooms: DemoRooms, people: tuple[DemoPerson, ...], seed: int) -> None:
        self._rooms = rooms
        self._people = people
        self._seed = seed
        self._joined: set[int] = set()
        self.sales = 0
        self.returns = 0

    def play(self, work: Work, happening: DemoVisit | DemoReturn) -> None:
        """One visit or return, in a transaction that is open."""
        if isinstance(happening, DemoReturn):
            self._bring_back(work, happening)
            return
        if happening.member not in self._joined:
            self._enroll(work, happening.member, happening.at)
        self._buy(work, happening)

    def enroll_rest(self, work: Work, now: datetime) -> None:
        """Those who took a card today and have bought nothing yet."""
        for place in range(len(self._people)):
            if place not in self._joined:
                self._enroll(work, place, now)

    def _enroll(self, work: Work, place: int, at: datetime) -> None:
        person = self._people[place]
        new = NewMember(
            member_id=self._member_id(place),
            given_name=person.first_name,
            family_name=person.last_name,
            email=person.email,
            phone=person.phone,
            birthday=_day(person.birthday),
            may_contact=person.may_contact,
        )
        self._rooms.members.enter(work, self._request(at), new)
        self._joined.add(place)

    def _buy(self, work: Work, visit: DemoVisit) -> None:
        member_id = self._member_id(visit.member)
        sale = Sale(
            member_id=member_id,
            basket=self._with_burn(work, visit, member_id),
            id=self._sale_id(visit.member, visit.number),
            receipt_number=f"{40_000 + self.sales}",
        )
        self._rooms.sales.enter(work, self._request(visit.at), sale, wants_slip=False)
        self.sales += 1

    def _with_burn(self, work: Work, visit: DemoVisit, member_id: str) -> Basket:
        """The basket, with what the member burns when in the mood and able to."""
        if visit.mood > _REWARD_MOOD:
            return visit.basket
        standing = self._rooms.overviews.standing_in(work, member_id, visit.at)
        context = standing.burn_context
        burn = (
            _points(context, visit.basket)
            if visit.mood < _POINTS_MOOD
            else _reward(context, visit.basket)
        )
        return replace(visit.basket, burn=burn)

    def _bring_back(self, work: Work, back: DemoReturn) -> None:
        sale_id = self._sale_id(back.member, back.visit)
        sold = work.sales.sale(sale_id)
        if sold is None:
            return
        whole = back.share == 1
        amount_minor = None if whole else floor(sold.paid_minor * back.share)
        if amount_minor == 0:
            return
        kind = ReversalKind.VOID if whole else ReversalKind.REFUND
        self._rooms.sales.take_back(
            work, self._request(back.at), sale_id, kind, amount_minor, wants_slip=False
        )
        self.returns += 1

    def _member_id(self, place: int) -> str:
        digest = int.from_bytes(_digest(f"member {self._seed} {place}"), "big")
        return new_member_id(lambda bits: digest % (1 << bits))

    def _sale_id(self, place: int, number: int) -> str:
        return str(UUID(bytes=_digest(f"sale {self._seed} {place} {number}")[:16], version=5))

    def _request(self, at: datetime) -> Request:
        return Request("demo", OPERATOR, at)


def _points(context: BurnContext, basket: Basket) -> Burn:
    clubs = running(context.program, context.state.terms, context.at)
    off_minor = discount_of(clubs, basket.total_minor).minor
    points = largest_redemption(context, basket.total_minor - off_minor)
    return Burn(points) if points >= _ENOUGH_POINTS else Burn()


def _reward(context: BurnContext, basket: Basket) -> Burn:
    """The dearest reward that the member can have and that this purchase is worth."""
    offers = [
        offer
        for offer in reward_offers(context)
        if offer.is_affordable and offer.kind in {RewardKind.PRODUCT, RewardKind.AMOUNT_OFF}
    ]
    dearest = max(offers, key=lambda offer: offer.cost, default=None)
    return Burn(rewards=(dearest.id,)) if dearest and basket.total_minor else Burn()


def _day(birthday: Birthday | None) -> str:
    if birthday is None:
        return ""
    day = f"{birthday.month:02d}-{birthday.day:02d}"
    return f"{birthday.year}-{day}" if birthday.year else day


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
