"""The print queue in words: each slip, what it waits for, and what can be done about it."""

from typing import Final

from pos_loyalty.domain.counter import QueuedSlip
from pos_loyalty.domain.print_job import (
    FALLBACK_PRINTER,
    DropReason,
    JobState,
    PrinterOutageError,
    PrinterState,
    PrinterStatus,
)
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.printer_words import printer_name, printer_sentence
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.facts import CounterFacts
from pos_loyalty.terminal.screens.cashier.slip_words import OUT, SETTLED, SLIP_KINDS, SLIP_STATES
from pos_loyalty.terminal.screens.cashier.state import (
    Choice,
    PrinterLine,
    QueuePanel,
    SlipLine,
    Tone,
)

CAME_OUT: Final = "came-out"
PRINT_AGAIN: Final = "print-again"
PRINT_NOW: Final = "print-now"
DROP: Final = "drop"
MOVE: Final = "move"
LOOK: Final = "look"
KEEP: Final = "keep"

_REASONS: Final = {
    DropReason.NOT_WANTED: mark("Not wanted"),
    DropReason.MISTAKE: mark("Mistake or test"),
    DropReason.ELSEWHERE: mark("Handled another way"),
}
_TONES: Final = {
    PrinterState.TROUBLE: Tone.BAD,
    PrinterState.PAPER_LOW: Tone.WARN,
    PrinterState.UNKNOWN: Tone.INFO,
}


def queue_panel(facts: CounterFacts, words: Words) -> QueuePanel:
    """The print queue, or one slip as it looks on paper."""
    queue = facts.queue
    printers = tuple(_printer_line(status, words) for status in facts.printers)
    if queue.slips is None:
        return QueuePanel(printers=printers, is_loading=True)
    waiting = sum(slip.state not in SETTLED for slip in queue.slips)
    summary = (
        words.plural("{n} slip waiting", "{n} slips waiting", waiting)
        if waiting
        else words.text("Nothing is waiting. All slips are printed.")
    )
    title = ""
    if queue.shown is not None:
        title = _slip_title(queue.shown, words)
    lines = tuple(
        _slip_line(slip, words, is_dropped=slip.job_id == queue.dropping) for slip in queue.slips
    )
    return QueuePanel(summary, printers, lines, queue.picture, title)


def _printer_line(status: PrinterStatus, words: Words) -> PrinterLine:
    tone = _TONES.get(status.state, Tone.GOOD)
    return PrinterLine(printer_name(status.printer, words), printer_sentence(status, words), tone)


def _slip_title(slip: QueuedSlip, words: Words) -> str:
    title = words.text(SLIP_KINDS[slip.kind])
    if slip.copy_number:
        copy = words.formats.number(slip.copy_number)
        title = words.text("{slip}, copy {n}", slip=title, n=copy)
    return f"{title} · {slip.member_name}" if slip.member_name else title


def _slip_line(slip: QueuedSlip, words: Words, *, is_dropped: bool) -> SlipLine:
    question = _question(slip, words)
    reasons: tuple[Choice, ...] = ()
    if is_dropped:
        question = words.text("Why delete this slip?")
        keep = Choice(KEEP, words.text("Keep it"))
        named = [Choice(code.value, words.text(text)) for code, text in _REASONS.items()]
        reasons = (keep, *named)
    return SlipLine(
        slip.job_id,
        _slip_title(slip, words),
        _detail(slip, words),
        _tone(slip),
        question,
        () if is_dropped else _choices(slip, words),
        reasons,
    )


def _detail(slip: QueuedSlip, words: Words) -> str:
    parts = [words.formats.time(slip.at), words.text(SLIP_STATES[slip.state])]
    if slip.reason:
        known = slip.reason in set(DropReason) - {DropReason.OTHER}
        parts.append(words.text(_REASONS[DropReason(slip.reason)]) if known else slip.reason)
    elif slip.printer == FALLBACK_PRINTER:
        parts.append(printer_name(slip.printer, words))
    return " · ".join(parts)


def _question(slip: QueuedSlip, words: Words) -> str:
    if slip.state is JobState.UNCERTAIN:
        return words.text("Was this slip printed?")
    if slip.state is JobState.HELD:
        return words.text("It has been waiting a long time. Print it now?")
    if slip.state is JobState.FAILED and slip.problem is not None:
        return message_for(PrinterOutageError(problem=slip.problem), words)
    return ""


def _tone(slip: QueuedSlip) -> Tone:
    if slip.state in (JobState.UNCERTAIN, JobState.HELD):
        return Tone.WARN
    if slip.state is JobState.FAILED:
        return Tone.BAD
    return Tone.GOOD if slip.state in OUT else Tone.INFO


def _choices(slip: QueuedSlip, words: Words) -> tuple[Choice, ...]:
    look = Choice(LOOK, words.text("View"))
    drop = Choice(DROP, words.text("Delete"))
    again = Choice(PRINT_AGAIN, words.text("Print a copy"))
    others: tuple[Choice, ...] = (drop, look)
    if slip.other_printer:
        to = Choice(MOVE, words.text("To: {printer}", printer=_other(slip, words)))
        others = (to, drop, look)
    match slip.state:
        case JobState.UNCERTAIN:
            yes = Choice(CAME_OUT, words.text("Yes"))
            no = Choice(PRINT_AGAIN, words.text("No, print it"))
            return (yes, no, *others)
        case JobState.HELD:
            return (Choice(PRINT_NOW, words.text("Print now")), *others)
        case JobState.FAILED | JobState.QUEUED:
            return (Choice(PRINT_NOW, words.text("Try again")), *others)
        case JobState.SENDING:
            return ()
        case _:
            return (look, again)


def _other(slip: QueuedSlip, words: Words) -> str:
    return printer_name(slip.other_printer, words)
