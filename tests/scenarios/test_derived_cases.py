"""Small stories read off the rules of programs and stories, figures by hand, one test each."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pos_loyalty.bootstrap.stories import play_story
from pos_loyalty.services.scenario.document import scenarios_of
from pos_loyalty.services.scenario.steps import Scenario
from tests.support.scenario_cases import differences

_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "derived.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", _CASES, ids=[case["id"] for case in _CASES])
def test_derived_case(case: Mapping[str, Any]) -> None:
    """The story comes to the figures that the rule behind it gives, and each step adds up."""
    scenario = scenarios_of(case["scenario"])
    assert isinstance(scenario, Scenario)
    result = json.loads(json.dumps(play_story(scenario, "de")))
    differing = [
        difference for expected in case["expect"] for difference in differences(result, expected)
    ]
    assert differing == []
    assert list(_not_adding_up(result)) == []


def _not_adding_up(result: Mapping[str, Any]) -> Iterator[str]:
    """Explanations sum to what is earned; a balance is spendable and pending, or a debt."""
    for step in result["steps"]:
        if step["ok"] and "explanation" in step:
            explained = sum(line["points"] for line in step["explanation"])
            if explained != step["earned"]:
                yield f"step {step['step']}: {explained} explained, {step['earned']} earned"
        if step["balance"] >= 0 and step["balance"] != step["spendable"] + step.get("pending", 0):
            yield f"step {step['step']}: balance is not spendable and pending"
        if step["balance"] < 0 and step["spendable"] != 0:
            yield f"step {step['step']}: spendable in debt"
