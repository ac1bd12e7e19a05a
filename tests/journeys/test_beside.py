"""What the window starts beside itself, over a shop on the disk."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_loyalty.config.paths import STATE_VARIABLE
from pos_loyalty.config.settings import Gateway, Settings
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.terminal.beside_room import ApiSilentError, BesideRoom
from pos_loyalty.terminal.companion_state import Running
from pos_loyalty.terminal.companions import Companions
from tests.support.shop import CASHIER, MANAGER, Shop, disk_shop

_PATIENCE_MS = 30_000


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A shop that its window has open."""
    shop = disk_shop(tmp_path)
    assert shop.folder is not None
    monkeypatch.setenv(STATE_VARIABLE, str(shop.folder.state))
    yield shop
    shop.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_other_software_is_served_beside_the_window(
    qtbot: QtBot, shop: Shop, tmp_path: Path
) -> None:
    """Switched on in the settings: the API answers, and a dropped purchase is booked."""
    folder = shop.folder
    assert folder is not None
    companions, told = Companions(folder), []
    room = BesideRoom(
        shop.application,
        folder,
        companions,
        who=lambda: MANAGER,
        changed=lambda: companions.use(shop.application.settings.settings()),
    )
    room.tell(lambda: told.append(room.standing()))
    drop, port = tmp_path / "drop", _free_port()
    drop.mkdir()
    companions.begin(Settings())
    room.keep(Gateway(api=True, api_port=port, watched_folder=str(drop)))
    qtbot.waitUntil(
        lambda: {state.running for state in room.standing()} == {Running.ON}, timeout=_PATIENCE_MS
    )
    assert room.standing()[0].said == f"http://127.0.0.1:{port}"
    assert room.ask(port) == "Sonnenblume · Kasse 1"
    card = shop.application.members.card(shop.enroll()).payload
    purchase = {"card": card, "receipt": "1", "at": shop.now.isoformat(), "amount": "10.00"}
    (drop / "1.json.tmp").write_text(json.dumps(purchase), "utf-8")
    (drop / "1.json.tmp").rename(drop / "1.json")
    qtbot.waitUntil((drop / "done" / "1.json").exists, timeout=_PATIENCE_MS)
    assert shop.written()["sale"] == 1
    room.keep(Gateway())
    assert {state.running for state in room.standing()} == {Running.OFF}
    assert len(told) > 3
    with pytest.raises(ApiSilentError):
        room.ask(port)
    companions.stop()


def test_only_who_may_edit_settings_lets_others_in(shop: Shop) -> None:
    """The token is as good as a cashier's hands."""
    folder = shop.folder
    assert folder is not None
    companions = Companions(folder)
    room = BesideRoom(
        shop.application, folder, companions, who=lambda: CASHIER, changed=lambda: None
    )
    for ask in (room.token, room.renew_token, lambda: room.keep(Gateway(api=True))):
        with pytest.raises(NotAllowedError):
            ask()
    assert room.settings() == replace(Gateway())
    companions.stop()
