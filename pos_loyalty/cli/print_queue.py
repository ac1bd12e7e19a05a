"""Slips that are not out, and the cash drawer, without a window."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any, Final

from pos_loyalty.bootstrap.printing import ReceiptPrinter
from pos_loyalty.cli.command import Answer, WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.domain.print_job import FALLBACK_PRINTER, RECEIPT_PRINTER, PrintJob
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.printouts import Printouts

LIST: Final = "list"
_PRINT, _COPY, _DONE, _DROP, _MOVE = "print", "copy", "done", "drop", "move"
_SAID: Final = {
    _PRINT: mark("The slip goes to the printer."),
    _COPY: mark("A copy is queued."),
    _DONE: mark("Noted: the slip is out."),
    _DROP: mark("The slip is not printed."),
    _MOVE: mark("The other printer has the slip now."),
}


def queue(context: Context, args: Namespace) -> Answer:
    """Slips that are not out; or an answer for one of them."""
    if args.action == LIST:
        return _listed(context)
    words = context.words
    if not args.job:
        raise WrongUseError(words.text("Missing: {names}.", names=words.text("JOB")))
    if args.action == _DROP and not args.reason:
        raise WrongUseError(words.text("Missing: {names}.", names="--reason"))
    _acts(context, args)[args.action]()
    return Answer({"job": args.job, "done": args.action}, (words.text(_SAID[args.action]),))


def drawer(context: Context, _args: Namespace) -> Answer:
    """Open the cash drawer, at once or not at all."""
    answer = context.shop.drawer.call(context.request)
    if not answer.repeated:
        ReceiptPrinter(context.shop, context.folder).open_drawer()
    value = {"event": answer.value, "repeated": answer.repeated}
    return Answer(value, (context.words.text("The drawer is open."),))


def queue_arguments(parser: ArgumentParser, words: Words) -> None:
    """What can be said about a slip."""
    parser.add_argument(
        "action",
        nargs="?",
        default=LIST,
        choices=(LIST, *_SAID),
        help=words.text("what to do with a slip; without it, slips that are not out are listed"),
    )
    parser.add_argument(
        "job", nargs="?", metavar=words.text("JOB"), help=words.text("the slip, as it is listed")
    )
    parser.add_argument(
        "--reason",
        metavar=words.text("TEXT"),
        help=words.text("why the slip is not printed"),
    )
    parser.add_argument(
        "--to",
        choices=(RECEIPT_PRINTER, FALLBACK_PRINTER),
        default=FALLBACK_PRINTER,
        help=words.text("the printer that gets the slip"),
    )


def _acts(context: Context, args: Namespace) -> dict[str, Callable[[], None]]:
    request = context.request
    printouts = Printouts(
        context.shop.store,
        context.clock,
        actor=lambda: request.actor,
        draw=lambda _facts: b"",
        changed=lambda: None,
        printers=lambda: printers_of(context),
    )
    key, job = request.key, args.job
    return {
        _PRINT: lambda: printouts.print_now(key=key, job_id=job),
        _COPY: lambda: printouts.print_again(key=key, job_id=job),
        _DONE: lambda: printouts.came_out(key=key, job_id=job),
        _DROP: lambda: printouts.drop(key=key, job_id=job, reason=args.reason),
        _MOVE: lambda: printouts.move(key=key, job_id=job, to=args.to),
    }


def printers_of(context: Context) -> frozenset[str]:
    """The printers of this till, by the names of their queues."""
    has_second = bool(context.shop.settings.settings().printer.fallback)
    return frozenset({RECEIPT_PRINTER, FALLBACK_PRINTER} if has_second else {RECEIPT_PRINTER})


def _listed(context: Context) -> Answer:
    with context.shop.store.read() as reading:
        jobs = [listed.job for listed in reading.print_jobs.open_jobs()]
    value = [_job(context, job) for job in jobs]
    lines = [f"{job['at']}  {job['state']}  {job['printer']}  {job['id']}" for job in value]
    return Answer(value, tuple(lines) or (context.words.text("No slip is waiting."),))


def _job(context: Context, job: PrintJob) -> dict[str, Any]:
    return {
        "id": job.id,
        "printer": job.printer,
        "moved_from": job.moved_from,
        "kind": job.facts.kind.value,
        "at": context.local(job.created_at),
        "state": job.state.value,
        "problem": job.problem.value if job.problem else None,
        "attempts": job.attempts,
        "copy": job.facts.copy_number,
    }
