"""What the programs that ship promise, story by story, figures by hand, one test each."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pos_loyalty.bootstrap.stories import play_story
from pos_loyalty.services.presets import presets
from pos_loyalty.services.scenario.document import scenarios_of
from pos_loyalty.services.scenario.steps import Scenario
from tests.support.scenario_cases import differences

_FOLDER = Path(__file__).parent / "presets"
_CASES: list[dict[str, Any]] = [
    case
    for file in sorted(_FOLDER.glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", _CASES, ids=[case["id"] for case in _CASES])
def test_preset_case(case: Mapping[str, Any]) -> None:
    """The story comes to the figures that the program's comments promise."""
    scenario = scenarios_of(case["scenario"])
    assert isinstance(scenario, Scenario)
    result = json.loads(json.dumps(play_story(scenario, "de")))
    differing = [
        difference for expected in case["expect"] for difference in differences(result, expected)
    ]
    assert differing == []


@pytest.mark.parametrize("preset", [preset.id for preset in presets()])
def test_every_preset_has_its_stories(preset: str) -> None:
    """A program without stories promises what nobody has checked."""
    stories = [case["id"] for case in _CASES if case["scenario"]["program"] == preset]
    assert len(stories) >= 4
    assert all(story.startswith(f"{preset}-") for story in stories)
