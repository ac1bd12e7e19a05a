from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.transports.answers import Answer, QueuedStatus
from pos_loyalty.printing.transports.conversation import Conversation
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Condition
from tests.support.scripted_line import ScriptedLine

_SHORT = Timeouts(ask_s=0.05, send_s=0.05, whole_s=0.2, answer_s=0.05)


def _queued(answer: Answer) -> int | None:
    return answer.value if isinstance(answer, QueuedStatus) else None


def test_all_is_said_in_pieces() -> None:
    """A line takes what it can hold, and then the rest."""
    line = ScriptedLine()
    line.piece = 7
    assert Conversation(line, _SHORT).hand_over(bytes(100)) == (100, None)
    assert line.written == bytes(100)


def test_a_line_that_is_full_is_told_with_what_it_took() -> None:
    """And what it may have taken counts as taken: it might be printed."""
    line = ScriptedLine()
    line.room = 30
    assert Conversation(line, _SHORT).hand_over(bytes(100)) == (30, PrintProblem.NOT_ANSWERING)
    line = ScriptedLine()
    line.room, line.maybe_taken = 30, 8
    assert Conversation(line, _SHORT).hand_over(bytes(100)) == (38, PrintProblem.NOT_ANSWERING)


def test_a_line_that_breaks_is_told_with_what_it_took() -> None:
    """Half a slip may be on paper."""
    line = ScriptedLine()
    line.piece, line.breaks_after = 10, 40
    assert Conversation(line, _SHORT).hand_over(bytes(100)) == (40, PrintProblem.CONNECTION_LOST)


def test_a_line_that_never_ends_taking_is_left() -> None:
    """A byte now and then is progress, but there is an end to all sending."""
    line = ScriptedLine()
    line.piece = 1
    waits = Timeouts(send_s=5, whole_s=0)
    assert Conversation(line, waits).hand_over(bytes(100)) == (0, PrintProblem.NOT_ANSWERING)


def test_an_answer_that_lay_there_before_the_question_is_none() -> None:
    """Paper is put in, the old slip comes out and says so: the new one is not out for that."""
    line = ScriptedLine(pending=b"\0")
    heard = Conversation(line, _SHORT).request(b"\x1dr\x01", _queued, 0.05)
    assert heard is PrintProblem.NOT_ANSWERING


def test_half_a_status_from_before_does_not_turn_into_an_answer() -> None:
    """Its last bytes look like one, and are known by its first."""
    line = ScriptedLine(pending=b"\x10\0", reply=lambda _said: b"\0\0")
    heard = Conversation(line, _SHORT).request(b"\x1dr\x01", _queued, 0.05)
    assert heard is PrintProblem.NOT_ANSWERING
    line = ScriptedLine(pending=b"\x10\0", reply=lambda _said: b"\0\0\x03")
    assert Conversation(line, _SHORT).request(b"\x1dr\x01", _queued, 5) == 3


def test_a_printer_that_only_speaks_unasked_is_heard() -> None:
    """Its last word counts where it answers no question."""
    conversation = Conversation(ScriptedLine(pending=b"\x18\0\x0c\0"), _SHORT)
    assert conversation.complaint is None
    expected = Condition(PrinterState.TROUBLE, PrintProblem.PAPER_OUT)
    assert conversation.ask() == expected
    assert conversation.complaint is PrintProblem.PAPER_OUT


def test_a_printer_that_says_nothing_is_not_known() -> None:
    """And a line that breaks while asking is."""
    assert Conversation(ScriptedLine(), _SHORT).ask() is None
    broken = ScriptedLine()
    broken.breaks_after = 0
    lost = Condition(PrinterState.TROUBLE, PrintProblem.CONNECTION_LOST)
    assert Conversation(broken, _SHORT).ask() == lost


def test_what_does_not_leave_this_computer_is_noticed() -> None:
    """The wire says stop: the system took the bytes, and no printer did."""
    line = ScriptedLine()
    line.kept = 20
    assert Conversation(line, _SHORT).hand_over(b"Bon") == (3, PrintProblem.NOT_ANSWERING)
    line.kept = 0
    assert Conversation(line, _SHORT).hand_over(b"Bon") == (3, None)


def test_what_leaves_slowly_is_waited_for() -> None:
    """At 9600 baud a slip takes its time, and moves all the while."""

    class Slow(ScriptedLine):
        def unsent(self) -> int:
            self.kept = max(0, self.kept - 1)
            return self.kept

    line = Slow()
    line.kept = 10
    waits = Timeouts(send_s=10, whole_s=60)
    assert Conversation(line, waits).hand_over(b"Bon") == (3, None)


def test_a_question_that_is_not_taken_is_not_waited_for_long() -> None:
    """Two bytes that do not go out in a moment will not."""
    line = ScriptedLine()
    line.room = 0
    assert Conversation(line, _SHORT).ask() is None
    heard = Conversation(line, _SHORT).request(b"\x1dr\x01", _queued, 60)
    assert heard is PrintProblem.NOT_ANSWERING
