from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.pass_certificates import PASS_TYPE, PASSWORD, TEAM, certificates


@pytest.mark.parametrize(
    ("kind", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("phone", b"<!DOCTYPE html>")]
)
def test_a_card_is_a_file(till: CommandLine, tmp_path: Path, kind: str, begins: bytes) -> None:
    """A picture for a phone, or a sheet to cut."""
    number = till.done("member", "enroll", "--name", "Anna Berger")["number"]
    file = tmp_path / f"card.{kind}"
    made = till.done("card", kind, "--member", number, "--out", str(file))
    assert made["number"] == number
    assert file.read_bytes().startswith(begins)


def test_a_file_that_cannot_be_written_is_wrong_use(till: CommandLine, tmp_path: Path) -> None:
    """It is named."""
    number = till.done("member", "enroll")["number"]
    said = till.json("card", "png", number, "--out", str(tmp_path / "no" / "card.png"))
    assert (said.status, said.code) == (2, "wrong-use")


def test_a_wallet_pass_needs_the_shops_certificate(till: CommandLine, tmp_path: Path) -> None:
    """Without one it is refused; with one the pass is written."""
    number = till.done("member", "enroll")["number"]
    words = ("card", "pkpass", number, "--out", str(tmp_path / "card.pkpass"))
    assert till.json(*words).code == "not-allowed"
    given = certificates(till.clock.now())
    (tmp_path / "pass.p12").write_bytes(given.bundle)
    (tmp_path / "above.cer").write_bytes(given.intermediate)
    (tmp_path / "password").write_text(PASSWORD + "\n", "utf-8")
    keep = ("card", "wallet-certificate", str(tmp_path / "pass.p12"))
    above = ("--intermediate", str(tmp_path / "above.cer"))
    assert till.json(*keep, *above).code == "pass-certificate"
    kept = till.done(*keep, *above, "--password-file", str(tmp_path / "password"))
    assert (kept["pass_type"], kept["team"]) == (PASS_TYPE, TEAM)
    assert till.done(*words)["number"] == number
    assert (tmp_path / "card.pkpass").read_bytes().startswith(b"PK")


def test_a_certificate_that_is_not_there_is_wrong_use(till: CommandLine, tmp_path: Path) -> None:
    """The file is named."""
    missing = str(tmp_path / "none.p12")
    said = till.json("card", "wallet-certificate", missing, "--intermediate", missing)
    assert (said.status, said.code) == (2, "wrong-use")


def test_blank_cards_wait_for_somebody_to_join(till: CommandLine, tmp_path: Path) -> None:
    """A sheet of new cards can be printed before anybody has them."""
    file = tmp_path / "blank.pdf"
    made = till.done("card", "pdf", "--blank", "12", "--out", str(file))
    assert file.read_bytes().startswith(b"%PDF")
    assert till.json("balance", "--card", made["number"]).code == "unknown-card"


def test_a_rotation_names_the_new_key(till: CommandLine) -> None:
    """Two rotations give two keys, and a member's card is still known within the grace."""
    card = till.done("member", "enroll")["card"]
    first = till.done("card", "rotate-keys", "--grace-days", "30")
    second = till.done("card", "rotate-keys")
    assert first["key"] != second["key"]
    assert till.done("balance", "--card", card)["balance"] == 0


def test_suspected_cards_are_listed(till: CommandLine) -> None:
    """Whoever runs the shop sees which card was where, and when; older ones on request."""
    assert till.done("card", "suspected") == {"suspected": []}
    assert "Keine Karte" in till("card", "suspected").out
    member = till.done("member", "enroll")
    for site in ("Nord", "Süd"):
        till.done("settings", "set", "shop.site", site)
        till.done("sale", "--card", member["card"], "--amount", "5.00")
    (found,) = till.done("card", "suspected")["suspected"]
    assert found == {
        "member": member["member"],
        "number": member["number"],
        "at": found["at"],
        "site": "Süd",
        "other_site": "Nord",
        "seconds": 0,
    }
    assert f"Karte von {member['number']} in Süd und Nord" in till("card", "suspected").out
    till.move_to(till.clock.now() + timedelta(days=40))
    assert till.done("card", "suspected") == {"suspected": []}
    assert len(till.done("card", "suspected", "--days", "60")["suspected"]) == 1
