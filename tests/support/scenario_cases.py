"""What a played story comes to, compared with what a case expects of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def differences(result: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    """One sentence for each figure of a step, or of a member at the end, that is another one."""
    if "final" in expected:
        member = _final_member(result, expected)
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


def _final_member(result: Mapping[str, Any], expected: Mapping[str, Any]) -> Mapping[str, Any]:
    members: Mapping[str, Mapping[str, Any]] = result["final"]["members"]
    if "member" in expected:
        return members[expected["member"]]
    (member,) = members.values()
    return member


def _of_step(step: Mapping[str, Any], name: str) -> object:
    if name == "error":
        return step["error"]["code"]
    if name == "points":
        return [line["points"] for line in step["explanation"]]
    return step[name]


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
