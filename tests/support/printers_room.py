"""Printers to be found, and a search that goes on when it is told to."""

from pos_loyalty.domain.print_job import PrinterState, PrinterStatus, PrintProblem
from pos_loyalty.printing.found_printer import FoundPrinter, PrinterKind
from pos_loyalty.terminal.screens.settings.printers_ports import SearchLook

FOUND = (
    FoundPrinter("usb://04b8:0e15", "TM-T20II", PrinterKind.USB, "tm-t20"),
    FoundPrinter(
        "serial:///dev/ttyUSB0", "USB-Serial", PrinterKind.SERIAL, None, PrintProblem.FORBIDDEN
    ),
)
IN_NETWORK = (FoundPrinter("network://192.168.1.50:9100", "192.168.1.50", PrinterKind.NETWORK),)


class FakePrintersRoom:
    """What ``look`` answers is what a test puts into ``next_look``."""

    def __init__(self) -> None:
        self.found_statuses: tuple[PrinterStatus, ...] = (PrinterStatus(PrinterState.READY),)
        self.next_look = SearchLook()
        self.begun: list[str | None] = []
        self.stops = 0

    def statuses(self) -> tuple[PrinterStatus, ...]:
        return self.found_statuses

    def own_range(self) -> str:
        return "192.168.1.0/24"

    def begin(self, network_range: str | None) -> None:
        self.begun.append(network_range)

    def look(self) -> SearchLook:
        return self.next_look

    def stop(self) -> None:
        self.stops += 1
        self.next_look = SearchLook(found=())
