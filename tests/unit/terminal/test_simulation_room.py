import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from pos_loyalty.domain.errors import NotAllowedError, WrongDocumentError
from pos_loyalty.domain.staff import Actor
from pos_loyalty.services.simulation.trial import Remembered
from pos_loyalty.terminal.screens.settings.simulate_ports import SimulationLook
from pos_loyalty.terminal.simulation_room import ShopSimulationRoom
from tests.support.shop import CASHIER, MANAGER, Shop, disk_shop, rules


class _Room:
    """The room of a shop on the disk, and who is signed in."""

    def __init__(self, shop: Shop) -> None:
        assert shop.folder is not None
        self.shop = shop
        self.who: Actor = MANAGER
        self.room = ShopSimulationRoom(shop.application, shop.folder, lambda: self.who)

    def ended(self) -> SimulationLook:
        """What there is when nothing runs any more."""
        thread = self.room._thread  # noqa: SLF001 - nobody else waits for it
        assert thread is not None
        thread.join(60)
        return self.room.look()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[_Room]:
    """A shop with a sale of a member with a name, and one of somebody without."""
    shop = disk_shop(tmp_path)
    for name in ("Anna", ""):
        shop.sell(shop.enroll(given_name=name), "10.00")
    made = _Room(shop)
    yield made
    made.room.stop()
    shop.close()


def test_a_trial_ends_with_a_report_and_names(room: _Room) -> None:
    """Members are called by their names, or by their numbers."""
    assert room.room.has_sales()
    room.room.begin(rules(earn={"points": 2}), Remembered.EARN_NOTHING)
    look = room.ended()
    assert look.report is not None
    assert (look.report.sales, look.error) == (2, None)
    named = set(look.names.values())
    assert "Anna" in named
    (number,) = named - {"Anna"}
    assert len(number.replace("-", "")) == 11


def test_a_trial_that_is_stopped_leaves_nothing_behind(room: _Room) -> None:
    """No process, no thread and no report; stopping twice is no trouble."""
    begun = Event()
    put = room.room._put  # noqa: SLF001 - to know when it has begun

    def seen(look: SimulationLook) -> None:
        put(look)
        begun.set()

    room.room._put = seen  # type: ignore[method-assign]  # noqa: SLF001 - as above
    room.room.begin(rules(), Remembered.EARN_NOTHING)
    assert begun.wait(60)
    room.room.stop()
    room.room.stop()
    assert multiprocessing.active_children() == []
    assert room.room.look().report is None


def test_what_cannot_be_tried_is_kept_as_an_error(room: _Room) -> None:
    """A draft in another currency is found out where the shop is known."""
    room.room.begin({**rules(), "currency": "CHF"}, Remembered.EARN_NOTHING)
    assert isinstance(room.ended().error, NotAllowedError)


def test_only_who_may_see_reports_may_try(room: _Room) -> None:
    """It shows what the shop gives away, and to whom."""
    room.who = CASHIER
    with pytest.raises(NotAllowedError):
        room.room.begin(rules(), Remembered.EARN_NOTHING)


def test_a_program_is_read_from_a_file(room: _Room, tmp_path: Path) -> None:
    """One that cannot be read is wrong."""
    path = tmp_path / "draft.toml"
    path.write_text('name = "Entwurf"\n', "utf-8")
    assert room.room.read(str(path)) == {"name": "Entwurf"}
    with pytest.raises(WrongDocumentError):
        room.room.read(str(tmp_path / "nothing.toml"))
