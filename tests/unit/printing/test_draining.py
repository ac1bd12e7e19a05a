from datetime import timedelta

import pytest

from pos_loyalty.printing.draining import DrainResult, drain_once, drain_until_empty
from pos_loyalty.printing.transports.transport import SendResult
from tests.support.spooling import ABSENT, CUT_OFF, PRINTED, SILENT, Shop, shop


def until_empty(here: Shop, timeout_s: float) -> DrainResult:
    """Drains with a clock that sleeping moves."""
    return drain_until_empty(
        here.spooler,
        timeout=timedelta(seconds=timeout_s),
        now=here.clock.now,
        sleep=lambda seconds: here.clock.advance(timedelta(seconds=seconds)),
    )


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (PRINTED, DrainResult(sent=2, waiting=0, uncertain=0)),
        (SILENT, DrainResult(sent=0, waiting=0, uncertain=2)),
        (ABSENT, DrainResult(sent=0, waiting=2, uncertain=0)),
        (CUT_OFF, DrainResult(sent=0, waiting=1, uncertain=1)),
    ],
)
def test_one_pass_tells_what_became_of_the_slips(result: SendResult, expected: DrainResult) -> None:
    """Only what is confirmed counts as sent; trouble ends the pass."""
    assert drain_once(shop(result, jobs=2).spooler) == expected


def test_draining_waits_for_a_printer_that_comes_back() -> None:
    """Within the time that was given for it."""
    assert until_empty(shop(ABSENT, ABSENT, PRINTED, jobs=2), 10) == DrainResult(2, 0, 0)


def test_draining_gives_up_in_time() -> None:
    """What still waits stays waiting; nothing is lost, and the command returns."""
    here = shop(ABSENT, jobs=3)
    start = here.clock.now()
    assert until_empty(here, 10) == DrainResult(sent=0, waiting=3, uncertain=0)
    assert here.clock.now() - start == timedelta(seconds=10)


def test_draining_looks_again_at_what_another_process_sends() -> None:
    """A slip that is on its way elsewhere is waited for."""
    here = shop(jobs=1)
    here.queue.claim("receipt", now=here.clock.now())
    assert until_empty(here, 3) == DrainResult(sent=0, waiting=1, uncertain=0)


def test_an_empty_queue_is_drained_at_once() -> None:
    """Nothing to do is done."""
    assert until_empty(shop(jobs=0), 60) == DrainResult(0, 0, 0)


def test_uncertain_slips_of_earlier_days_are_still_counted() -> None:
    """They are kept and asked about until somebody answers."""
    here = shop(CUT_OFF, PRINTED, jobs=1)
    drain_once(here.spooler)
    here.clock.advance(timedelta(seconds=5))
    assert drain_once(here.spooler) == DrainResult(sent=0, waiting=0, uncertain=1)
