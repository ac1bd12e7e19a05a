from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_loyalty.domain.counter import Link
from pos_loyalty.domain.errors import LoyaltyError, NotAllowedError
from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.tills import DeviceStatus, TillName
from pos_loyalty.sync.protocol import SHOP
from pos_loyalty.terminal.hub_room import HubRoom
from pos_loyalty.terminal.screens.settings.hub_ports import Reading
from pos_loyalty.terminal.sync_thread import SyncThread
from tests.support.shop import CASHIER, MANAGER, Shop, data_folder_in, disk_shop
from tests.support.tiny_hub import CODE, TinyHub, tiny_hub

PATIENCE_MS = 20_000


@pytest.fixture
def hub() -> Iterator[TinyHub]:
    """A hub that nobody has joined."""
    with tiny_hub() as hub:
        yield hub


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop that stands alone."""
    shop = disk_shop(tmp_path)
    yield shop
    shop.application.close()


class _Office:
    """The room of whoever is signed in, and what it told."""

    def __init__(self, shop: Shop, folder: Path, actor: Actor = MANAGER) -> None:
        self.stumbles: list[Exception] = []
        self.thread = SyncThread(
            shop.application, stumbled=self.stumbles.append, looks_every_s=0.02
        )
        self.changes = 0
        self.talks = 0
        self.read: list[Reading] = []
        self.troubles: list[LoyaltyError] = []
        self.room = HubRoom(
            shop.application, data_folder_in(folder), lambda: actor, self.thread, self._changed
        )
        self.room.tell(
            talked=self._talked, progressed=self.read.append, troubled=self.troubles.append
        )

    def _changed(self) -> None:
        self.changes += 1

    def _talked(self) -> None:
        self.talks += 1


@pytest.mark.usefixtures("qapp")
def test_a_till_that_stands_alone_has_a_name_only(shop: Shop, tmp_path: Path) -> None:
    """There is nothing else to tell."""
    facts = _Office(shop, tmp_path).room.load()
    assert (facts.status.link, facts.till, facts.url) == (Link.ALONE, "Kasse 1", "")


def test_a_till_is_joined_and_talks(shop: Shop, tmp_path: Path, hub: TinyHub, qtbot: QtBot) -> None:
    """The room joins, the thread exchanges, and the facts say both."""
    office = _Office(shop, tmp_path)
    office.thread.start()
    hub.tell(SHOP, "device", "till-2", {"name": "Kasse 2", "store": "Süd", "status": "active"})
    office.room.pair(url=hub.url, code=CODE, till="Theke", certificate="")
    assert office.changes == 1
    office.room.sync()
    qtbot.waitUntil(lambda: office.talks > 0, timeout=PATIENCE_MS)
    facts = office.room.load()
    assert (facts.status.link, facts.status.waiting) == (Link.CONNECTED, 0)
    assert (facts.till, facts.url, facts.store) == ("Theke", hub.url, "Mitte")
    assert list(facts.others) == [TillName("Kasse 2", "Süd", DeviceStatus.ACTIVE)]
    assert facts.synced_at == shop.now
    assert office.read[-1].at == office.read[-1].head == hub.heads[SHOP]
    office.thread.stop()
    assert office.troubles == office.stumbles == []


@pytest.mark.usefixtures("qapp")
def test_only_a_manager_may(shop: Shop, tmp_path: Path, hub: TinyHub) -> None:
    """A cashier neither looks nor joins."""
    room = _Office(shop, tmp_path, CASHIER).room
    with pytest.raises(NotAllowedError):
        room.load()
    with pytest.raises(NotAllowedError):
        room.pair(url=hub.url, code=CODE, till="", certificate="")
    assert hub.names == {}


@pytest.mark.usefixtures("qapp")
def test_the_hubs_code_is_known_from_others(shop: Shop, tmp_path: Path) -> None:
    """Only the hub's own text is taken apart."""
    room = _Office(shop, tmp_path).room
    text = "pos-loyalty-pair:https://hub.example.org/x#abcde-12345"
    assert room.invitation(text) == ("https://hub.example.org/x", "ABCDE12345")
    assert room.invitation("pos-loyalty-pair:https://hub.example.org#short") is None
    assert room.invitation("pos-loyalty-pair:nothing") is None
    assert room.invitation("LT12345") is None
