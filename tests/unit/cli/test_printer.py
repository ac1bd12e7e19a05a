from pathlib import Path

import pytest

from tests.support.command_line import CommandLine


def _sell(till: CommandLine) -> None:
    card = till.done("member", "enroll")["card"]
    till.done("sale", "--card", card, "--amount", "36.50")


@pytest.mark.parametrize("how", ["--once", "--until-empty"])
def test_waiting_slips_are_sent(till: CommandLine, tmp_path: Path, how: str) -> None:
    """A folder cannot fail to print: what it took is printed."""
    folder = tmp_path / "slips"
    till.done("settings", "set", "printer.receipt", f"file://{folder}")
    _sell(till)
    assert till.done("spool", how) == {"sent": 1, "waiting": 0, "uncertain": 0}
    assert list(folder.iterdir())
    assert till.done("spool", how) == {"sent": 0, "waiting": 0, "uncertain": 0}
    assert till.done("printer", "queue") == []


def test_a_printer_that_is_off_keeps_the_slip(till: CommandLine) -> None:
    """The sale is safe, the slip waits, and the status says that the printer is out of order."""
    till.done("settings", "set", "printer.receipt", "network://127.0.0.1:1")
    _sell(till)
    said = till.json("spool", "--once")
    assert (said.status, said.code) == (3, "printer")
    assert (said.value["sent"], said.value["waiting"]) == (0, 1)
    (job,) = till.done("printer", "queue")
    assert (job["state"], job["problem"]) == ("failed", "unreachable")
    status = till.done("printer", "status")
    assert (status["state"], status["waiting"]) == ("trouble", 1)


def test_a_test_page_waits_in_no_queue(till: CommandLine, tmp_path: Path) -> None:
    """It is printed at once, or the printer's trouble is told."""
    folder = tmp_path / "slips"
    till.done("settings", "set", "printer.receipt", f"file://{folder}")
    assert till.done("printer", "test")["confirmed"] is True
    assert till.done("printer", "queue") == []
    till.done("settings", "set", "printer.receipt", "network://127.0.0.1:1")
    assert till.json("printer", "test").code == "printer"


def test_printers_are_listed(till: CommandLine) -> None:
    """A new shop draws its slips on the screen."""
    (printer,) = till.done("printer", "list")
    assert printer["address"] == "virtual"


def test_a_wrong_timeout_is_wrong_use(till: CommandLine) -> None:
    """Nobody waits for a negative while."""
    assert till.json("spool", "--until-empty", "--timeout", "-1").status == 2
