from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.printers import answering, printer


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


def _job(till: CommandLine) -> str:
    (job,) = till.done("printer", "queue")
    found: str = job["id"]
    return found


def test_slips_are_answered_for(till: CommandLine) -> None:
    """Printed now, moved, copied or dropped for a reason, without a window."""
    till.done("settings", "set", "printer.receipt", "network://127.0.0.1:1")
    till.done("settings", "set", "printer.fallback", "network://127.0.0.1:2")
    _sell(till)
    job = _job(till)
    assert till.done("printer", "queue", "print", job) == {"job": job, "done": "print"}
    till.done("printer", "queue", "move", job)
    (moved,) = till.done("printer", "queue")
    assert (moved["printer"], moved["moved_from"]) == ("fallback", "receipt")
    for _ in range(2):
        till.done("printer", "queue", "copy", job, "--key", "once")
    assert [each["copy"] for each in till.done("printer", "queue")] == [0, 1]
    till.done("printer", "queue", "drop", job, "--reason", "not-wanted")
    assert till.json("printer", "queue", "done", job).code == "job-not-waiting"
    assert [each["copy"] for each in till.done("printer", "queue")] == [1]


@pytest.mark.parametrize("words", [("print",), ("drop", "some-job")])
def test_half_an_answer_is_wrong_use(till: CommandLine, words: tuple[str, ...]) -> None:
    """Which slip, and for what reason, is part of it."""
    assert till.json("printer", "queue", *words).status == 2


def test_the_drawer_opens_once_for_one_request(till: CommandLine) -> None:
    """Sent again, the request opens nothing: nobody stands before the drawer any more."""
    assert till.json("printer", "drawer").code == "no-drawer"
    till.done("settings", "set", "drawer.opens", "key")
    assert till.json("printer", "drawer").code == "no-drawer"
    with printer(answering) as server:
        address = server.address
        where = f"network://{address.host}:{address.port}"
        till.done("settings", "set", "printer.receipt", where)
        assert till.done("printer", "drawer", "--key", "one")["repeated"] is False
        assert till.done("printer", "drawer", "--key", "one")["repeated"] is True
    assert sum(job.count(b"\x1bp\x00") for job in server.jobs) == 1


def test_a_drawer_at_a_printer_that_is_off_stays_shut(till: CommandLine) -> None:
    """It is told now, and nothing opens later."""
    till.done("settings", "set", "drawer.opens", "key")
    till.done("settings", "set", "printer.receipt", "network://127.0.0.1:1")
    said = till.json("printer", "drawer")
    assert (said.status, said.code) == (3, "drawer")
    assert till.done("printer", "queue") == []


def test_both_printers_are_listed_and_asked(till: CommandLine, tmp_path: Path) -> None:
    """The one that stands in is a printer of this till like the first."""
    till.done("settings", "set", "printer.fallback", f"file://{tmp_path}")
    assert [each["name"] for each in till.done("printer", "list")] == ["receipt", "fallback"]
    status = till.done("printer", "status")
    assert (status["state"], status["fallback"]["state"]) == ("ready", "ready")
