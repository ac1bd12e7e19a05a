"""The cases that the contract of scenarios is explained by, one test each."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pos_loyalty.bootstrap.stories import play_story
from pos_loyalty.services.scenario.document import scenarios_of
from pos_loyalty.services.scenario.steps import Scenario

_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "public.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", _CASES, ids=[case["id"] for case in _CASES])
def test_public_case(case: Mapping[str, Any]) -> None:
    """The story comes to the figures that its description promises."""
    scenario = scenarios_of(case["scenario"])
    assert isinstance(scenario, Scenario)
    result = json.loads(json.dumps(play_story(scenario, "de")))
    differing = [
        difference for expected in case["expect"] for difference in _differences(result, expected)
    ]
    assert differing == []


def _differences(result: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    if "final" in expected:
        (member,) = result["final"]["members"].values()
        return [
            f"final {name}: {_of_member(member, name)} instead of {value}"
            for name, value in expected["final"].items()
            if _comparable(name, _of_member(member, name)) != _comparable(name, value)
        ]
    step = result["steps"][expected["step"] - 1]
    return [
        f"step {expected['step']} {name}: {_of_step(step, name)} instead of {value}"
        for name, value in expected.items()
        if _of_step(step, name) != value
    ]


def _of_step(step: Mapping[str, Any], name: str) -> object:
    return step["error"]["code"] if name == "error" else step[name]


def _of_member(member: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - what JSON holds
    return member["lots"][-1]["expires"] if name == "last_expires" else member[name]


def _comparable(name: str, value: Any) -> object:  # noqa: ANN401 - as above
    """Instants are compared as instants: a case may write them with another offset."""
    if name == "last_expires":
        return datetime.fromisoformat(value)
    if name == "lots":
        return [(lot["points"], _instant(lot["expires"])) for lot in value]
    return value


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
