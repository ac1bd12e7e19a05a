"""Stories that are not as the document says, each refused with the path of what is wrong."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pos_loyalty.domain.errors import WrongDocumentError
from pos_loyalty.services.scenario.document import scenarios_of

_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "wrong.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", _CASES, ids=[case["id"] for case in _CASES])
def test_wrong_file(case: Mapping[str, Any]) -> None:
    """Every wrong key is named by its path, and no other."""
    with pytest.raises(WrongDocumentError) as caught:
        scenarios_of(case["scenario"])
    assert [problem.path for problem in caught.value.problems] == case["wrong"]
