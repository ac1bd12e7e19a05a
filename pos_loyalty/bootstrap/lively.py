"""A shop to try things on: invented members with a year of purchases behind them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.bootstrap.shop import NewShop, create_shop
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.services.demo_plan import YEAR
from pos_loyalty.services.demo_shop import DemoRooms, open_demo_shop


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
    """The application of a shop that was just created, full of life.

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
    return open_application(folder, clock)
