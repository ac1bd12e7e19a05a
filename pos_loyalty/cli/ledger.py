"""The ledger: proved, and handed out whole."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pos_loyalty.cli.command import OUTAGE, Answer, Command, Group, unwritable
from pos_loyalty.cli.context import Context
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.ledger_check import export_ledger, verified_ledger


def verify(context: Context, _args: Namespace) -> Answer:
    """Derive everything again and compare; the first row that differs is named."""
    report = verified_ledger(context.shop.store, context.shop.shelf)
    words, bad = context.words, report.first_bad
    first_bad: dict[str, Any] | None = None
    if bad is None:
        said = words.text(
            "The ledger is right. Entries: {entries}, members: {members}.",
            entries=words.formats.number(report.entries),
            members=words.formats.number(report.members),
        )
    else:
        first_bad = {"table": bad.table, "row": bad.row, "reason": bad.reason}
        said = words.text(
            "The ledger is wrong from {table} {row} on ({reason}). Restore a backup.",
            table=bad.table,
            row=bad.row,
            reason=bad.reason,
        )
    value = {
        "ok": report.ok,
        "entries": report.entries,
        "events": report.events,
        "members": report.members,
        "first_bad": first_bad,
    }
    return Answer(value, (said,), 0 if report.ok else OUTAGE)


def export(context: Context, args: Namespace) -> Answer:
    """Write the whole history into a file: CSV by its suffix, else one JSON object a line."""
    target = Path(args.file)
    store = context.shop.store
    try:
        rows = export_ledger(store, target)
    except OSError as error:
        raise unwritable(context, args.file) from error
    said = context.words.text(
        "Entries in {file}: {entries}",
        entries=context.words.formats.number(rows),
        file=target.name,
    )
    return Answer({"file": str(target), "entries": rows}, (said,))


def _export_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "file",
        metavar=words.text("FILE"),
        help=words.text("where to; ends in .csv or .jsonl"),
    )


COMMANDS: Final[Mapping[str, Group]] = {
    "ledger": Group(
        mark("the ledger of all points"),
        {
            "verify": Command(mark("proves the ledger from its first entry"), verify),
            "export": Command(
                mark("writes the whole history to a file"), export, _export_arguments
            ),
        },
    )
}
