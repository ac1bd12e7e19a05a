"""What a search for printers finds. Light to import: screens show it."""

from enum import StrEnum

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.domain.values import dataclass


class PrinterKind(StrEnum):
    """How a printer is connected."""

    USB = "usb"
    SERIAL = "serial"
    CUPS = "cups"
    WINDOWS = "windows"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class FoundPrinter:
    """A printer, or what may be one. ``address`` goes into the settings as it is.

    ``problem`` says why it could not be used now, such as a right that is missing.
    """

    address: str
    name: str
    kind: PrinterKind
    profile_guess: str | None = None
    problem: PrintProblem | None = None
