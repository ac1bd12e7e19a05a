"""The printers that can be found from here, each as the address that goes into the settings.

Importing this loads the libraries of all connections: it belongs into the worker that searches.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType

from pos_loyalty.printing.address import RAW_PORT, WindowsAddress
from pos_loyalty.printing.found_printer import FoundPrinter, PrinterKind
from pos_loyalty.printing.network_scan import parse_range, scan
from pos_loyalty.printing.profile_guess import guessed_profile
from pos_loyalty.printing.transports.cups import cups_queues
from pos_loyalty.printing.transports.serial_line import serial_ports
from pos_loyalty.printing.transports.usb_bus import listed_printers
from pos_loyalty.printing.transports.windows import windows_printers

Look = Callable[[], Iterator[FoundPrinter]]
Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""


def _usb() -> Iterator[FoundPrinter]:
    for each in listed_printers():
        guess = guessed_profile(each.name)
        yield FoundPrinter(str(each.address), each.name, PrinterKind.USB, guess, each.problem)


def _serial() -> Iterator[FoundPrinter]:
    for each in serial_ports():
        yield FoundPrinter(
            f"serial://{each.device}", each.name, PrinterKind.SERIAL, guessed_profile(each.name)
        )


def _cups() -> Iterator[FoundPrinter]:
    for queue, device in cups_queues():
        yield FoundPrinter(
            f"cups://{queue}", queue, PrinterKind.CUPS, guessed_profile(f"{queue} {device}")
        )


def _windows() -> Iterator[FoundPrinter]:
    for name in windows_printers():
        address = str(WindowsAddress(name))
        yield FoundPrinter(address, name, PrinterKind.WINDOWS, guessed_profile(name))


LOOKS: Mapping[PrinterKind, Look] = MappingProxyType(
    {
        PrinterKind.USB: _usb,
        PrinterKind.SERIAL: _serial,
        PrinterKind.CUPS: _cups,
        PrinterKind.WINDOWS: _windows,
    }
)


def find_printers(
    kinds: Collection[PrinterKind],
    *,
    network_range: str | None = None,
    port: int = RAW_PORT,
    progress: Progress = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
    looks: Mapping[PrinterKind, Look] = LOOKS,
) -> tuple[FoundPrinter, ...]:
    """The printers of these kinds; of the network only where a range is given.

    Takes seconds, so it belongs into a worker thread; ``progress`` and ``cancelled`` are called in
    there. What was found before somebody cancelled is answered. Raises NetworkRangeError, before
    anything is searched.
    """
    chosen = [looks[kind] for kind in PrinterKind if kind in kinds and kind in looks]
    hosts: tuple[str, ...] = ()
    if network_range is not None and PrinterKind.NETWORK in kinds:
        hosts = parse_range(network_range)
    steps = _Steps(len(chosen) + len(hosts), progress)
    found: list[FoundPrinter] = []
    for look in chosen:
        if cancelled():
            break
        found.extend(look())
        steps.advance()
    if not cancelled():
        found.extend(
            FoundPrinter(f"network://{host}:{port}", host, PrinterKind.NETWORK)
            for host in scan(hosts, port=port, advance=steps.advance, cancelled=cancelled)
        )
    return tuple(dict.fromkeys(found))


class _Steps:
    """Counts what is done, for those who watch."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._total = total
        self._done = 0
        self._progress = progress

    def advance(self) -> None:
        self._done += 1
        self._progress(self._done, self._total)
