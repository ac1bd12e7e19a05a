from dataclasses import replace
from pathlib import Path

from pos_loyalty.domain.print_job import JobState, PrintJob, Verdict
from tests.soak.printing import MortalQueue, soaked, table
from tests.soak.wayward import Mood


class _Hasty(MortalQueue):
    """Takes what may have come out for what did not, and tries again on its own."""

    def finish(self, job: PrintJob, verdict: Verdict) -> bool:
        if verdict.state is JobState.UNCERTAIN:
            verdict = replace(verdict, state=JobState.FAILED, accepted_bytes=0)
        return super().finish(job, verdict)


class _Trusting(MortalQueue):
    """Takes what may have come out for printed."""

    def finish(self, job: PrintJob, verdict: Verdict) -> bool:
        if verdict.state is JobState.UNCERTAIN:
            verdict = replace(verdict, state=JobState.PRINTED)
        return super().finish(job, verdict)


def test_no_slip_is_lost_and_none_comes_out_twice_without_a_word(tmp_path: Path) -> None:
    """Bad printers, deaths of the program and a person's answers in between."""
    findings, tally, took_s = soaked(tmp_path, jobs=150, seed=7)
    said = table(findings, tally, jobs=150, took_s=took_s)
    assert findings.is_good, said
    assert findings.on_paper >= 150
    assert tally.deaths, said
    assert len(tally.moods) == len(Mood), said
    assert {"printed", "failed", "uncertain", "unconfirmed"} <= set(tally.verdicts), said


def test_a_hasty_spooler_is_found_out(tmp_path: Path) -> None:
    """Whoever sends again what may be out makes slips that come out twice."""
    findings, _tally, _took = soaked(tmp_path, jobs=80, seed=7, books=_Hasty)
    assert findings.doubled


def test_a_trusting_spooler_is_found_out(tmp_path: Path) -> None:
    """Whoever takes a broken line for a printed slip loses it."""
    findings, _tally, _took = soaked(tmp_path, jobs=80, seed=7, books=_Trusting)
    assert findings.lost
    assert findings.untrue
