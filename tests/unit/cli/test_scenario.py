import json
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine

_STORY = {
    "schema": 1,
    "id": "one",
    "program": "sonnenblume",
    "start": "2026-01-05T09:00:00+01:00",
    "steps": [
        {"do": "purchase", "amount": "36.50"},
        {"do": "redeem", "reward": "kaffee-gratis"},
    ],
}


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A file with one story."""
    file = tmp_path / "story.json"
    file.write_text(json.dumps(_STORY), "utf-8")
    return file


def test_a_story_is_played_without_a_shop(nowhere: CommandLine, story: Path) -> None:
    """A refused step is a result, not a failure; nothing is left behind."""
    played = nowhere.done("scenario", "run", str(story))
    assert played["id"] == "one"
    assert [step["ok"] for step in played["steps"]] == [True, False]
    assert not nowhere.folder.exists()


def test_a_list_gives_a_list(nowhere: CommandLine, story: Path) -> None:
    """Even a list of one."""
    story.write_text(json.dumps([_STORY]), "utf-8")
    (played,) = nowhere.done("scenario", "run", str(story))
    assert played["final"]["members"]["member"]["balance"] == 36


def test_people_read_each_step(nowhere: CommandLine, story: Path) -> None:
    """What was done, what it moved, where the member stands, and why not."""
    said = nowhere("--lang", "de", "scenario", "run", str(story))
    assert said.status == 0
    assert "purchase: +36 = 36 · basis" in said.out
    assert "insufficient-points" in said.out


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        ("{", "", "not-json"),
        ('{"schema": 1, "schema": 1}', "", "key-twice"),
        ('{"schema": NaN}', "", "not-plain"),
        ("{}", "program", "missing"),
        (json.dumps({**_STORY, "steps": [{"do": "void"}]}), "steps[0].purchase", "missing"),
    ],
)
def test_a_file_that_is_no_scenario_is_told_by_its_key(
    nowhere: CommandLine, story: Path, text: str, path: str, reason: str
) -> None:
    """The exit status is 2, and the path leads to what is wrong."""
    story.write_text(text, "utf-8")
    said = nowhere.json("scenario", "run", str(story))
    assert (said.status, said.code) == (2, "wrong-file")
    assert (path, reason) in {(each["path"], each["reason"]) for each in said.value["errors"]}


def test_a_missing_file_is_a_wrong_file(nowhere: CommandLine) -> None:
    """It is named."""
    said = nowhere.json("scenario", "run", "nothing.json")
    assert (said.status, said.value["errors"][0]["reason"]) == (2, "unreadable")
