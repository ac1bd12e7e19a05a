import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pos_loyalty.cli import main as command_line
from tests.architecture.source import ROOT
from tests.support.command_line import CommandLine


def _run(folder: Path, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pos_loyalty", "--data", str(folder), *words],
        cwd=ROOT,
        env={**os.environ, "POS_LOYALTY_STATE": str(folder.parent / "state")},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_answers_programs_and_people(tmp_path: Path) -> None:
    """As an operator starts it: one JSON value, sentences, and statuses that tell apart."""
    folder = tmp_path / "shop"
    created = _run(
        folder, "shop", "create", "--name", "Laden", "--program", "sonnenblume", "--json"
    )
    assert created.returncode == 0, created.stderr
    assert json.loads(created.stdout)["shop"] == "Laden"
    again = _run(folder, "shop", "create", "--name", "Laden", "--program", "sonnenblume", "--json")
    assert (again.returncode, json.loads(again.stdout)["error"]["code"]) == (1, "not-allowed")
    member = json.loads(_run(folder, "member", "enroll", "--json").stdout)
    balance = _run(folder, "--lang", "en", "balance", "--card", member["card"])
    assert balance.returncode == 0
    assert "Balance: 0 Punkte" in balance.stdout
    wrong = _run(folder, "balance")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "--card" in wrong.stderr


def test_a_folder_without_a_shop_is_an_outage(nowhere: CommandLine) -> None:
    """Nothing is made by looking."""
    said = nowhere.json("balance", "--card", "0")
    assert (said.status, said.code) == (3, "database-missing")
    assert not nowhere.folder.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("balance",),
        ("balance", "--card"),
        ("balance", "--card", "X", "--colour", "red"),
        ("member",),
        ("member", "marry"),
        ("redeem", "--card", "X"),
        ("redeem", "--card", "X", "--points", "1", "--reward", "R"),
        ("adjust", "--card", "X", "--reason", "R", "--points", "many"),
        ("fly",),
        (),
    ],
)
def test_wrong_use_says_how_it_is_used(nowhere: CommandLine, words: tuple[str, ...]) -> None:
    """The status is 2, nothing is on standard output, and nothing has happened."""
    said = nowhere(*words)
    assert (said.status, said.out) == (2, "")
    assert said.err
    assert not nowhere.folder.exists()


def test_wrong_use_is_one_json_value_too(nowhere: CommandLine) -> None:
    """A program that calls us wrongly can read why."""
    said = nowhere.json("balance")
    assert (said.status, said.code) == (2, "wrong-use")


def test_help_lists_every_command(nowhere: CommandLine) -> None:
    """Asked for help, the program is not wrongly used."""
    said = nowhere("--help")
    assert said.status == 0
    assert {"balance", "sale", "scenario", "ledger"} <= set(said.out.split())


def test_help_of_a_command_speaks_the_language_asked_for(
    nowhere: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Options and what they are for are in the reader's language."""
    with pytest.raises(SystemExit) as ended:
        nowhere("--lang", "de", "sale", "--help")
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert "Aufruf: pos-loyalty sale" in out
    assert "Rabatt auf den ganzen Einkauf" in out


def test_json_may_stand_anywhere_after_the_command(till: CommandLine) -> None:
    """Between the words of a command or behind them."""
    for words in (("member", "--json", "find", "x"), ("member", "find", "x", "--json")):
        assert till(*words).value == {"members": [], "more": False}


def test_a_refusal_speaks_the_shops_language_unless_asked_otherwise(till: CommandLine) -> None:
    """People read their own language, programs the same code."""
    german, english = till("balance", "--card", "X"), till("--lang", "en", "balance", "--card", "X")
    assert (german.status, english.status) == (1, 1)
    assert "Karte" in german.err
    assert "card" in english.err


def test_a_language_that_is_not_spoken_is_wrong_use(till: CommandLine) -> None:
    """It is told before anything is done, in the shop's own language."""
    for words in (("balance", "--card", "X"), ("scenario", "run", "-"), ()):
        said = till.json("--lang", "xx", *words)
        assert (said.status, said.code) == (2, "wrong-use")
        assert "--lang" in said.value["error"]["message"]
        assert "de, en" in said.value["error"]["message"]


def test_a_bug_is_no_refusal(nowhere: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw ends with its trace and a status of its own."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(command_line, "_answered", fail)
    with pytest.raises(SystemExit) as ended:
        nowhere("balance")
    assert ended.value.code not in {0, 1, 2, 3}


def test_an_interrupted_command_ends_quietly(
    nowhere: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever presses Ctrl+C wants no trace."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "_answered", interrupt)
    with pytest.raises(SystemExit) as ended:
        nowhere("balance")
    assert ended.value.code == 130


def test_nobody_reading_is_no_bug(tmp_path: Path) -> None:
    """A reader that has enough ends the command without a trace."""
    folder = tmp_path / "shop"
    _run(folder, "shop", "create", "--name", "Laden", "--program", "sonnenblume")
    command = shlex.join([sys.executable, "-m", "pos_loyalty", "--data", str(folder), "settings"])
    done = subprocess.run(
        ["sh", "-c", f"{command} get | true"],
        cwd=ROOT,
        env={**os.environ, "POS_LOYALTY_STATE": str(tmp_path / "state")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


@pytest.mark.parametrize(("closed", "status"), [("2>&-", 2), (">&-", 2), ("<&-", 2)])
def test_closed_streams_leave_the_status(tmp_path: Path, closed: str, status: int) -> None:
    """A service that closes what it does not read goes by the status alone."""
    words = ("-m", "pos_loyalty", "--data", str(tmp_path), "scenario", "run")
    command = shlex.join([sys.executable, *words, "-" if closed == "<&-" else "nothing.json"])
    done = subprocess.run(
        ["sh", "-c", f"{command} {closed}"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == status


def test_an_answer_that_finds_no_room_is_an_outage(tmp_path: Path) -> None:
    """The disk behind the file is full; that is no bug, and leaves no trace."""
    command = shlex.join([sys.executable, "-m", "pos_loyalty", "--data", str(tmp_path), "--json"])
    done = subprocess.run(
        ["sh", "-c", f"{command} > /dev/full"],
        cwd=ROOT,
        env={**os.environ, "POS_LOYALTY_STATE": str(tmp_path / "state")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_what_no_encoding_knows_is_answered_all_the_same(till: CommandLine) -> None:
    """A scanner that sends rubbish gets its refusal."""
    assert till.json("balance", "--card", "\udcff").code == "unknown-card"


def test_what_is_kept_must_be_text(till: CommandLine) -> None:
    """A name in the bytes of an older system is wrong use, and nobody is enrolled."""
    said = till.json("member", "enroll", "--name", "M\udcfcller")
    assert (said.status, said.code) == (2, "wrong-use")
    assert till.done("ledger", "verify")["members"] == 0


def test_a_bug_with_text_is_still_a_bug(
    nowhere: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what was typed can be wrong use."""

    def fail(*_: object) -> None:
        "€".encode("ascii")

    monkeypatch.setattr(command_line, "_check", fail)
    with pytest.raises(SystemExit) as ended:
        nowhere("balance")
    assert ended.value.code not in {0, 1, 2, 3}
