"""A year in an invented shop: who comes when, buys what, and brings what back.

Pure and repeatable: the same seed tells the same year. What is burned is decided when the
visit is played, for it depends on the points that the member then has.
"""

import heapq
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import accumulate
from math import sqrt
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.calendar import instant_of, local_day
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.demo_people import DemoPerson, demo_person, happens

YEAR: Final = timedelta(days=365)

_NEIGHBORS: Final = 4000
"""How many members one shop knows well; the more there are beyond, the less often each comes."""


@dataclass(frozen=True, slots=True)
class DemoVisit:
    """A purchase, the ``number``-th of its member, counted from 1.

    ``mood`` from 0 to 1 says what the member would like to burn.
    """

    at: datetime
    member: int
    number: int
    basket: Basket
    mood: float


@dataclass(frozen=True, slots=True)
class DemoReturn:
    """Goods of one of the member's visits come back: this share of what was paid."""

    at: datetime
    member: int
    visit: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class _Habit:
    weight: int
    shortest_days: float
    longest_days: float
    lines: int


_REGULAR: Final = _Habit(weight=16, shortest_days=4, longest_days=9, lines=5)
_NEIGHBOR: Final = _Habit(weight=36, shortest_days=12, longest_days=35, lines=6)
_OCCASIONAL: Final = _Habit(weight=48, shortest_days=60, longest_days=220, lines=3)
_HABITS: Final = (_REGULAR, _NEIGHBOR, _OCCASIONAL)
_HABIT_WEIGHTS: Final = tuple(habit.weight for habit in _HABITS)
_FACES: Final = 8


@dataclass(frozen=True, slots=True)
class _Product:
    category: str
    name: str
    price_minor: int
    weight: int
    months: frozenset[int] = frozenset(range(1, 13))


_SPRING: Final = frozenset({4, 5, 6})
_SUMMER: Final = frozenset({6, 7, 8})
_AUTUMN: Final = frozenset({9, 10, 11})
_WINTER: Final = frozenset({11, 12})
_SHELF: Final = (
    _Product("kaffee", "kaffee", 320, 14),
    _Product("kaffee", "cappuccino", 380, 9),
    _Product("backwaren", "roggenbrot", 465, 12),
    _Product("backwaren", "dinkelbroetchen", 75, 14),
    _Product("backwaren", "apfelkuchen", 340, 5),
    _Product("obst-gemuese", "aepfel", 349, 12),
    _Product("obst-gemuese", "tomaten", 429, 10),
    _Product("obst-gemuese", "kartoffeln", 279, 10),
    _Product("obst-gemuese", "spargel", 1290, 9, _SPRING),
    _Product("obst-gemuese", "erdbeeren", 549, 10, _SUMMER),
    _Product("obst-gemuese", "kuerbis", 399, 9, _AUTUMN),
    _Product("molkerei", "heumilch", 169, 13),
    _Product("molkerei", "bergkaese", 589, 8),
    _Product("molkerei", "joghurt", 149, 10),
    _Product("trocken", "haferflocken", 199, 8),
    _Product("trocken", "linsen", 289, 6),
    _Product("trocken", "olivenoel", 1249, 4),
    _Product("getraenke", "apfelsaft", 279, 8),
    _Product("getraenke", "riesling", 899, 5),
    _Product("drogerie", "seife", 459, 4),
    _Product("drogerie", "sonnencreme", 1695, 4, _SUMMER),
    _Product("geschenke", "geschenkkorb", 2990, 1),
    _Product("geschenke", "lebkuchen", 499, 12, _WINTER),
    _Product("pfand", "pfandkiste", 342, 3),
)
_SHELVES: Final = {
    month: (
        tuple(product for product in _SHELF if month in product.months),
        tuple(accumulate(product.weight for product in _SHELF if month in product.months)),
    )
    for month in range(1, 13)
}
"""What is on the shelf in a month, and the sums of the weights up to each product."""
_HOURS: Final = (8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)
_CROWD: Final = (5, 9, 11, 9, 8, 6, 5, 7, 11, 14, 10)
_SATURDAY_CROWD: Final = (7, 12, 15, 14, 11, 8, 6, 4, 0, 0, 0)
_SUNDAY: Final = 6
_SATURDAY: Final = 5
_CLOSED: Final = frozenset({(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)})
_SEASON: Final = {1: 0.85, 2: 0.9, 7: 0.95, 8: 0.8, 11: 1.1, 12: 1.35}


def demo_people(count: int, seed: int) -> tuple[DemoPerson, ...]:
    """The members of a shop of that size."""
    random = Random(f"people {seed}")  # noqa: S311 - an invented shop keeps no secrets
    return tuple(demo_person(place, random) for place in range(count))


