"""Looks for printers that could be entered in the settings."""

from argparse import ArgumentParser, Namespace
from typing import Any

from pos_loyalty.cli.command import Answer
from pos_loyalty.cli.context import Context
from pos_loyalty.domain.print_job import PrinterOutageError
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.printing.found_printer import FoundPrinter, PrinterKind
from pos_loyalty.printing.network_scan import own_range


def find(context: Context, args: Namespace) -> Answer:
    """Look for printers on this computer's plugs and queues, and in the network where asked to.

    Raises NetworkRangeError.
    """
    # It loads the libraries of all cables, which no other command needs.
    from pos_loyalty.printing.discovery import find_printers  # noqa: PLC0415

    found = find_printers(set(PrinterKind), network_range=args.range)
    lines = [_line(context, each) for each in found]
    if not found:
        lines.append(context.words.text("No printer was found."))
    if args.range is None:
        example = own_range() or "192.168.1.0/24"
        lines.append(
            context.words.text("The network is searched with --range {range}.", range=example)
        )
    return Answer([_value(each) for each in found], tuple(lines))


def find_arguments(parser: ArgumentParser, words: Words) -> None:
    """The options of ``printer find``."""
    parser.add_argument(
        "--range",
        metavar=words.text("RANGE"),
        help=words.text("the addresses to be searched, e.g. 192.168.1.0/24"),
    )


def _value(found: FoundPrinter) -> dict[str, Any]:
    return {
        "address": found.address,
        "name": found.name,
        "kind": found.kind.value,
        "profile": found.profile_guess,
        "problem": found.problem.value if found.problem else None,
    }


def _line(context: Context, found: FoundPrinter) -> str:
    parts = [found.address, found.name]
    if found.profile_guess is not None:
        parts.append(found.profile_guess)
    if found.problem is not None:
        parts.append(message_for(PrinterOutageError(problem=found.problem), context.words))
    return "  ".join(parts)
