import json
from pathlib import Path

from tests.support.command_line import CommandLine


def test_a_folder_is_taken_in_once(till: CommandLine, tmp_path: Path) -> None:
    """What is there is booked; the counts are told, and the balance follows."""
    folder = tmp_path / "drop"
    folder.mkdir()
    card = till.done("member", "enroll")["card"]
    at = till.clock.now().isoformat()
    purchase = {"card": card, "receipt": "4711", "at": at, "amount": "36.50"}
    (folder / "4711.json").write_text(json.dumps(purchase), "utf-8")
    (folder / "no.json").write_text("[]", "utf-8")
    taken = till.done("watch", str(folder), "--once")
    assert taken == {"done": 1, "failed": 1, "waiting": 0}
    assert till.done("balance", "--card", card)["balance"] == 86
    assert "0" in till("watch", str(folder), "--once").out


def test_a_folder_that_is_not_there_is_an_outage(till: CommandLine, tmp_path: Path) -> None:
    """It is not made: its name may be mistyped."""
    said = till.json("watch", str(tmp_path / "nowhere"))
    assert (said.status, said.code) == (3, "watched-folder")
    assert not (tmp_path / "nowhere").exists()
