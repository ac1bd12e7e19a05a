"""How a printer is, in two or three words: for the top bar, the queue and the settings."""

from typing import Final

from pos_loyalty.domain.print_job import (
    FALLBACK_PRINTER,
    PrinterState,
    PrinterStatus,
    PrintProblem,
)
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words

_PROBLEMS: Final = {
    PrintProblem.UNREACHABLE: mark("Printer not reachable"),
    PrintProblem.NOT_ANSWERING: mark("Printer does not answer"),
    PrintProblem.CONNECTION_LOST: mark("Printer connection lost"),
    PrintProblem.PAPER_OUT: mark("Out of paper"),
    PrintProblem.COVER_OPEN: mark("Printer cover open"),
    PrintProblem.OFFLINE: mark("Printer offline"),
    PrintProblem.ERROR: mark("Printer fault"),
    PrintProblem.OCCUPIED: mark("Printer in use by another program"),
    PrintProblem.FORBIDDEN: mark("No permission to use the printer"),
    PrintProblem.QUEUE_STOPPED: mark("Print queue stopped"),
    PrintProblem.UNSUPPORTED: mark("No such connection here"),
    PrintProblem.FOLDER: mark("Slip folder not writable"),
}
_TROUBLE: Final = mark("Printer in trouble")
_STATES: Final = {
    PrinterState.UNKNOWN: mark("Printer"),
    PrinterState.READY: mark("Printer ready"),
    PrinterState.SILENT: mark("Printer connected"),
    PrinterState.PRINTING: mark("Printing"),
    PrinterState.PAPER_LOW: mark("Paper almost out"),
}


def printer_text(state: PrinterState, problem: PrintProblem | None, words: Words) -> str:
    """The printer's state in two or three words."""
    if state is PrinterState.TROUBLE:
        known = _PROBLEMS.get(problem) if problem else None
        return words.text(known or _TROUBLE)
    return words.text(_STATES[state])


def printer_name(printer: str, words: Words) -> str:
    """Which of the till's printers."""
    if printer == FALLBACK_PRINTER:
        return words.text("Second printer")
    return words.text("Slip printer")


def printer_sentence(status: PrinterStatus, words: Words) -> str:
    """How a printer is and what comes next, in a line: "Out of paper · next try at 14:32"."""
    parts = [printer_text(status.state, status.problem, words)]
    if status.state is PrinterState.SILENT:
        parts.append(words.text("it does not report whether it has paper"))
    if status.counts.waiting:
        waiting = status.counts.waiting
        parts.append(words.plural("{n} slip waiting", "{n} slips waiting", waiting))
    if status.retry_at is not None:
        at = words.formats.time(status.retry_at)
        parts.append(words.text("next try at {time}", time=at))
    return " · ".join(parts)
