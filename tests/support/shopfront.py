"""A shop in a folder with people and members, for journeys through the whole till."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.bootstrap.shop import NewShop, create_shop
from pos_loyalty.cards.member_number import member_number
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.config.paths import DataFolder, data_folder
from pos_loyalty.config.settings import Language, Mail, Settings
from pos_loyalty.domain.staff import OPERATOR, Actor, Role
from pos_loyalty.services.members import NewMember
from pos_loyalty.services.request import Request
from tests.support.shop import rules

Answer = TypeVar("Answer")

CASHIER: Final = "Cora Kasse"
CASHIER_PIN: Final = "2468"
MANAGER: Final = "Mona Chefin"
MANAGER_PIN: Final = "975310"


@dataclass(frozen=True)
class Person:
    """A member, and the card that is good now."""

    id: str
    number: str
    card: str = field(repr=False)


@dataclass(frozen=True)
class Shopfront:
    """A closed shop. Who wants to look into it opens it for as long as that takes."""

    folder: DataFolder
    people: Mapping[str, Person]

    def inside(self, look: Callable[[Application], Answer]) -> Answer:
        """What somebody sees who opens the shop, looks, and closes it."""
        with open_application(self.folder, SystemClock()) as application:
            return look(application)

    def balance(self, name: str) -> int:
        """A member's balance now."""
        person = self.people[name]
        return self.inside(
            lambda shop: shop.overviews.standing(person.id, shop.clock.now()).state.balance
        )

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database says."""

        def look(shop: Application) -> list[tuple[Any, ...]]:
            with shop.store.read() as reading:
                return [tuple(row) for row in reading.connection.execute(statement)]

        return self.inside(look)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        found: int = self.rows(f"SELECT count(*) FROM {table}")[0][0]
        return found


def shopfront(
    root: Path,
    *,
    printer: str = "virtual",
    profile: str = "tm-t88",
    language: Language = "de",
    members: tuple[str, ...] = ("Anna Berger",),
    program: Mapping[str, object] | None = None,
    mail: Mail | None = None,
) -> Shopfront:
    """A shop with a cashier, a manager and members who have 500 points each."""
    clock = SystemClock()
    folder = data_folder(root / "shop", {"POS_LOYALTY_STATE": str(root / "state")})
    new = NewShop(name="Sonnenblume", till="Kasse 1", program=program or rules(), language=language)
    with create_shop(folder, new, clock) as shop:
        shop.settings.change(lambda settings: _quiet(settings, printer, profile))
        shop.settings.change(lambda settings: replace(settings, mail=mail or settings.mail))
        manager = shop.staff.add(
            OPERATOR, name=MANAGER, role=Role.MANAGER, pin=MANAGER_PIN, now=clock.now()
        )
        boss = Actor(manager.id, manager.name, Role.MANAGER)
        shop.staff.add(boss, name=CASHIER, role=Role.CASHIER, pin=CASHIER_PIN, now=clock.now())
        people = {name: _member(shop, name, boss) for name in members}
    return Shopfront(folder, people)


def _quiet(settings: Settings, printer: str, profile: str) -> Settings:
    """No sounds and no movement; the look does not depend on the machine."""
    counter = replace(
        settings.counter, sounds=False, reduced_motion=True, theme="light", lock_after_minutes=0
    )
    return replace(
        settings,
        counter=counter,
        printer=replace(settings.printer, receipt=printer, profile=profile),
    )


def _member(shop: Application, name: str, boss: Actor) -> Person:
    given, _, family = name.partition(" ")
    now = shop.clock.now()
    new = NewMember(given_name=given, family_name=family)
    joined = shop.members.enroll(Request(f"join-{name}", boss, now), new).value
    shop.points.grant(
        Request(f"gift-{name}", boss, now), joined.member_id, points=500, expires_at=None
    )
    card = shop.members.card(joined.member_id)
    return Person(joined.member_id, member_number(joined.member_id), card.payload)
