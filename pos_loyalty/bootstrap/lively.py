"""A shop to try things on: invented members with a year of purchases behind them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.bootstrap.shop import NewShop, create_shop
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.staff import OPERATOR, Role
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.demo_plan import YEAR
from pos_loyalty.services.demo_shop import DemoRooms, open_demo_shop


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the invented shop's staff; the PIN is no secret."""

    name: str
    role: Role
    pin: str


DEMO_STAFF: Final = (
    DemoPerson("Jonas H.", Role.MANAGER, "8642"),
    DemoPerson("Mira K.", Role.CASHIER, "2468"),
)
"""The first person of a shop is its manager."""


class _OpeningDay:
    """The clock on the day on which the invented shop began.

    A ledger never runs backwards: created today, the shop could have no yesterday.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


def create_lively_shop(
    folder: DataFolder,
    shop: NewShop,
    clock: Clock,
    *,
    members: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
) -> Application:
    """The application of a shop that was just created, full of life and with its staff.

    The same seed gives the same year. Raises what ``create_shop`` raises.
    """
    now = clock.now()
    opened_at = now - YEAR - timedelta(days=1)
    with create_shop(folder, shop, _OpeningDay(opened_at)) as application:
        rooms = DemoRooms(
            application.store,
            application.sales,
            application.members,
            application.overviews,
            application.programs,
        )
        open_demo_shop(rooms, members=members, seed=seed, now=now, progress=progress)
    application = open_application(folder, clock)
    for person in DEMO_STAFF:
        application.staff.add(OPERATOR, name=person.name, role=person.role, pin=person.pin, now=now)
    return application
