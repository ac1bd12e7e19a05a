from datetime import UTC, datetime
from pathlib import Path

import pytest

from pos_loyalty.services.presets import presets
from tests.support.command_line import CommandLine


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A program document of the shop's own: everything twice as good."""
    (preset,) = [preset for preset in presets() if preset.id == "sonnenblume"]
    text = preset.path.read_text("utf-8").replace("points = 1 ", "points = 2 ")
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    return file


def test_checking_needs_no_shop(nowhere: CommandLine, mine: Path) -> None:
    """A document can be written and checked before there is a shop."""
    checked = nowhere.done("program", "check", str(mine))
    assert (checked["ok"], checked["name"], checked["errors"]) == (True, "Sonnenblume Bonus", [])
    assert not nowhere.folder.exists()


def test_a_wrong_document_is_told_by_its_keys(nowhere: CommandLine, mine: Path) -> None:
    """All that is wrong at once, each with its path and a sentence."""
    text = mine.read_text("utf-8").replace('threshold = "300.00"', 'threshold = "a lot"')
    mine.write_text(text.replace("downgrade", "fall"), "utf-8")
    said = nowhere.json("program", "check", str(mine))
    assert (said.status, said.value["ok"], said.code) == (2, False, "wrong-file")
    assert {problem["path"] for problem in said.value["errors"]} >= {
        "tier[1].threshold",
        "tiers.fall",
    }
    assert all(problem["message"] for problem in said.value["errors"])


def test_a_file_that_is_none_is_told_with_its_line(nowhere: CommandLine, tmp_path: Path) -> None:
    """A missing bracket is found by line and column."""
    file = tmp_path / "mine.toml"
    file.write_text("schema = 1\nname = \n", "utf-8")
    (problem,) = nowhere.json("program", "check", str(file)).value["errors"]
    assert problem["reason"] == "not-toml"
    assert "2" in problem["message"]


def test_presets_are_listed(nowhere: CommandLine) -> None:
    """Each with the name to ask for it by."""
    listed = {preset["id"]: preset["name"] for preset in nowhere.done("program", "presets")}
    assert listed["sonnenblume"] == "Sonnenblume Bonus"


def test_a_new_version_holds_from_its_start(till: CommandLine, mine: Path) -> None:
    """Before it the old rules, from then on the new ones; a repetition publishes nothing."""
    card = till.done("member", "enroll")["card"]
    words = ("program", "set", str(mine), "--from", "2026-04-01", "--key", "k")
    published = till.done(*words)
    assert published["version"] == 2
    assert till.done(*words) == {**published, "repeated": True}
    assert till.done("sale", "--card", card, "--amount", "100.00")["earned"] == 150
    till.move_to(datetime(2026, 4, 1, 10, tzinfo=UTC))
    assert till.done("sale", "--card", card, "--amount", "100.00")["earned"] == 200
    shown = till.done("program", "show")
    assert (shown["version"], len(shown["versions"])) == (2, 2)


def test_a_version_does_not_reach_back(till: CommandLine, mine: Path) -> None:
    """A start in the past is refused, one that is no time is wrong use."""
    assert till.json("program", "set", str(mine), "--from", "2020-01-01").code == "in-the-past"
    assert till.json("program", "set", str(mine), "--from", "soon").code == "wrong-use"