def demo_year(
    count: int, seed: int, *, now: datetime, zone: ZoneInfo
) -> Iterator[DemoVisit | DemoReturn]:
    """All that happens up to ``now``, in order of time; a first visit is when a member joins."""
    random = Random()  # noqa: S311 - as above
    today = local_day(now, zone)
    lives = [_Life(place, count, seed, random, today) for place in range(count)]
    first: list[DemoVisit | DemoReturn | None] = [life.visit(zone) for life in lives]
    ahead = [(_place_of(visit), visit) for visit in first if visit is not None and visit.at <= now]
    heapq.heapify(ahead)
    while ahead:
        _, happening = heapq.heappop(ahead)
        yield happening
        if isinstance(happening, DemoVisit):
            life = lives[happening.member]
            for following in (life.return_of(happening, zone), life.visit(zone)):
                if following is not None and following.at <= now:
                    heapq.heappush(ahead, (_place_of(following), following))


def _place_of(happening: DemoVisit | DemoReturn) -> tuple[datetime, int, bool]:
    """No two happenings of a year share it, so they are never compared themselves."""
    return (happening.at, happening.member, isinstance(happening, DemoReturn))


class _Life:
    """One member's year: a rhythm with its moods.

    All lives share one source of chance, set anew for each visit: a hundred thousand of
    them would fill the memory.
    """

    __slots__ = ("_day", "_ends_on", "_gap_days", "_habit", "_place", "_random", "_seed", "_visits")

    def __init__(self, place: int, count: int, seed: int, random: Random, today: date) -> None:
        self._place = place
        self._seed = seed
        self._random = random
        random.seed(f"life {seed} {place}")
        # The first few are seen in every picture of the counter: they come often.
        regular = place < _FACES
        self._habit = _REGULAR if regular else random.choices(_HABITS, _HABIT_WEIGHTS)[0]
        rarer = max(1.0, sqrt(count / _NEIGHBORS))
        self._gap_days = rarer * random.uniform(self._habit.shortest_days, self._habit.longest_days)
        opened = (today - YEAR).toordinal()
        self._day = opened + self._joins_after()
        stays = regular or happens(random, percent=88)
        self._ends_on = today.toordinal() if stays else opened + random.randrange(YEAR.days)
        self._visits = 0

    def visit(self, zone: ZoneInfo) -> DemoVisit | None:
        """The next visit; None when the member has stayed away for good."""
        self._random.seed(f"visit {self._seed} {self._place} {self._visits}")
        day = _open_day(date.fromordinal(int(self._day)))
        if self._visits and day.toordinal() > self._ends_on:
            return None
        self._visits += 1
        rhythm = max(0.2, self._random.gauss(1, 0.35)) / _SEASON.get(day.month, 1.0)
        self._day = day.toordinal() + max(1.0, rhythm * self._gap_days)
        at = instant_of(datetime.combine(day, self._time_of(day)), zone)
        return DemoVisit(at, self._place, self._visits, self._basket(day), self._random.random())

    def return_of(self, visit: DemoVisit, zone: ZoneInfo) -> DemoReturn | None:
        """What comes back of a visit; mostly nothing."""
        if visit.number == 1 or not happens(self._random, percent=2):
            return None
        # Mistyped amounts are noticed at once, spoiled goods a day or two later.
        at_once = happens(self._random, percent=30)
        later = timedelta(minutes=4) if at_once else timedelta(days=self._random.choice((1, 2)))
        share = Fraction(1) if at_once else Fraction(self._random.choice((1, 1, 2, 4)), 4)
        day = _open_day(local_day(visit.at + later, zone))
        moment = instant_of(datetime.combine(day, self._time_of(day)), zone)
        at = visit.at + later if at_once else moment
        return DemoReturn(at, self._place, visit.number, share)

    def _joins_after(self) -> float:
        """Days after the opening: a rush in the first weeks, then a few every week."""
        if happens(self._random, percent=40):
            return self._random.triangular(0, 40, 0)
        return self._random.uniform(0, YEAR.days)

    def _time_of(self, day: date) -> time:
        crowd = _SATURDAY_CROWD if day.weekday() == _SATURDAY else _CROWD
        hour = self._random.choices(_HOURS, crowd)[0]
        return time(hour, self._random.randrange(60), self._random.randrange(60))

    def _basket(self, day: date) -> Basket:
        shelf, weights = _SHELVES[day.month]
        count = max(1, round(self._random.gauss(self._habit.lines, 2)))
        picked = self._random.choices(shelf, cum_weights=weights, k=count)
        if happens(self._random, percent=55):
            # Most tills hand over nothing but a total.
            return Basket((BasketLine(sum(product.price_minor for product in picked)),))
        return Basket(tuple(map(self._line, picked)))

    def _line(self, product: _Product) -> BasketLine:
        quantity = self._random.choices((1, 2, 3, 6), (74, 17, 6, 3))[0]
        if product.category == "obst-gemuese" and happens(self._random, percent=50):
            return BasketLine(
                product.price_minor,
                Fraction(self._random.randrange(200, 2500, 5), 1000),
                category=product.category,
                product=product.name,
            )
        return BasketLine(
            product.price_minor,
            Fraction(quantity),
            category=product.category,
            product=product.name,
        )


def _open_day(day: date) -> date:
    while day.weekday() == _SUNDAY or (day.month, day.day) in _CLOSED:
        day += timedelta(days=1)
    return day
