from collections.abc import Sequence

import pytest

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.address import CupsAddress
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.transports import cups
from pos_loyalty.printing.transports.cups import (
    CommandFailedError,
    CommandResult,
    CupsTransport,
    cups_queues,
    run_command,
)
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Condition, SendResult

PRINTOUT = Printout("slip-1", b"\x1b@Punkte", "Punkte\n", lambda: b"PNG")
_SIZE = len(PRINTOUT.data)
_SHORT = Timeouts(send_s=0.2, whole_s=0.4)
_IDLE = "printer bons is idle.  enabled since Sun\n\tAlerts: none\n"
_TAKEN = "request id is bons-1 (0 file(s))\n"
_WAITING = "bons-1 anna 1024 Sun\n\tAlerts: none\n"
_PRINTING = "bons-1 anna 1024 Sun\n\tStatus: Sending data\n\tAlerts: job-printing\n"


class Server:
    """A print server whose answers are written down; it has what it was told."""

    def __init__(self, **answers: str | PrintProblem) -> None:
        self._answers = {"state": _IDLE, "lp": _TAKEN, "open": "", "done": "", **answers}
        self.told: list[str] = []

    def run(self, command: Sequence[str], data: bytes) -> CommandResult:
        name = command[0]
        if name == "lpstat":
            name = {"-p": "state", "-o": "open", "-W": "done"}[command[2]]
        self.told.append(name)
        if name == "cancel":
            self._answers["open"] = ""
            return CommandResult(done=True, said="")
        answer = self._answers[name]
        if isinstance(answer, PrintProblem):
            raise CommandFailedError(answer)
        return CommandResult(done=not answer.startswith("lp: "), said=answer)

    def transport(self) -> CupsTransport:
        return CupsTransport(CupsAddress("bons"), _SHORT, run=self.run)


def test_a_job_whose_turn_never_comes_is_taken_back() -> None:
    """It waits behind somebody's hundred pages: nothing of it was printed, and nothing will be."""
    server = Server(open=_WAITING, done=_WAITING)
    result = server.transport().send(PRINTOUT)
    assert result == SendResult(accepted_bytes=0, problem=PrintProblem.NOT_ANSWERING)
    assert "cancel" in server.told


def test_a_stopped_queue_is_not_even_offered_the_slip() -> None:
    """What is not in it cannot come out of it."""
    server = Server(state="printer bons disabled since Sun -\n\tno paper\n")
    refused = SendResult(accepted_bytes=0, problem=PrintProblem.QUEUE_STOPPED)
    assert server.transport().send(PRINTOUT) == refused
    assert server.told == ["state"]


def test_a_server_that_keeps_no_history_leaves_a_doubt() -> None:
    """The job is gone; whether to paper nobody can say, so a person is asked."""
    result = Server().transport().send(PRINTOUT)
    assert result == SendResult(accepted_bytes=_SIZE, problem=PrintProblem.NOT_ANSWERING)


def test_a_job_that_prints_too_long_is_in_doubt() -> None:
    """Some of it has left: it is taken back, and a person is asked."""
    server = Server(open=_PRINTING, done=_PRINTING)
    result = server.transport().send(PRINTOUT)
    assert result == SendResult(accepted_bytes=_SIZE, problem=PrintProblem.CONNECTION_LOST)


def test_a_server_that_stops_answering_leaves_a_doubt() -> None:
    """It has the slip, and may print it when it comes round."""
    for silent in "lp", "open", "done":
        server = Server(**{silent: PrintProblem.NOT_ANSWERING})
        result = server.transport().send(PRINTOUT)
        assert result == SendResult(accepted_bytes=_SIZE, problem=PrintProblem.NOT_ANSWERING)


def test_a_computer_without_print_server_says_so() -> None:
    """Nothing has left us, and no amount of waiting helps."""
    missing = PrintProblem.UNSUPPORTED
    server = Server(state=missing, lp=missing)
    refused = SendResult(accepted_bytes=0, problem=missing)
    assert server.transport().send(PRINTOUT) == refused
    assert server.transport().status() == Condition(PrinterState.TROUBLE, missing)


def test_a_refusal_of_the_server_accepts_nothing() -> None:
    """Its sentence says which of the two it is."""
    gone = Server(lp="lp: Error - The printer or class does not exist.")
    assert gone.transport().send(PRINTOUT).problem is PrintProblem.UNREACHABLE
    closed = Server(lp='lp: Destination "bons" is not accepting jobs.')
    refused = SendResult(accepted_bytes=0, problem=PrintProblem.QUEUE_STOPPED)
    assert closed.transport().send(PRINTOUT) == refused


def test_a_missing_command_is_told_from_one_that_fails() -> None:
    """One is a computer without a print server, the other an answer."""
    with pytest.raises(CommandFailedError) as failed:
        run_command(("no-such-command-anywhere",))
    assert failed.value.problem is PrintProblem.UNSUPPORTED
    assert not run_command(("false",)).done
    assert run_command(("cat",), b"Bon").said == "Bon"


def test_a_command_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """No print server keeps the spooler for longer than its bound."""
    monkeypatch.setattr(cups, "_COMMAND_S", 0.05)
    with pytest.raises(CommandFailedError) as failed:
        run_command(("sleep", "60"))
    assert failed.value.problem is PrintProblem.NOT_ANSWERING


def test_no_print_server_has_no_queues() -> None:
    """A search goes on with what there is."""

    def run(_command: Sequence[str], _data: bytes) -> CommandResult:
        raise CommandFailedError(PrintProblem.UNSUPPORTED)

    assert cups_queues(run) == ()
