from pathlib import Path
from typing import Any

import pytest

from pos_loyalty.services.imports.running import ImportRun, stepped
from tests.support.command_line import CommandLine

_GERMAN = (
    "Kunden-Nr.;Datum;Betrag\n"
    "1001;02.03.2026;1.234,50\n"
    "1002;03.03.2026;8,00\n"
    "1001;04.03.2026;-3,00\n"
)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """What a German cash register writes, with one return in it."""
    file = tmp_path / "umsatz.csv"
    file.write_bytes(_GERMAN.encode("windows-1252"))
    return file


def _rows(folder: Path) -> bytes:
    return (folder / "shop.db").read_bytes()


def test_an_export_is_taken_in_and_its_wrong_lines_are_named(
    till: CommandLine, export: Path
) -> None:
    """What is right is imported, what is wrong is listed with line, column and sentence."""
    value = till.done("import", "sales", str(export))
    assert (value["imported"], value["repeated"], value["refused"]) == (2, 0, 1)
    assert (value["members"], value["sales"], value["amount"]) == (2, 2, "1242.50")
    assert value["points"] > 0
    assert value["errors"] == [
        {
            "line": 4,
            "column": "Betrag",
            "code": "negative-amount",
            "message": "„-3,00“ ist eine Rückgabe. Rückgaben werden am Tresen gebucht.",
        }
    ]
    assert till.done("ledger", "verify")["ok"]


def test_the_same_file_twice_changes_nothing(till: CommandLine, export: Path) -> None:
    """Without any key: purchases are known by what they are."""
    till.done("import", "sales", str(export))
    value = till.done("import", "sales", str(export))
    assert (value["imported"], value["repeated"], value["members"]) == (0, 2, 0)


def test_a_member_is_found_by_the_old_number(till: CommandLine, export: Path) -> None:
    """And has the points of the purchases."""
    till.done("import", "sales", str(export))
    (hit,) = till.done("member", "find", "1001")["members"]
    assert till.done("balance", "--card", hit["number"])["balance"] > 0


def test_a_dry_run_writes_nothing(till: CommandLine, export: Path) -> None:
    """It says what would be, and the database is the same to the byte."""
    before = _rows(till.folder)
    tried = till.done("import", "sales", str(export), "--dry-run")
    assert tried["dry_run"]
    assert (tried["imported"], tried["members"]) == (2, 2)
    assert _rows(till.folder) == before
    assert till.done("ledger", "verify")["entries"] == 0
    done = till.done("import", "sales", str(export))
    assert {**done, "dry_run": True} == tried


def test_history_moves_no_points(till: CommandLine, export: Path) -> None:
    """The choice may stand in the mapping or on the command line, which goes first."""
    mapping = export.with_name("mapping.toml")
    mapping.write_text('preset = "semicolon"\nmode = "points"\n[columns]\namount = 3\n', "utf-8")
    words = ("import", "sales", str(export), "--mapping", str(mapping), "--mode", "history")
    value = till.done(*words)
    assert (value["sales"], value["points"]) == (2, 0)


def test_all_lines_or_none(till: CommandLine, export: Path) -> None:
    """Who wants all of a file gets nothing of one that is not right."""
    said = till.json("import", "sales", str(export), "--strict")
    assert (said.status, said.value["imported"], said.value["refused"]) == (1, 0, 1)
    assert till.done("ledger", "verify")["members"] == 0
    export.write_text(_GERMAN.replace("-3,00", "3,00"), "utf-8")
    assert till.done("import", "sales", str(export), "--strict")["imported"] == 3


def test_nobody_new_is_taken_in_when_that_is_wished(till: CommandLine, export: Path) -> None:
    """When nothing at all could be imported, the exit status says so."""
    said = till.json("import", "sales", str(export), "--known-only")
    assert said.status == 1
    assert [error["code"] for error in said.value["errors"]] == [
        "unknown-member",
        "unknown-member",
        "negative-amount",
    ]


def test_a_repeated_key_gives_the_first_answer(till: CommandLine, export: Path) -> None:
    """Another file under the same key is refused."""
    first = till.done("import", "sales", str(export), "--key", "march")
    again = till.done("import", "sales", str(export), "--key", "march")
    assert again == {**first, "repeated": True}
    export.write_text("customer,date,amount\n1,2026-01-01,2\n", "utf-8")
    said = till.json("import", "sales", str(export), "--key", "march")
    assert (said.status, said.code) == (1, "key-reused")


