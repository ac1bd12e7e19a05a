from dataclasses import replace

import pytest

from pos_loyalty.domain.print_job import (
    JobNotAskedAboutError,
    JobState,
    PrinterState,
    PrinterStatus,
    PrintProblem,
)
from pos_loyalty.terminal.screens.cashier.state import Overlay, Tone
from pos_loyalty.terminal.tasks import HeldTasks
from tests.support.cashier import Desk
from tests.support.counter import SLIPS


def _lines(desk: Desk) -> dict[str, tuple[str, list[str]]]:
    return {
        line.job_id: (line.question, [choice.id for choice in line.choices])
        for line in desk.state.queue.lines
    }


def test_each_slip_asks_its_own_question() -> None:
    """Uncertain: was it printed; held: print now; failed: what is wrong; waiting: nothing."""
    desk = Desk()
    desk.presenter.queue_wanted()
    lines = _lines(desk)
    assert lines["j1"] == ("Wurde der Bon gedruckt?", ["came-out", "print-again", "drop", "look"])
    assert lines["j2"][1] == ["print-now", "move", "drop", "look"]
    assert "Papier" in lines["j3"][0]
    assert lines["j3"][1] == ["print-now", "drop", "look"]
    assert lines["j4"] == ("", ["print-now", "drop", "look"])
    assert lines["j5"][1] == ["look", "print-again"]
    assert desk.state.queue.summary == "4 Bons warten"
    assert [line.tone for line in desk.state.queue.lines][:3] == [Tone.WARN, Tone.WARN, Tone.BAD]


@pytest.mark.parametrize("answer", ["came-out", "print-again", "print-now"])
def test_an_answer_reaches_the_queue(answer: str) -> None:
    """What a person says is done, and the list is read again."""
    desk = Desk()
    desk.presenter.queue_wanted()
    desk.presenter.slips.answered("j1", answer)
    assert desk.printouts.answers == [(answer, "j1")]
    assert "j1" not in _lines(desk)


def test_a_slip_is_shown_as_on_paper() -> None:
    """The picture comes with its title, and Esc goes back to the list."""
    desk = Desk()
    desk.presenter.queue_wanted()
    desk.presenter.slips.answered("j5", "look")
    assert desk.state.queue.picture.startswith(b"\x89PNG")
    assert desk.state.queue.picture_title == "Einkauf, Kopie 1 · Tomasz Nowak"
    desk.presenter.cancel()
    assert desk.state.queue.picture == b""
    assert desk.overlay() is Overlay.QUEUE
    desk.presenter.cancel()
    assert desk.overlay() is Overlay.NONE


def test_an_open_queue_follows_the_printer() -> None:
    """A slip that comes out leaves the open list; a closed list is not read."""
    desk = Desk()
    desk.presenter.queue_wanted()
    desk.printouts.slips.clear()
    desk.presenter.slips_changed()
    assert desk.state.queue.lines == ()
    assert desk.state.queue.summary == "Nichts wartet. Alle Bons sind gedruckt."


def test_the_queue_says_that_it_is_being_read() -> None:
    """Until the list is there, its place is held."""
    tasks = HeldTasks()
    desk = Desk(tasks=tasks)
    desk.presenter.queue_wanted()
    assert desk.state.queue.is_loading
    tasks.do_all()
    assert not desk.state.queue.is_loading


def test_a_press_that_counts_double_is_answered_once() -> None:
    """Two presses before the list is read anew make one copy; the next press makes another."""
    tasks = HeldTasks()
    desk = Desk(tasks=tasks)
    tasks.do_all()
    desk.presenter.queue_wanted()
    tasks.do_all()
    desk.presenter.slips.answered("j5", "print-again")
    desk.presenter.slips.answered("j5", "print-again")
    tasks.do_all()
    assert desk.printouts.answers == [("print-again", "j5")]
    desk.presenter.slips.answered("j5", "print-again")
    tasks.do_all()
    assert len(desk.printouts.answers) == 2


def test_deleting_asks_for_a_reason_first() -> None:
    """A press on Delete deletes nothing yet; Esc and Keep take the question back."""
    desk = Desk()
    desk.presenter.queue_wanted()
    slips = desk.presenter.slips
    slips.answered("j4", "drop")
    line = next(line for line in desk.state.queue.lines if line.job_id == "j4")
    assert line.question == "Warum wird er nicht gedruckt?"
    assert [choice.id for choice in line.reasons] == ["keep", "not-wanted", "mistake", "elsewhere"]
    slips.reasoned("j4", "keep")
    slips.reasoned("j4", "mistake")
    assert desk.printouts.answers == []
    slips.answered("j4", "drop")
    desk.presenter.cancel()
    assert desk.overlay() is Overlay.QUEUE
    assert not any(line.reasons for line in desk.state.queue.lines)
    slips.answered("j4", "drop")
    slips.reasoned("j4", "  ")
    slips.reasoned("j4", "Frau Groß hat ihn")
    assert desk.printouts.answers == [("drop Frau Groß hat ihn", "j4")]


def test_a_slip_goes_to_the_other_printer() -> None:
    """The one that it is not at."""
    desk = Desk()
    desk.presenter.queue_wanted()
    desk.presenter.slips.answered("j2", "move")
    assert desk.printouts.answers == [("move fallback", "j2")]


def test_a_refused_answer_is_told_and_can_be_given_anew() -> None:
    """The key of what was refused is not the next one's."""
    desk = Desk()
    desk.presenter.queue_wanted()
    desk.printouts.fails_with = JobNotAskedAboutError(job="j1", state="printed")
    desk.presenter.slips.answered("j1", "came-out")
    assert desk.notice
    desk.printouts.fails_with = None
    desk.presenter.slips.answered("j1", "came-out")
    assert desk.printouts.answers == [("came-out", "j1")]


def test_the_queue_says_how_the_printers_are() -> None:
    """Both, with what is wrong and what comes next."""
    desk = Desk()
    trouble = PrinterStatus(PrinterState.TROUBLE, problem=PrintProblem.COVER_OPEN)
    desk.presenter.printers_changed(
        (trouble, PrinterStatus(PrinterState.PAPER_LOW, printer="fallback"))
    )
    desk.presenter.queue_wanted()
    assert [(line.name, line.detail, line.tone) for line in desk.state.queue.printers] == [
        ("Bondrucker", "Druckerdeckel offen", Tone.BAD),
        ("Zweiter Drucker", "Papier fast leer", Tone.WARN),
    ]


def test_a_deleted_slip_says_why() -> None:
    """Known reasons in this language, others in their own words."""
    desk = Desk()
    gone = replace(SLIPS[3], state=JobState.CANCELLED, reason="not-wanted")
    desk.printouts.slips = [gone, replace(gone, job_id="j9", reason="doppelt")]
    desk.presenter.queue_wanted()
    assert [line.detail.split(" · ")[-1] for line in desk.state.queue.lines] == [
        "Nicht gewünscht",
        "doppelt",
    ]
