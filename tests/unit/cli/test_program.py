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


def test_what_ships_needs_no_advice(nowhere: CommandLine) -> None:
    """The program that we recommend keeps to the practice that we recommend."""
    assert nowhere.done("program", "check", "sonnenblume")["warnings"] == []


def test_advice_does_not_block(nowhere: CommandLine, mine: Path) -> None:
    """A short term is in order, and told with its key, its reason and what it is about."""
    mine.write_text(mine.read_text("utf-8").replace("length = 36 ", "length = 12 "), "utf-8")
    (warning,) = nowhere.done("program", "check", str(mine))["warnings"]
    assert (warning["code"], warning["path"]) == ("short-expiry", "expiry.length")
    assert "12 Monaten" in warning["message"].replace("\u00a0", " ")
    said = nowhere("program", "check", str(mine))
    assert said.status == 0
    assert f"Hinweis zu expiry.length: {warning['message']}" in said.out


def test_a_program_is_compared_with_the_one_before(nowhere: CommandLine, mine: Path) -> None:
    """What gets worse is told; what gets better is not."""
    found = nowhere.done("program", "check", "sonnenblume", "--before", str(mine))["warnings"]
    assert [each["code"] for each in found] == ["earns-less"]
    assert nowhere.done("program", "check", str(mine), "--before", "sonnenblume")["warnings"] == []


def test_publishing_tells_what_gets_worse(till: CommandLine, mine: Path) -> None:
    """Compared with the version before, also when the answer is a repetition."""
    mine.write_text(mine.read_text("utf-8").replace("cost = 2500", "cost = 2600"), "utf-8")
    words = ("program", "set", str(mine), "--key", "k")
    published = till.done(*words)
    codes = [each["code"] for each in published["warnings"]]
    # The shop of the tests has a stamp card and a club besides, which the document takes out.
    assert codes == ["removed", "removed", "reward-dearer"]
    assert till.done(*words) == {**published, "repeated": True}
    assert "Hinweis zu reward[2].cost" in till("program", "set", str(mine), "--key", "k").out


def test_presets_are_listed(nowhere: CommandLine) -> None:
    """Each with the name to ask for it by, and what it is about, in the reader's language."""
    listed = {preset["id"]: preset for preset in nowhere.done("program", "presets")}
    assert listed["sonnenblume"]["name"] == "Sonnenblume Bonus"
    assert listed["cashback"]["summary"] == "2 % jedes Einkaufs zurück als Guthaben"
    lines = nowhere("--lang", "en", "program", "presets").out.splitlines()
    assert len(lines) == len(listed)
    assert "2% of each purchase back" in lines[3]


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
