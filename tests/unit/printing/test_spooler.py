from dataclasses import replace
from datetime import timedelta

import pytest

from pos_loyalty.domain.print_job import (
    JobState,
    PrinterState,
    PrintProblem,
    QueueCounts,
    Verdict,
)
from pos_loyalty.printing.pace import Watch
from pos_loyalty.printing.spooler import Step
from pos_loyalty.printing.transports.transport import Condition, SendResult
from tests.support.print_queue import MemoryPrintQueue
from tests.support.slips import AT
from tests.support.spooling import (
    ABSENT,
    CUT_OFF,
    GONE,
    MINUTE,
    PRINTED,
    READY,
    SECOND,
    SILENT,
    PlainPress,
    ScriptedTransport,
    Shop,
    job,
    shop,
)


def test_a_slip_is_printed_and_the_next_one_is_due_at_once() -> None:
    """A queue empties as fast as the printer prints."""
    here = shop(jobs=2)
    assert here.spooler.step().rest == timedelta(0)
    assert here.spooler.step().rest == timedelta(0)
    assert here.spooler.step() == Step()
    assert here.transport.sent == ["job-1", "job-2"]
    assert here.state(1) is here.state(2) is JobState.PRINTED


def test_a_printer_that_cannot_confirm_leaves_the_slip_unconfirmed() -> None:
    """Nobody is asked about each slip of a printer that never answers."""
    here = shop(SILENT)
    here.spooler.step()
    assert here.state(1) is JobState.UNCONFIRMED


def test_an_absent_printer_is_tried_again_by_itself() -> None:
    """Switched on again, it prints what waited, in order, and nobody did anything."""
    here = shop(ABSENT, PRINTED, jobs=2)
    assert here.spooler.step().rest == 2 * SECOND
    assert here.state(1) is JobState.FAILED
    here.clock.advance(2 * SECOND)
    here.spooler.step()
    here.spooler.step()
    assert here.transport.sent == ["job-1", "job-1", "job-2"]
    assert here.state(1) is here.state(2) is JobState.PRINTED


def test_a_resting_printer_is_left_alone() -> None:
    """Ten waiting slips do not knock ten times."""
    here = shop(ABSENT, jobs=10)
    here.spooler.step()
    here.clock.advance(SECOND)
    assert here.spooler.step() == Step(rest=SECOND)
    assert here.transport.sent == ["job-1"]
    assert here.transport.asked == 0


def test_after_trouble_the_printer_is_asked_before_it_gets_a_slip() -> None:
    """No slip is risked to find out that the printer is still off."""
    here = shop(ABSENT, PRINTED)
    here.spooler.step()
    here.transport.condition = GONE
    here.clock.advance(2 * SECOND)
    assert here.spooler.step().rest == 5 * SECOND
    assert here.transport.sent == ["job-1"]
    here.transport.condition = READY
    here.clock.advance(5 * SECOND)
    here.spooler.step()
    assert here.state(1) is JobState.PRINTED


def test_an_uncertain_slip_is_never_sent_again_by_itself() -> None:
    """Half of it may be on paper, and all of it may follow: a person decides."""
    here = shop(CUT_OFF, PRINTED)
    here.spooler.step()
    assert here.state(1) is JobState.UNCERTAIN
    here.clock.advance(MINUTE)
    here.spooler.step()
    assert here.transport.sent == ["job-1"]


def test_the_slips_behind_an_uncertain_one_go_on() -> None:
    """One question to a person does not stop the queue."""
    here = shop(CUT_OFF, PRINTED, jobs=2)
    here.spooler.step()
    here.clock.advance(2 * SECOND)
    here.spooler.step()
    assert here.state(2) is JobState.PRINTED


def test_old_slips_are_held_when_the_printer_is_back() -> None:
    """Their members have gone; a person says whether they shall still come out."""
    here = shop(jobs=2)
    here.clock.move_to(AT + 1 * SECOND + 10 * MINUTE + SECOND)
    here.spooler.step()
    assert here.state(1) is JobState.HELD
    assert here.transport.sent == ["job-2"]


def test_who_asks_for_all_that_waits_gets_it() -> None:
    """On the command line, printing what waits is what a person has just asked for."""
    here = shop(hold_after=None)
    here.clock.advance(60 * MINUTE)
    here.spooler.step()
    assert here.state(1) is JobState.PRINTED


