"""The way to a printer that cannot be gone: slips wait until somebody puts it right."""

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.transports.transport import Condition, SendResult


class NowhereTransport:
    """Reaches nothing, and says so: the address is none, or this computer has no such way."""

    def __init__(self, problem: PrintProblem = PrintProblem.UNREACHABLE) -> None:
        self._problem = problem

    def send(self, printout: Printout) -> SendResult:  # noqa: ARG002 - nobody reads it there
        """Nothing has left us: the slip is as good as before."""
        return SendResult(accepted_bytes=0, problem=self._problem)

    def status(self) -> Condition:
        """In trouble, until the address is another."""
        return Condition(PrinterState.TROUBLE, self._problem)
