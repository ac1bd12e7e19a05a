"""The receipt printer and its queue, without a window."""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from pos_loyalty.bootstrap.printer_trial import PrinterTrial
from pos_loyalty.bootstrap.printing import ReceiptPrinter
from pos_loyalty.cli.command import OUTAGE, Answer, Command, Group
from pos_loyalty.cli.context import Context
from pos_loyalty.domain.print_job import (
    PrinterOutageError,
    PrinterState,
    PrinterStatus,
    PrintJob,
)
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.printing.draining import DrainResult, drain_once, drain_until_empty
from pos_loyalty.services.slips import RECEIPT_PRINTER


def list_printers(context: Context, _args: Namespace) -> Answer:
    """The printers of this till and where they are."""
    settings = context.shop.settings.settings().printer
    printer = {
        "name": RECEIPT_PRINTER,
        "address": settings.receipt,
        "profile": settings.profile,
    }
    return Answer([printer], (f"{RECEIPT_PRINTER}  {settings.receipt}  {settings.profile}",))


def status(context: Context, _args: Namespace) -> Answer:
    """How the printer is, and what waits for it."""
    printer = ReceiptPrinter(context.shop, context.folder)
    condition = printer.transport().status()
    with context.shop.store.read() as reading:
        counts = reading.print_jobs.counts(RECEIPT_PRINTER)
    value = {
        "printer": RECEIPT_PRINTER,
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
    return Answer(value, tuple(lines))


def queue(context: Context, _args: Namespace) -> Answer:
    """Slips that are not out."""
    with context.shop.store.read() as reading:
        jobs = [listed.job for listed in reading.print_jobs.open_jobs()]
    value = [_job(context, job) for job in jobs]
    lines = [f"{job['at']}  {job['state']}  {job['id']}" for job in value]
    return Answer(value, tuple(lines) or (context.words.text("No slip is waiting."),))


def test(context: Context, _args: Namespace) -> Answer:
    """Print a page that shows what the printer can do; it is kept in no queue."""
    trial = PrinterTrial(context.shop, context.folder)
    result = trial.print_test_page(context.shop.settings.settings())
    value = {"accepted_bytes": result.accepted_bytes, "confirmed": result.confirmed}
    return Answer(value, (context.words.text("The test page is on its way."),))


def spool(context: Context, args: Namespace) -> Answer:
    """Send what is waiting, as if the window were open."""
    seen = _LastStatus()
    printer = ReceiptPrinter(context.shop, context.folder)
    # Whoever types this wants what is waiting, however old it is.
    spooler = printer.spooler(seen.listen, hold_after=None)
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
    """What the spooler last said of the printer."""

    def __init__(self) -> None:
        self.outage: PrinterOutageError | None = None

    def listen(self, status: PrinterStatus) -> None:
        trouble = status.state is PrinterState.TROUBLE
        self.outage = PrinterOutageError(problem=status.problem) if trouble else None


def _spooled(words: Words, result: DrainResult) -> str:
    return words.text(
        "{sent} printed, {waiting} waiting, {uncertain} uncertain.",
        sent=result.sent,
        waiting=result.waiting,
        uncertain=result.uncertain,
    )


def _job(context: Context, job: PrintJob) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.facts.kind.value,
        "at": context.local(job.created_at),
        "state": job.state.value,
        "problem": job.problem.value if job.problem else None,
        "attempts": job.attempts,
        "copy": job.facts.copy_number,
    }


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
        mark("the receipt printer"),
        {
            "list": Command(mark("lists the printers of this till"), list_printers),
            "test": Command(mark("prints a test page"), test),
            "queue": Command(mark("lists slips that are not out"), queue),
            "status": Command(mark("says how the printer is"), status),
        },
    ),
    "spool": Command(mark("sends waiting slips without a window"), spool, _spool_arguments),
}
