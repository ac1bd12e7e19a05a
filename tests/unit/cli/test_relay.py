from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_loyalty.config.paths import data_folder
from pos_loyalty.gateway import doors
from pos_loyalty.services.relay_folder import RelayFolder, RelayStatus
from tests.support.command_line import CommandLine
from tests.support.till_receipts import BY_NAME, Manner, Sold, copied, day_report


@dataclass
class _Door:
    address: str = "127.0.0.1:9100"
    served: list[bool] = field(default_factory=list)

    def serve(self) -> None:
        self.served.append(True)


def _papers(nowhere: CommandLine) -> RelayFolder:
    return RelayFolder(data_folder(nowhere.folder).relay)


def _file(tmp_path: Path, name: str, data: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


def _job(tmp_path: Path, manner: Manner, sold: Sold) -> str:
    return _file(tmp_path, f"{manner.name}-{sold.number}.bin", manner.print(sold))


def test_a_receipt_teaches_a_till(nowhere: CommandLine, tmp_path: Path) -> None:
    """One receipt is shown; the next ones are read, and what is none is said to be none."""
    bakery = BY_NAME["bakery"]
    taught = nowhere.done(
        "relay", "teach", _job(tmp_path, bakery, Sold()), "--name", "kasse1", "--lines"
    )
    assert taught["readings"][0][0]["total"] == "36.50"
    files = [
        _job(tmp_path, bakery, Sold("4712", 123456)),
        _file(tmp_path, "copy.bin", copied(bakery, Sold())),
        _file(tmp_path, "report.bin", day_report()),
    ]
    new, copy, report = nowhere.done("relay", "read", *files)
    assert new == [
        {
            "receipt": "4712",
            "till": "kasse1",
            "kind": "sale",
            "total": "1234.56",
            "date": "2026-11-22",
            "about": None,
            "copy": False,
            "lines": [
                {"text": "Käse-Brötchen", "total": "12.50"},
                {"text": "Öko-Kaffee", "total": "1222.06"},
            ],
        }
    ]
    assert copy[0]["copy"]
    assert report == [{"receipt": None, "reason": "refused"}]
    told = nowhere("relay", "read", *files).out
    assert "4712" in told
    assert "ein Bericht" in told


def test_what_cannot_be_guessed_is_pointed_at(nowhere: CommandLine, tmp_path: Path) -> None:
    """The number stands behind a sign; kept lines teach as well as bytes do."""
    kiosk = BY_NAME["kiosk"]
    data = kiosk.print(Sold())
    lines = data.replace(b"\x1b", b"").decode("cp437")[4:]
    kept = _file(tmp_path, "kept.txt", lines.encode())
    said = nowhere.json("relay", "teach", kept, "--name", "kiosk")
    assert said.status == 2
    assert "--total" in said.value["error"]["message"]
    marks = ("--total", "36,50", "--number", "4711", "--date", "22.11.2026")
    taught = nowhere.done("relay", "teach", kept, "--name", "kiosk", *marks)
    assert taught["readings"][0][0]["receipt"] == "4711"
    assert nowhere.done("relay", "forget", "kiosk") == {"forgotten": "kiosk"}
    assert nowhere.done("relay", "read", kept) == [[]]
    assert "kein Bon" in nowhere("relay", "read", kept).out


@pytest.mark.parametrize(
    "words",
    [
        ("--name", "Kasse 1"),
        ("--total", "99,99"),
        ("--number", "Käse"),
        ("--date", "1.1.1999"),
    ],
)
def test_a_lesson_that_makes_no_sense_is_refused(
    nowhere: CommandLine, tmp_path: Path, words: tuple[str, str]
) -> None:
    """Nothing is learned from it."""
    job = _job(tmp_path, BY_NAME["bakery"], Sold())
    assert nowhere.json("relay", "teach", job, *words).status == 2
    assert _papers(nowhere).templates() == ()


def test_a_value_without_a_word_is_refused(nowhere: CommandLine, tmp_path: Path) -> None:
    """It could not be told from any other figure."""
    file = _file(tmp_path, "bare.txt", b"Bon 1\n\n\n\n36,50\n")
    said = nowhere.json("relay", "teach", file, "--total", "36,50", "--number", "1")
    assert said.status == 2


def test_a_file_that_is_not_there_is_said_to_be(nowhere: CommandLine, tmp_path: Path) -> None:
    """By name, before anything is learned."""
    assert nowhere.json("relay", "read", str(tmp_path / "none")).status == 0
    assert nowhere.json("relay", "teach", str(tmp_path / "none")).status == 2


def test_no_relay_is_said_to_be_none(nowhere: CommandLine) -> None:
    """Neither one that never was nor one that has died."""
    assert nowhere.json("relay", "status").value == {"running": False}
    _tell(nowhere, "", -timedelta(minutes=1))
    assert nowhere.json("relay", "status").status == 1


@pytest.mark.parametrize("problem", ["", "printer", "database"])
def test_the_relay_tells_how_it_is(nowhere: CommandLine, problem: str) -> None:
    """Where it is heard, what it did, and what is out of order."""
    _tell(nowhere, problem, timedelta())
    told = nowhere.done("relay", "status")
    assert (told["running"], told["jobs"], told["problem"]) == (True, 3, problem)
    assert "127.0.0.1:9100" in nowhere("relay", "status").out


def test_what_was_kept_is_listed(nowhere: CommandLine) -> None:
    """The files that can be taught from."""
    assert nowhere.done("relay", "shown") == []
    _papers(nowhere).show(("a",), nowhere.clock.now(), 1)
    (path,) = nowhere.done("relay", "shown")
    assert Path(path).is_file()


def test_it_runs_as_it_was_told(nowhere: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given by hand is stronger than the settings; what is not, they say."""
    door, asked = _Door(), list[Mapping[str, Any]]()

    def opened(_folder: object, given: Mapping[str, Any]) -> _Door:
        asked.append(given)
        return door

    monkeypatch.setattr(doors, "open_relay", opened)
    said = nowhere.done("relay", "run", "--as-set")
    assert said == {"listen": "127.0.0.1:9100"}
    words = ("--listen", "127.0.0.1:9101", "--printer", "network://a", "--block", "--teaching")
    nowhere.done("relay", "run", *words)
    assert asked == [
        {},
        {
            "on": True,
            "listen": "127.0.0.1:9101",
            "printer": "network://a",
            "block": True,
            "teaching": True,
        },
    ]
    assert door.served == [True, True]


def test_without_a_printer_it_does_not_run(nowhere: CommandLine) -> None:
    """Whoever forgot to say where the printer is, is told."""
    said = nowhere.json("relay", "run")
    assert (said.status, said.code) == (2, "printer-address")


def _tell(nowhere: CommandLine, problem: str, by: timedelta) -> None:
    status = RelayStatus(
        at=nowhere.clock.now() + by,
        listen="127.0.0.1:9100",
        printer="network://10.0.0.5",
        is_listening=not problem,
        jobs=3,
        problem=problem,
    )
    _papers(nowhere).put_status(status)