def test_members_are_taken_in_with_their_points(till: CommandLine, tmp_path: Path) -> None:
    """Under their names, and once."""
    file = tmp_path / "kunden.csv"
    file.write_text("Kundennr;Vorname;Nachname;Punktestand\n17;Anna;Müller;1.284\n", "utf-8-sig")
    value = till.done("import", "members", str(file))
    assert (value["members"], value["points"], value["sales"]) == (1, 1_284, 0)
    assert till.done("import", "members", str(file))["repeated"] == 1
    (hit,) = till.done("member", "find", "mueller")["members"]
    assert till.done("balance", "--card", hit["number"])["balance"] == 1_284


@pytest.mark.parametrize(
    ("content", "mapping", "paths"),
    [
        ("a,b\n1,2\n", "", ["columns.member", "columns.date", "columns.amount"]),
        ("customer,date,amount\n", "", [""]),
        ("customer,date,amount\n1,03/04/2026,2\n", "", ["day_order"]),
        (
            "customer,date,amount\n1,2026-04-03,2\n",
            "[columns]\namount = 'Summe'",
            ["columns.amount"],
        ),
        ("\0", "", ["encoding"]),
    ],
)
def test_a_file_or_mapping_that_does_not_fit_is_wrong_use(
    till: CommandLine, tmp_path: Path, content: str, mapping: str, paths: list[str]
) -> None:
    """Each reason with its place, in words; nothing is imported."""
    (tmp_path / "map.toml").write_text(mapping, "utf-8")
    (tmp_path / "file.csv").write_text(content, "utf-8")
    files = (str(tmp_path / "file.csv"), "--mapping", str(tmp_path / "map.toml"))
    said = till.json("import", "sales", *files)
    assert said.status == 2
    assert [error["path"] for error in said.value["errors"]] == paths
    assert all(error["message"] for error in said.value["errors"])


def test_a_file_that_is_not_there_is_wrong_use(till: CommandLine) -> None:
    """As for every command."""
    assert till.json("import", "sales", "nowhere.csv").status == 2
    assert till.json("import", "sales", "x.csv", "--mode", "maybe").status == 2


def test_people_are_told_in_sentences(till: CommandLine, export: Path) -> None:
    """What was done, what was there, and the first wrong lines."""
    export.write_text(_GERMAN + "1003;gestern;1\n" * 30, "utf-8")
    out = till("import", "sales", str(export)).out
    assert "2 Zeilen übernommen" in out
    assert "2 neue Mitglieder" in out
    assert "2 Einkäufe über 1.242,50\u00a0€" in out
    assert "31 falsche Zeilen:" in out
    assert "Zeile 5, Spalte „Datum“: „gestern“ ist kein lesbares Datum." in out
    assert "Und 11 weitere" in out
    assert "2 Zeilen waren schon da" in till("import", "sales", str(export)).out
    assert "Nur probiert" in till("import", "sales", str(export), "--dry-run").out
    assert "wurde schon übernommen" not in out


def test_an_import_that_is_stopped_leaves_whole_steps(
    till: CommandLine, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends it between two steps, and the same command goes on."""
    monkeypatch.setattr(stepped, "__defaults__", (1,))
    advance = ImportRun.advance

    def interrupted(run: ImportRun[Any]) -> Any:  # noqa: ANN401 - as the method it stands for
        if run.progress.report.imported:
            raise KeyboardInterrupt
        return advance(run)

    with monkeypatch.context() as patch:
        patch.setattr(ImportRun, "advance", interrupted)
        said = till.json("import", "sales", str(export), "--key", "march")
    assert (said.status, said.value["stopped"], said.value["imported"]) == (130, True, 1)
    value = till.done("import", "sales", str(export), "--key", "march")
    assert (value["imported"], value["repeated"], value["stopped"]) == (1, 1, False)


def test_somebody_at_a_terminal_sees_how_far_it_is(
    till: CommandLine, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In lines of the file."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert "3 / 3" in till("import", "sales", str(export)).err


def test_a_member_is_shown_with_the_old_number(till: CommandLine, export: Path) -> None:
    """Other programs find their own customers again."""
    till.done("import", "sales", str(export))
    (hit,) = till.done("member", "find", "1002")["members"]
    assert till.done("member", "show", hit["number"])["reference"] == "1002"
