"""The way to a printer whose address is none: slips wait until somebody puts it right."""

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.transports.transport import Condition, SendResult


class NowhereTransport:
    """Reaches nothing, and says so."""

    def send(self, printout: Printout) -> SendResult:  # noqa: ARG002 - nobody reads it there
        """Nothing has left us: the slip is as good as before."""
        return SendResult(accepted_bytes=0, problem=PrintProblem.UNREACHABLE)

    def status(self) -> Condition:
        """In trouble, until the address is another."""
        return Condition(PrinterState.TROUBLE, PrintProblem.UNREACHABLE)
