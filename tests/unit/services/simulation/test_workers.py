import multiprocessing
from pathlib import Path

import pytest

from pos_loyalty.services.simulation.parts import Apart
from pos_loyalty.services.simulation.trial import Trial
from pos_loyalty.services.simulation.workers import WorkerLostError, run_parts
from tests.support.builders import at, program, timeline


def test_a_process_that_is_lost_is_an_outage(tmp_path: Path) -> None:
    """Whatever ended it, nobody waits for it for ever, and none is left behind."""
    rules = timeline(program())
    trial = Trial(
        published=rules,
        tried=rules,
        rules_from=None,
        until=at("2026-03-05"),
        is_cut=False,
        has_same_rules=True,
        last_seq=0,
    )
    sums = run_parts(
        [Apart(trial, [])],
        tmp_path / "no-shop.db",
        processes=2,
        niceness=1,
        told=lambda _events: None,
    )
    with pytest.raises(WorkerLostError) as lost:
        list(sums)
    assert lost.value.facts["status"] == 1
    assert multiprocessing.active_children() == []
