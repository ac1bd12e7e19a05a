import json
from pathlib import Path

from pos_loyalty.terminal.milestones import (
    FIRST_PAINT,
    READY_FOR_SCAN,
    Milestones,
    milestones_wanted,
)


def test_nothing_is_wanted_as_a_rule() -> None:
    """Without a wish nothing is written, and the terminal stays open."""
    milestones = milestones_wanted({})
    assert not milestones.reached(FIRST_PAINT)
    assert not milestones.reached(READY_FOR_SCAN)


def test_each_milestone_is_a_line_with_its_time(tmp_path: Path) -> None:
    """In the order in which they were reached; the last one wanted ends it."""
    trace = tmp_path / "trace"
    milestones = milestones_wanted(
        {"POS_LOYALTY_TRACE": str(trace), "POS_LOYALTY_QUIT_AFTER": READY_FOR_SCAN}
    )
    assert milestones == Milestones(trace, READY_FOR_SCAN)
    assert not milestones.reached(FIRST_PAINT)
    assert milestones.reached(READY_FOR_SCAN)
    lines = [json.loads(line) for line in trace.read_text("utf-8").splitlines()]
    assert [line["mark"] for line in lines] == [FIRST_PAINT, READY_FOR_SCAN]
    assert lines[0]["t"] <= lines[1]["t"]
