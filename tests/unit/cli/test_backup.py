import stat
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
    made = till.done("backup", "create", "--keys")
    files = {path.name for path in Path(made["keys"]).iterdir()}
    assert files == set(made["key_files"]) == {"card_keys.json", "vault.key", "device.key"}


def test_what_signs_passes_and_sends_mail_comes_along(till: CommandLine) -> None:
    """It is named in words, and nothing of it is said."""
    (till.folder / "keys" / "wallet_pass.pem").write_text("PEM", "ascii")
    (till.folder / "keys" / "mail_password").write_text("geheim", "ascii")
    for path in (till.folder / "keys").iterdir():
        path.chmod(0o600)
    said = till("--lang", "de", "backup", "create", "--keys").out
    assert (
        "Darin: Schlüssel der Karten, Schlüssel zu den Daten der Mitglieder, eigener Schlüssel "
        "dieser Kasse, Zertifikat für Wallet-Pässe, Passwort des E-Mail-Kontos." in said
    )
    assert "geheim" not in said


@pytest.mark.expected_log("the database was put back")
def test_a_shop_comes_back_on_another_computer_with_its_keys(till: CommandLine) -> None:
    """Cards are read and members' data opened again; what lay there before is kept aside."""
    card = till.done("member", "enroll", "--name", "Anna Berger")["card"]
    (till.folder / "keys" / "mail_password").write_text("geheim", "ascii")
    (till.folder / "keys" / "mail_password").chmod(0o600)
    made = till.done("backup", "create", "--keys")
    for path in Path(made["keys"]).iterdir():
        # As on a stick that keeps nobody out.
        path.chmod(0o644)
    till.done("card", "rotate-keys", "--grace-days", "0")
    (till.folder / "keys" / "vault.key").unlink()
    (till.folder / "keys" / "mail_password").unlink()
    restored = till.done("backup", "restore", made["file"], "--keys", made["keys"])
    assert restored["key_files"] == ["card_keys.json", "vault.key", "device.key", "mail_password"]
    assert [path.name for path in Path(restored["keys_aside"]).iterdir()] == ["card_keys.json"]
    found = till.done("member", "show", card)
    assert found["name"] == "Anna Berger"
    for name in restored["key_files"]:
        path = till.folder / "keys" / name
        assert not stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    assert not (till.folder / "keys" / ".staged").exists()


def test_keys_that_are_not_whole_bring_nothing_back(till: CommandLine) -> None:
    """Neither the keys nor the database are touched."""
    made = till.done("backup", "create", "--keys")
    card = till.done("member", "enroll")["card"]
    (Path(made["keys"]) / "vault.key").write_text("?", "ascii")
    for folder in (made["keys"], str(till.folder / "backups")):
        assert till.json("backup", "restore", made["file"], "--keys", folder).status == 3
    assert till.done("balance", "--card", card)["balance"] == 0
