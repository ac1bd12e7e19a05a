"""What every way to a printer can do."""

from typing import Protocol

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.printout import Printout


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of a print-out, as far as the printer lets us know.

    ``accepted_bytes`` counts the slip's own bytes that have left us; any of them may be printed,
    now or later. ``confirmed`` means that the printer, or a file system, said that it is done.
    """

    accepted_bytes: int
    confirmed: bool = False
    problem: PrintProblem | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """How a printer is, and what is wrong with it."""

    state: PrinterState
    problem: PrintProblem | None = None


class Transport(Protocol):
    """A way to one printer. Calls come from one thread at a time and return within seconds."""

    def send(self, printout: Printout) -> SendResult:
        """Sends a slip; trouble with the printer is a result, not an exception."""
        ...

    def status(self) -> Condition:
        """How the printer is, without printing anything."""
        ...
