from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pos_loyalty.config.settings import Relay, Settings
from pos_loyalty.services.relay_folder import RelayFolder, RelayStatus
from pos_loyalty.terminal.relay_starter import RelayStarter, relay_command
from tests.support.shop import data_folder_in

NOW = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)
WANTED = Settings(relay=Relay(on=True, printer="network://10.0.0.5"))


def test_a_relay_is_started_where_it_is_wanted_and_missing(tmp_path: Path) -> None:
    """Not where nobody wants it, where nobody said to which printer, or where it runs."""
    folder = data_folder_in(tmp_path)
    started: list[Sequence[str]] = []
    now = NOW
    starter = RelayStarter(folder, now=lambda: now, start=started.append)
    starter.look(Settings())
    starter.look(Settings(relay=Relay(on=True)))
    assert started == []
    starter.look(WANTED)
    starter.look(WANTED)
    assert started == [relay_command(folder, WANTED)]
    now += timedelta(seconds=20)
    status = RelayStatus(at=now, listen="a:1", printer="", is_listening=True)
    RelayFolder(folder.relay).put_status(status)
    starter.look(WANTED)
    assert len(started) == 1
    RelayFolder(folder.relay).put_status(replace(status, at=now - timedelta(minutes=1)))
    starter.look(WANTED)
    assert len(started) == 2


def test_the_command_is_that_of_a_relay_that_follows_the_settings(tmp_path: Path) -> None:
    """It ends when they want none any more."""
    command = relay_command(data_folder_in(tmp_path), WANTED)
    assert command[-3:] == ("relay", "run", "--as-set")
