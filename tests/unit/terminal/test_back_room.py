from pathlib import Path

import pytest
from PySide6.QtCore import QProcess

from pos_loyalty.config.settings import Gateway, Relay, Settings
from pos_loyalty.terminal import relay_starter
from pos_loyalty.terminal.back_room import BackRoom
from pos_loyalty.terminal.companion_state import Running
from pos_loyalty.terminal.mail_thread import MailThread
from tests.support.shop import data_folder_in, disk_shop

RELAYED = Settings(relay=Relay(on=True, printer="network://10.0.0.5"))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The relays that were started."""
    relays: list[object] = []
    monkeypatch.setattr(relay_starter, "start_detached", relays.append)
    return relays


@pytest.mark.usefixtures("qapp")
def test_all_that_is_wanted_begins_and_ends_together(tmp_path: Path, started: list[object]) -> None:
    """Before it begins nothing runs; afterwards nothing is left but the relay."""
    drop = tmp_path / "drop"
    drop.mkdir()
    shop = disk_shop(tmp_path)
    room = BackRoom(shop.application, data_folder_in(tmp_path), stumbled=print)
    watch = room.companions.watch
    room.companions.use(Settings(gateway=Gateway(watched_folder=str(drop))))
    assert (watch.state.running, started) == (Running.OFF, [])
    room.begin(Settings(gateway=Gateway(watched_folder=str(drop)), relay=RELAYED.relay))
    assert watch.state.running is Running.STARTING
    assert len(started) == 1
    room.stop()
    process = watch._process  # noqa: SLF001 - to see that it is gone
    assert process.state() is QProcess.ProcessState.NotRunning
    shop.close()


@pytest.mark.usefixtures("qapp")
def test_other_settings_are_followed(
    tmp_path: Path, started: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail server that was named just now is asked at once, a relay that is wanted started."""
    nudged: list[str] = []
    monkeypatch.setattr(MailThread, "nudge", lambda _thread: nudged.append("at once"))
    shop = disk_shop(tmp_path)
    room = BackRoom(shop.application, data_folder_in(tmp_path), stumbled=print)
    room.begin(Settings())
    assert (len(nudged), len(started)) == (0, 0)
    room.use(RELAYED)
    assert (len(nudged), len(started)) == (1, 1)
    room.stop()
    shop.close()