def test_a_released_slip_is_printed() -> None:
    """The answer counts, however old the slip is by then."""
    here = shop()
    here.clock.advance(60 * MINUTE)
    here.spooler.step()
    here.queue.add(here.queue.get("job-1").released(here.clock.now()))
    here.spooler.step()
    assert here.state(1) is JobState.PRINTED


def test_after_a_power_cut_what_was_being_sent_is_asked_about() -> None:
    """The printer may have got it all, or nothing."""
    here = shop()
    here.queue.claim("receipt", now=here.clock.now())
    here.clock.advance(SECOND)
    here.spooler.recover_all()
    here.spooler.step()
    assert here.state(1) is JobState.UNCERTAIN
    assert here.transport.sent == []


def test_what_another_process_is_sending_is_left_to_it() -> None:
    """The window and the command line may print side by side."""
    here = shop()
    here.queue.claim("receipt", now=here.clock.now())
    here.clock.advance(30 * SECOND)
    here.spooler.step()
    assert here.state(1) is JobState.SENDING
    here.clock.advance(61 * SECOND)
    here.spooler.step()
    assert here.state(1) is JobState.UNCERTAIN


def test_a_slip_that_we_cannot_lay_out_is_held_and_does_not_block_the_rest() -> None:
    """Our own fault costs one slip and is not hidden; the queue goes on."""
    here = shop(jobs=2, press=PlainPress(breaks_on=["job-1"]))
    with pytest.raises(ZeroDivisionError):
        here.spooler.step()
    held = here.queue.get("job-1")
    assert (held.state, held.problem) == (JobState.HELD, PrintProblem.UNPRINTABLE)
    here.spooler.step()
    assert here.state(2) is JobState.PRINTED


def test_a_fault_while_sending_leaves_the_slip_uncertain() -> None:
    """Where our code broke, bytes may have left: never again without asking."""
    here = shop()

    def break_down() -> None:
        raise ZeroDivisionError

    here.transport.before_send = break_down
    with pytest.raises(ZeroDivisionError):
        here.spooler.step()
    assert here.state(1) is JobState.UNCERTAIN


def test_a_job_cancelled_just_before_is_not_sent() -> None:
    """Between the count and the claim another may have been quicker."""

    class Quick(MemoryPrintQueue):
        def counts(self, printer: str) -> QueueCounts:
            return replace(super().counts(printer), waiting=1)

    here = Shop(ScriptedTransport(PRINTED), Quick())
    assert here.spooler.step() == Step()
    assert here.transport.sent == []


def test_the_listener_hears_each_change_once() -> None:
    """The top bar follows: printing, trouble with its reason, and ready again."""
    here = shop(ABSENT, PRINTED)
    here.spooler.step()
    trouble = here.listener.heard[-1]
    assert (trouble.state, trouble.problem) == (PrinterState.TROUBLE, PrintProblem.UNREACHABLE)
    assert trouble.retry_at == here.clock.now() + 2 * SECOND
    assert trouble.counts.waiting == 1
    here.clock.advance(2 * SECOND)
    for _ in range(4):
        here.spooler.step()
    printing, ready = PrinterState.PRINTING, PrinterState.READY
    assert here.listener.states == [printing, PrinterState.TROUBLE, printing, ready]


def test_a_printer_in_doubt_is_asked_even_when_nothing_waits() -> None:
    """Trouble is shown until the printer says that it is over, not until the slip is cancelled."""
    here = shop(ABSENT)
    here.spooler.step()
    here.queue.add(here.queue.get("job-1").cancelled(here.clock.now(), reason="test"))
    here.transport.condition = GONE
    here.clock.advance(2 * SECOND)
    here.spooler.step()
    here.transport.condition = READY
    here.clock.advance(5 * SECOND)
    here.spooler.step()
    assert here.listener.states[-2:] == [PrinterState.TROUBLE, PrinterState.READY]


def test_a_person_in_a_hurry_is_obeyed() -> None:
    """Trying again does not wait for the minute to pass."""
    here = shop(ABSENT, PRINTED)
    here.spooler.step()
    here.spooler.hurry()
    here.spooler.step()
    assert here.state(1) is JobState.PRINTED


def test_the_verdict_of_a_step_is_returned() -> None:
    """Whoever drives the spooler by hand can count."""
    here = shop()
    assert here.spooler.step().verdict == Verdict(JobState.PRINTED, here.clock.now(), 100)


