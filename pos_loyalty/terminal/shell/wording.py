"""Chips in words: how the printer and the line to the hub are."""

from collections.abc import Sequence

from pos_loyalty.domain.counter import Link, LinkStatus
from pos_loyalty.domain.print_job import FALLBACK_PRINTER, PrinterState, PrinterStatus
from pos_loyalty.i18n.printer_words import printer_name, printer_sentence, printer_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.shell.state import ChipState, Level


def printer_chip(statuses: Sequence[PrinterStatus], words: Words) -> ChipState:
    """The printers in two or three words: the first one's state, unless slips wait for answers.

    The detail says how each of them is.
    """
    first, *others = statuses
    chip = _chip(first, others, words)
    lines = [
        f"{printer_name(each.printer, words)}: {printer_sentence(each, words)}" for each in statuses
    ]
    lines.append(words.text("Show printer and slips (F8)"))
    return ChipState(chip.text, chip.level, "\n".join(lines))


def _chip(first: PrinterStatus, others: Sequence[PrinterStatus], words: Words) -> ChipState:
    asked = sum(each.counts.uncertain + each.counts.held for each in (first, *others))
    text = printer_text(first.state, first.problem, words)
    waiting = sum(each.counts.waiting for each in (first, *others))
    if first.state is PrinterState.TROUBLE:
        if any(_prints(each) for each in others):
            return ChipState(words.text("{state} · second printer prints", state=text), Level.WARN)
        return ChipState(_with_waiting(text, waiting, words) if waiting else text, Level.BAD)
    if asked:
        return ChipState(words.plural("{n} slip to check", "{n} slips to check", asked), Level.WARN)
    if first.state is PrinterState.PAPER_LOW:
        return ChipState(text, Level.WARN)
    if first.state is PrinterState.PRINTING or waiting:
        return ChipState(printer_text(PrinterState.PRINTING, None, words), Level.GOOD)
    return ChipState(text, Level.WAITING if first.state is PrinterState.UNKNOWN else Level.GOOD)


def _prints(second: PrinterStatus) -> bool:
    """Whether the one that stands in can be relied on."""
    return second.printer == FALLBACK_PRINTER and second.state not in {
        PrinterState.TROUBLE,
        PrinterState.UNKNOWN,
    }


def link_chip(status: LinkStatus, words: Words) -> ChipState:
    """The line to the hub; nothing for a till that stands alone."""
    if status.link is Link.ALONE:
        return ChipState()
    detail = words.text("Everything keeps working without the network; it is sent later.")
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
