from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pos_loyalty.config.settings import Relay
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.services.relay_folder import RelayFolder
from pos_loyalty.terminal.relay_room import RelayRoom
from tests.support.shop import CASHIER, MANAGER, disk_shop
from tests.support.taught import taught
from tests.support.till_receipts import BY_NAME

NOW = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)


def test_the_page_sees_and_changes_the_relay(tmp_path: Path) -> None:
    """Settings, receipts, templates; a cashier may look and change nothing."""
    shop = disk_shop(tmp_path)
    assert shop.folder is not None
    papers = RelayFolder(shop.folder.relay)
    papers.show(("SUMME 1,00",), NOW, 1)
    actor, told = [MANAGER], list[int]()
    room = RelayRoom(shop.application, shop.folder, lambda: actor[0], lambda: told.append(1))
    wanted = Relay(on=True, printer="network://10.0.0.5")
    assert room.keep(wanted) == room.settings() == wanted
    assert told == [1]
    assert [each.lines for each in room.look().kept] == [("SUMME 1,00",)]
    template = taught(BY_NAME["bakery"])
    assert room.learn(template).templates == (template,)
    actor[0] = CASHIER
    for act in (
        lambda: room.keep(replace(wanted, on=False)),
        lambda: room.learn(template),
        lambda: room.forget(template.name),
    ):
        with pytest.raises(NotAllowedError):
            act()
    actor[0] = MANAGER
    assert room.forget(template.name).templates == ()
    shop.application.store.close()
