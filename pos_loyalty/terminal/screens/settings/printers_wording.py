"""Ways to a printer, and printers that were found, in words."""

from collections.abc import Mapping
from typing import Final

from pos_loyalty.domain.print_job import PrinterState, PrinterStatus
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.printer_words import printer_sentence, printer_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.printing.found_printer import FoundPrinter, PrinterKind
from pos_loyalty.terminal.screens.settings.printers_state import Connection, FoundLine
from pos_loyalty.terminal.screens.settings.state import Message, Tone

NONE: Final = ""
OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class _Way:
    """A kind of connection: its words, how an address begins, and what is good to know."""

    label: str
    address: str
    help: str


_WAYS: Final[Mapping[str, _Way]] = {
    "virtual": _Way(
        mark("On the screen"),
        "virtual",
        mark(
            "Slips are shown under “Printer and slips”, for trying out and for shops without a "
            "printer."
        ),
    ),
    "network": _Way(
        mark("Network"),
        "network://",
        mark("network:// and the printer’s own address, such as network://192.168.1.50:9100."),
    ),
    "usb": _Way(
        mark("USB"),
        "usb://",
        mark("Search for it: the two numbers are what the printer reports."),
    ),
    "serial": _Way(
        mark("Serial cable"),
        "serial:///dev/ttyUSB0?baud=38400",
        mark("The speed after baud= is the one that the printer’s self-test prints."),
    ),
    "cups": _Way(
        mark("System print queue"),
        "cups://",
        mark("cups:// and the name of a raw queue. It cannot always tell whether paper is out."),
    ),
    "windows": _Way(
        mark("Windows printer"),
        "windows://",
        mark("windows:// and its name there. Windows does not tell whether a slip came out."),
    ),
    "file": _Way(
        mark("Folder"),
        "file:///",
        mark("Each slip is written as a picture, as text and as the printer’s bytes."),
    ),
}
_TONES: Final = {
    PrinterState.READY: Tone.GOOD,
    PrinterState.PRINTING: Tone.GOOD,
    PrinterState.SILENT: Tone.GOOD,
    PrinterState.PAPER_LOW: Tone.WARN,
    PrinterState.TROUBLE: Tone.BAD,
    PrinterState.UNKNOWN: Tone.INFO,
}
_KINDS: Final = {
    PrinterKind.USB: mark("USB"),
    PrinterKind.SERIAL: mark("Serial cable"),
    PrinterKind.CUPS: mark("System print queue"),
    PrinterKind.WINDOWS: mark("Windows printer"),
    PrinterKind.NETWORK: mark("Network"),
}


def kinds(words: Words) -> tuple[tuple[str, str], ...]:
    """The ways to a printer, to choose from."""
    return tuple((kind, words.text(way.label)) for kind, way in _WAYS.items())


def beginning(kind: str) -> str:
    """How an address of this kind begins."""
    return _WAYS[kind].address if kind in _WAYS else ""


def connection(address: str, words: Words) -> Connection:
    """Which kind of connection an address names, and what is good to know about it."""
    kind = address.strip().partition("://")[0].lower()
    way = _WAYS.get(kind)
    if way is None:
        return Connection(OTHER if address else NONE, "")
    return Connection(kind, words.text(way.help))


def condition(status: PrinterStatus, words: Words) -> Message:
    """How a printer is, in a line."""
    return Message(_TONES[status.state], printer_sentence(status, words))


def found_line(printer: FoundPrinter, words: Words) -> FoundLine:
    """A printer that was found; what keeps it from being used is said at once."""
    parts = [words.text(_KINDS[printer.kind]), printer.address]
    if printer.problem is not None:
        parts.append(printer_text(PrinterState.TROUBLE, printer.problem, words))
    return FoundLine(printer.address, printer.name, " · ".join(parts))