def _mute() -> Condition:
    return Condition(PrinterState.UNKNOWN)


def test_a_printer_at_rest_is_asked_now_and_then() -> None:
    """Paper that runs out is seen before the next slip; a steady printer is asked ever less."""
    here = shop(jobs=0)
    asked = []
    for _ in range(300):
        here.spooler.step()
        asked.append(here.transport.asked)
        here.clock.advance(SECOND)
    assert (asked[4], asked[5], asked[20], asked[50], asked[299]) == (1, 2, 3, 4, 8)
    here.transport.condition = Condition(PrinterState.PAPER_LOW)
    here.clock.advance(MINUTE)
    here.spooler.step()
    assert here.listener.states == [PrinterState.READY, PrinterState.PAPER_LOW]


def test_paper_is_looked_at_soon_after_a_slip() -> None:
    """It may have been the last of the roll."""
    here = shop()
    here.clock.advance(-MINUTE)
    here.spooler.step()
    here.spooler.step()
    here.transport.condition = Condition(PrinterState.TROUBLE, PrintProblem.PAPER_OUT)
    here.clock.advance(5 * SECOND)
    here.spooler.step()
    here.spooler.step()
    assert here.listener.heard[-1].problem is PrintProblem.PAPER_OUT


def test_who_never_answers_is_connected_and_no_more_is_said() -> None:
    """Silence of a printer that cannot speak is no trouble, and no promise either."""
    here = shop(SILENT, condition=_mute())
    for _ in range(4):
        here.spooler.step()
        here.clock.advance(MINUTE)
    assert here.listener.states == [PrinterState.PRINTING, PrinterState.SILENT]
    assert here.transport.asked <= 2


def test_who_always_answered_and_is_silent_now_is_in_trouble() -> None:
    """Many say nothing while their cover is open; a new address is judged anew."""
    here = shop(jobs=0)
    here.spooler.step()
    here.transport.condition = _mute()
    here.clock.advance(MINUTE)
    here.spooler.step()
    here.clock.advance(2 * SECOND)
    here.spooler.step()
    assert here.listener.heard[-1].problem is PrintProblem.NOT_ANSWERING
    here.spooler.hurry()
    here.spooler.step()
    assert here.listener.states[-1] is PrinterState.SILENT


def test_a_printer_that_is_taken_for_a_moment_raises_no_alarm() -> None:
    """The shop's own till prints on it too: only what lasts is told, and what it says itself."""
    here = shop(jobs=0)
    here.spooler.step()
    here.transport.condition = GONE
    here.clock.advance(MINUTE)
    assert here.spooler.step().rest == 2 * SECOND
    here.transport.condition = READY
    here.clock.advance(2 * SECOND)
    here.spooler.step()
    assert here.listener.states == [PrinterState.READY]
    here.transport.condition = GONE
    here.clock.advance(MINUTE)
    here.spooler.step()
    here.clock.advance(2 * SECOND)
    here.spooler.step()
    assert here.listener.states == [PrinterState.READY, PrinterState.TROUBLE]


def test_a_new_slip_does_not_wait_for_the_next_look() -> None:
    """Trouble that was found while nothing waited slows nobody down who comes later."""
    here = shop(jobs=0, condition=GONE)
    for _ in range(400):
        here.spooler.step()
        here.clock.advance(SECOND)
    here.transport.condition = READY
    here.queue.add(job(460))
    here.spooler.step()
    assert here.state(460) is JobState.PRINTED


def test_an_open_cover_is_looked_after_often() -> None:
    """Somebody stands before the printer: the slip comes soon after the cover is closed."""
    cover = SendResult(accepted_bytes=0, problem=PrintProblem.COVER_OPEN)
    here = shop(cover, PRINTED, condition=Condition(PrinterState.TROUBLE, PrintProblem.COVER_OPEN))
    rests = []
    for _ in range(10):
        rest = here.spooler.step().rest
        assert rest is not None
        rests.append(rest)
        here.clock.advance(rest)
    assert rests == [2 * SECOND, *[5 * SECOND] * 9]


def test_a_spooler_without_a_watch_asks_for_nothing() -> None:
    """The command line sends what waits and goes."""
    here = shop(jobs=0, watch=Watch(waits=()))
    here.spooler.step()
    assert here.transport.asked == 0
