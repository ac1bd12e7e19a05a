import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support.command_line import CommandLine


def _sell(till: CommandLine) -> None:
    card = till.done("member", "enroll")["card"]
    till.done("sale", "--card", card, "--amount", "36.50")


def test_a_sound_ledger_is_proved(till: CommandLine) -> None:
    """Its entries are counted."""
    _sell(till)
    report = till.done("ledger", "verify")
    assert (report["ok"], report["entries"], report["first_bad"]) == (True, 1, None)


def test_the_first_bad_row_is_named(till: CommandLine) -> None:
    """Somebody who changes the past behind our back is found out; the status says so."""
    _sell(till)
    with closing(sqlite3.connect(till.folder / "shop.db", isolation_level=None)) as database:
        (trigger,) = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'"
            " AND sql LIKE '%BEFORE UPDATE%'"
        ).fetchone()
        database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE entry SET points = points + 1000")
    said = till.json("ledger", "verify")
    assert said.status == 3
    assert said.value["ok"] is False
    assert said.value["first_bad"]["table"] == "entry"


def test_the_whole_history_is_handed_out(till: CommandLine, tmp_path: Path) -> None:
    """As a table or as one object a line; both tell the same entries, by ids only."""
    _sell(till)
    table, lines = tmp_path / "ledger.csv", tmp_path / "ledger.jsonl"
    assert till.done("ledger", "export", str(table))["entries"] == 1
    till.done("ledger", "export", str(lines))
    with table.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    entry = json.loads(lines.read_text("utf-8"))
    assert entry["points"] == int(row["points"]) == 86
    assert entry["kind"] == row["kind"] == "earn"
    assert entry["credit_account"] == f"member:{entry['member_id']}"


def test_a_file_that_cannot_be_written_is_wrong_use(till: CommandLine, tmp_path: Path) -> None:
    """Nothing is left in its place."""
    said = till.json("ledger", "export", str(tmp_path / "no" / "folder.csv"))
    assert (said.status, said.code) == (2, "wrong-use")
