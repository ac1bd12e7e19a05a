"""The receipt printer and its queue, without a window."""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from pos_loyalty.bootstrap.printer_trial import PrinterTrial
from pos_loyalty.bootstrap.printing import ReceiptPrinter, TillPrinters
from pos_loyalty.cli.command import OUTAGE, Answer, Command, Group
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.print_queue import drawer, printers_of, queue, queue_arguments
from pos_loyalty.cli.printer_search import find, find_arguments
from pos_loyalty.domain.print_job import (
    FALLBACK_PRINTER,
    RECEIPT_PRINTER,
    PrinterOutageError,
    PrinterState,
    PrinterStatus,
)
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.printing.draining import DrainResult, drain_once, drain_until_empty
from pos_loyalty.printing.pace import Watch


def list_printers(context: Context, _args: Namespace) -> Answer:
    """The printers of this till and where they are."""
    settings = context.shop.settings.settings().printer
    found = [(RECEIPT_PRINTER, settings.receipt, settings.profile)]
    if settings.fallback:
        found.append((FALLBACK_PRINTER, settings.fallback, settings.fallback_profile))
    value = [
        {"name": name, "address": address, "profile": profile} for name, address, profile in found
    ]
    return Answer(value, tuple("  ".join(printer) for printer in found))


def status(context: Context, _args: Namespace) -> Answer:
    """How the printers are, and what waits for them."""
    found = [
        _status(context, ReceiptPrinter(context.shop, context.folder, name=name))
        for name in sorted(printers_of(context), reverse=True)
    ]
    first, *others = found
    value = {**first.value, "fallback": others[0].value if others else None}
    return Answer(value, tuple(line for each in found for line in each.lines))


def _status(context: Context, printer: ReceiptPrinter) -> Answer:
    condition = printer.transport().status()
    with context.shop.store.read() as reading:
        counts = reading.print_jobs.counts(printer.name)
    value = {
        "printer": printer.name,
        "state": condition.state.value,
        "problem": condition.problem.value if condition.problem else None,
        "waiting": counts.waiting,
        "held": counts.held,
        "uncertain": counts.uncertain,
    }
    words = context.words
    waiting = counts.waiting + counts.held
    lines = [words.plural("{n} slip is waiting.", "{n} slips are waiting.", waiting)]
    if condition.problem is not None:
        lines.insert(0, message_for(PrinterOutageError(problem=condition.problem), words))
    elif condition.state is PrinterState.READY:
        lines.insert(0, words.text("The printer is ready."))
    elif condition.state is PrinterState.PAPER_LOW:
        lines.insert(0, words.text("The printer is ready; its paper is almost out."))
    elif condition.state is PrinterState.UNKNOWN:
        lines.insert(0, words.text("The printer can be reached, and tells nothing of itself."))
    return Answer(value, tuple(lines))


def test(context: Context, _args: Namespace) -> Answer:
    """Print a page that shows what the printer can do; it is kept in no queue."""
    trial = PrinterTrial(context.shop, context.folder)
    result = trial.print_test_page(context.shop.settings.settings())
    value = {"accepted_bytes": result.accepted_bytes, "confirmed": result.confirmed}
    return Answer(value, (context.words.text("The test page is on its way."),))


def spool(context: Context, args: Namespace) -> Answer:
    """Send what is waiting, as if the window were open."""
    seen = _LastStatus()
    printers = TillPrinters(context.shop, context.folder)
    # Whoever types this wants what is waiting, however old it is.
    spooler = printers.spoolers(seen.listen, hold_after=None, watch=Watch(waits=()))
    if args.until_empty:
        result = drain_until_empty(
            spooler,
            timeout=timedelta(seconds=args.timeout),
            now=context.clock.now,
            sleep=time.sleep,
        )
    else:
        result = drain_once(spooler)
    value: dict[str, Any] = {
        "sent": result.sent,
        "waiting": result.waiting,
        "uncertain": result.uncertain,
    }
    lines = [_spooled(context.words, result)]
    if not result.waiting or seen.outage is None:
        return Answer(value, tuple(lines))
    message = message_for(seen.outage, context.words)
    value["error"] = {"code": seen.outage.code, "message": message}
    return Answer(value, (*lines, message), OUTAGE)


class _LastStatus:
    """What the spoolers last said of their printers."""

    def __init__(self) -> None:
        self._last: dict[str, PrinterStatus] = {}

    def listen(self, status: PrinterStatus) -> None:
        self._last[status.printer] = status

    @property
    def outage(self) -> PrinterOutageError | None:
        """What the first of those has that are in trouble."""
        for status in self._last.values():
            if status.state is PrinterState.TROUBLE:
                return PrinterOutageError(problem=status.problem)
        return None


def _spooled(words: Words, result: DrainResult) -> str:
    return words.text(
        "{sent} printed, {waiting} waiting, {uncertain} uncertain.",
        sent=result.sent,
        waiting=result.waiting,
        uncertain=result.uncertain,
    )


def _spool_arguments(parser: ArgumentParser, words: Words) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--once", action="store_true", help=words.text("gives up when the printer does not print")
    )
    how.add_argument("--until-empty", action="store_true", help=words.text("waits for the printer"))
    parser.add_argument(
        "--timeout",
        type=_seconds,
        default=30.0,
        metavar=words.text("SECONDS"),
        help=words.text("how long to wait at most"),
    )


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= _LONGEST_WAIT_S:
        raise ValueError(text)
    return seconds


_LONGEST_WAIT_S: Final = 86_400

COMMANDS: Final[Mapping[str, Command | Group]] = {
    "printer": Group(
        mark("the receipt printers"),
        {
            "list": Command(mark("lists the printers of this till"), list_printers),
            "find": Command(mark("looks for printers"), find, find_arguments),
            "test": Command(mark("prints a test page"), test),
            "queue": Command(
                mark("lists slips that are not out, and answers for them"),
                queue,
                queue_arguments,
                writes=True,
            ),
            "drawer": Command(mark("opens the cash drawer"), drawer, writes=True),
            "status": Command(mark("says how the printer is"), status),
        },
    ),
    "spool": Command(mark("sends waiting slips without a window"), spool, _spool_arguments),
}
