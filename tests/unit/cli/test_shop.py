import json
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine


def test_a_shop_is_created_once(nowhere: CommandLine) -> None:
    """The folder tells its shop, till and device; a second shop is refused."""
    words = ("shop", "create", "--name", "Laden", "--program", "sonnenblume", "--till", "Kasse 2")
    made = nowhere.done(*words)
    assert (made["shop"], made["till"], made["currency"]) == ("Laden", "Kasse 2", "EUR")
    assert made["device"]
    assert nowhere.json(*words).code == "not-allowed"


def test_a_generated_shop_has_its_members_and_a_sound_ledger(nowhere: CommandLine) -> None:
    """The same seed gives the same members with the same balances."""
    made = nowhere.done(
        "shop", "create", "--name", "Laden", "--program", "sonnenblume",
        "--members", "12", "--seed", "7",
    )  # fmt: skip
    assert made["members"] == 12
    report = nowhere.done("ledger", "verify")
    assert report["ok"]
    assert report["entries"] > 12
    (anna,) = nowhere.done("member", "find", "Anna Berger")["members"]
    assert nowhere.done("balance", "--card", anna["number"])["balance"] > 0


def test_another_currency_takes_the_place_of_the_programs(nowhere: CommandLine) -> None:
    """A program that ships can be used beyond the euro."""
    made = nowhere.done(
        "shop", "create", "--name", "Laden", "--program", "sonnenblume", "--currency", "CHF"
    )
    assert made["currency"] == "CHF"
    assert nowhere.done("program", "show")["program"]["currency"] == "CHF"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--name", "Laden", "--program", "nothing"), 2),
        (("--name", " ", "--program", "sonnenblume"), 2),
        (("--name", "Laden", "--program", "sonnenblume", "--members", "-1"), 2),
        (("--name", "Laden", "--program", "sonnenblume", "--currency", "euro"), 2),
        (("--name", "Laden"), 2),
    ],
)
def test_a_shop_that_cannot_be_is_not_begun(
    nowhere: CommandLine, words: tuple[str, ...], status: int
) -> None:
    """Nothing is left of the attempt, so the next one may succeed."""
    assert nowhere.json("shop", "create", *words).status == status
    nowhere.done("shop", "create", "--name", "Laden", "--program", "sonnenblume")


def test_a_folder_that_cannot_be_made_is_an_outage(nowhere: CommandLine) -> None:
    """A file in its place, or above it, is nothing that another command line would mend."""
    nowhere.folder.write_text("", "utf-8")
    nowhere.folder = nowhere.folder / "inside"
    said = nowhere.json("shop", "create", "--name", "Laden", "--program", "sonnenblume")
    assert (said.status, said.code) == (3, "database-read-only")


def test_a_wrong_program_is_told_by_its_keys(nowhere: CommandLine, tmp_path: Path) -> None:
    """The manager who wrote it finds the place."""
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"schema": 1, "name": "X", "currency": "EUR"}), "utf-8")
    said = nowhere.json("shop", "create", "--name", "Laden", "--program", str(file))
    assert (said.status, said.code) == (2, "wrong-file")
    assert [problem["path"] for problem in said.value["errors"]] == ["timezone"]
