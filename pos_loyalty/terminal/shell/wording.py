"""Chips in words: how the printer and the line to the hub are."""

from typing import Final

from pos_loyalty.domain.counter import Link, LinkStatus
from pos_loyalty.domain.print_job import PrinterState, PrinterStatus, PrintProblem
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.shell.state import ChipState, Level

_PROBLEMS: Final = {
    PrintProblem.UNREACHABLE: mark("Printer not reachable"),
    PrintProblem.NOT_ANSWERING: mark("Printer does not answer"),
    PrintProblem.CONNECTION_LOST: mark("Printer connection lost"),
    PrintProblem.PAPER_OUT: mark("Out of paper"),
    PrintProblem.COVER_OPEN: mark("Printer cover open"),
    PrintProblem.OFFLINE: mark("Printer offline"),
    PrintProblem.OCCUPIED: mark("Printer in use by a program"),
    PrintProblem.FORBIDDEN: mark("No right to use the printer"),
    PrintProblem.QUEUE_STOPPED: mark("Print queue stopped"),
    PrintProblem.UNSUPPORTED: mark("No such connection here"),
    PrintProblem.FOLDER: mark("Slip folder not writable"),
}


def printer_chip(status: PrinterStatus, words: Words) -> ChipState:
    """The printer in two or three words; slips that wait for an answer come first."""
    detail = words.text("Show printer and slips (F8)")
    counts = status.counts
    asked = counts.uncertain + counts.held
    if status.state is PrinterState.TROUBLE:
        text = words.text(_PROBLEMS.get(status.problem, _UNKNOWN) if status.problem else _UNKNOWN)
        if counts.waiting:
            text = _with_waiting(text, counts.waiting, words)
        return ChipState(text, Level.BAD, detail)
    if asked:
        text = words.plural("{n} slip to check", "{n} slips to check", asked)
        return ChipState(text, Level.WARN, detail)
    if status.state is PrinterState.PAPER_LOW:
        return ChipState(words.text("Paper almost out"), Level.WARN, detail)
    if status.state is PrinterState.PRINTING or counts.waiting:
        return ChipState(words.text("Printing"), Level.GOOD, detail)
    if status.state is PrinterState.UNKNOWN:
        return ChipState(words.text("Printer"), Level.WAITING, detail)
    return ChipState(words.text("Printer ready"), Level.GOOD, detail)


def link_chip(status: LinkStatus, words: Words) -> ChipState:
    """The line to the hub; nothing for a till that stands alone."""
    if status.link is Link.ALONE:
        return ChipState()
    detail = words.text("Everything goes on without the network; it is sent later.")
    if status.link is Link.REFUSED:
        return ChipState(words.text("The hub refuses this till"), Level.BAD, detail)
    if status.link is Link.OFFLINE:
        text = words.text("Offline")
        if status.since is not None:
            text = words.text("Offline since {time}", time=words.formats.time(status.since))
        if status.waiting:
            text = _with_waiting(text, status.waiting, words)
        return ChipState(text, Level.WAITING, detail)
    if status.waiting:
        text = _with_waiting(words.text("Connected"), status.waiting, words)
        return ChipState(text, Level.GOOD, detail)
    return ChipState(words.text("Connected"), Level.GOOD, detail)


def _with_waiting(state: str, count: int, words: Words) -> str:
    shown = words.formats.number(count)
    return words.plural(
        "{state} · {n} waiting", "{state} · {n} waiting", count, state=state, n=shown
    )


_UNKNOWN: Final = mark("Printer in trouble")
