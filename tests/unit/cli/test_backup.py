from pathlib import Path

import pytest

from tests.support.command_line import CommandLine


@pytest.mark.expected_log("the database was put back")
def test_a_backup_is_made_proved_and_gone_back_to(till: CommandLine) -> None:
    """What was booked after it is gone; what was there is kept aside."""
    card = till.done("member", "enroll")["card"]
    till.done("sale", "--card", card, "--amount", "10.00")
    made = till.done("backup", "create")
    verified = till.done("backup", "verify")
    assert (verified["ok"], verified["file"], verified["entries"]) == (True, made["file"], 1)
    till.done("sale", "--card", card, "--amount", "10.00")
    restored = till.done("backup", "restore", made["file"])
    assert Path(restored["aside"]).is_dir()
    assert till.done("balance", "--card", card)["balance"] == 60
    assert till.done("ledger", "verify")["ok"]


def test_a_damaged_backup_is_found_out(till: CommandLine) -> None:
    """It is not gone back to either."""
    made = Path(till.done("backup", "create")["file"])
    made.write_bytes(made.read_bytes()[:4096])
    assert till.json("backup", "verify").status == 3
    assert till.json("backup", "restore").status == 3
    assert till.done("ledger", "verify")["ok"]


def test_what_is_no_backup_is_wrong_use(till: CommandLine) -> None:
    """None has been made, or none lies where it was said to."""
    assert till.json("backup", "verify").status == 2
    assert till.json("backup", "restore", "nothing.db").status == 2


def test_without_a_shop_there_is_nothing_to_back_up(nowhere: CommandLine) -> None:
    """It is an outage, as for every command that needs a shop."""
    assert nowhere.json("backup", "create").status == 3


def test_the_keys_come_along_on_request(till: CommandLine) -> None:
    """A backup without its keys verifies no card: they are copied when asked for."""
    assert till.done("backup", "create")["keys"] is None
    keys = Path(till.done("backup", "create", "--keys")["keys"])
    assert {path.name for path in keys.iterdir()} == {"card_keys.json", "vault.key"}
