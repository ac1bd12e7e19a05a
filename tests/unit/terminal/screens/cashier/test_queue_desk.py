import pytest

from pos_loyalty.terminal.screens.cashier.state import Overlay, Tone
from pos_loyalty.terminal.tasks import HeldTasks
from tests.support.cashier import Desk


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
    assert lines["j1"] == ("Wurde der Bon gedruckt?", ["came-out", "print-again", "look"])
    assert lines["j2"][1] == ["print-now", "drop", "look"]
    assert "Papier" in lines["j3"][0]
    assert lines["j3"][1] == ["print-now", "drop", "look"]
    assert lines["j4"] == ("", ["drop", "look"])
    assert lines["j5"][1] == ["look", "print-again"]
    assert desk.state.queue.summary == "4 Bons warten"
    assert [line.tone for line in desk.state.queue.lines][:3] == [Tone.WARN, Tone.WARN, Tone.BAD]


@pytest.mark.parametrize("answer", ["came-out", "print-again", "print-now", "drop"])
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
