"""Sales and members taken in from the files of other programs."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pos_loyalty.cli.command import DONE, REFUSED, Answer, Command, Group, WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.domain.imports import (
    ImportKind,
    ImportProgress,
    ImportReport,
    ImportWish,
    RowProblem,
    SaleMode,
)
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.import_problems import row_place_text, row_problem_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.document_file import read_table_file
from pos_loyalty.services.imports.mapping import PRESETS, read_mapping
from pos_loyalty.services.imports.running import Purpose
from pos_loyalty.services.imports.table import LARGEST_BYTES

STOPPED: Final = 130
_MOST_TOLD: Final = 20


def sales(context: Context, args: Namespace) -> Answer:
    """Take in purchases, as sales with points or as history."""
    wish = _wish(args, ImportKind.SALES)
    mode = SaleMode(args.mode) if args.mode else wish.mode or SaleMode.POINTS
    new_members = False if args.known_only else wish.new_members is not False
    return _done(context, args, replace(wish, mode=mode, new_members=new_members))


def members(context: Context, args: Namespace) -> Answer:
    """Take in members with their points, tiers and labels."""
    return _done(context, args, _wish(args, ImportKind.MEMBERS))


def _done(context: Context, args: Namespace, wish: ImportWish) -> Answer:
    data = _bytes(context, args.file)
    imports = context.shop.imports
    if args.dry_run:
        progress = _run(context, data, wish, Purpose.TRIAL)
        return _answer(context, args, progress)
    before = imports.answered(context.request, data, wish)
    if before is not None:
        return _answer(context, args, ImportProgress(0, 0, before), is_repeated=True)
    if args.strict:
        tried = _run(context, data, wish, Purpose.TRIAL)
        if tried.report.refused or not tried.is_finished:
            return _held_back(context, tried)
    progress = _run(context, data, wish, Purpose.REAL)
    if progress.is_finished:
        imports.remember(context.request, data, wish, progress.report)
    return _answer(context, args, progress)


def _run(context: Context, data: bytes, wish: ImportWish, purpose: Purpose) -> ImportProgress:
    """All steps, or those up to Ctrl-C: what was done then is whole."""
    run = context.shop.imports.start(context.request, data, wish, purpose)
    tell = _teller()
    try:
        while not run.progress.is_finished:
            tell(run.advance())
    except KeyboardInterrupt:
        pass
    finally:
        tell(None)
    return run.progress


def _teller() -> Callable[[ImportProgress | None], None]:
    """Tells somebody at a terminal how far it is; None ends the line."""
    is_watched = sys.stderr.isatty()

    def tell(progress: ImportProgress | None) -> None:
        if is_watched:
            said = "\n" if progress is None else f"\r{progress.done} / {progress.total}"
            print(said, end="", file=sys.stderr, flush=True)

    return tell


def _answer(
    context: Context, args: Namespace, progress: ImportProgress, *, is_repeated: bool = False
) -> Answer:
    report = progress.report
    value = _figures(context, report, is_stopped=not progress.is_finished)
    value["dry_run"] = args.dry_run
    if is_repeated:
        # As every command answers under a known key.
        value["repeated"] = True
    status = REFUSED if report.refused and not report.imported + report.repeated else DONE
    if not progress.is_finished:
        status = STOPPED
    lines = _sentences(context.shop_words, args, progress, is_repeated=is_repeated)
    return Answer(value, lines, status)


def _held_back(context: Context, tried: ImportProgress) -> Answer:
    """Nothing was taken in, for something in the file is wrong and all of it was wanted."""
    report = ImportReport(refused=tried.report.refused, problems=tried.report.problems)
    value = _figures(context, report, is_stopped=not tried.is_finished)
    words = context.shop_words
    said = words.text("Nothing was imported, because lines are wrong.")
    return Answer({**value, "dry_run": False}, [said, *_listed(words, report)], REFUSED)


def _figures(context: Context, report: ImportReport, *, is_stopped: bool) -> dict[str, Any]:
    words = context.words
    return {
        "imported": report.imported,
        "repeated": report.repeated,
        "refused": report.refused,
        "errors": [
            {
                "line": problem.line,
                "column": problem.column or None,
                "code": problem.code,
                "message": row_problem_text(problem, words),
            }
            for problem in report.problems
        ],
        "members": report.members,
        "sales": report.sales,
        "points": report.points,
        "amount": context.money(report.amount_minor),
        "stopped": is_stopped,
    }


def _sentences(
    words: Words, args: Namespace, progress: ImportProgress, *, is_repeated: bool
) -> list[str]:
    report = progress.report
    lines = []
    if is_repeated:
        lines.append(words.text("This was imported before; nothing was imported again."))
    if args.dry_run:
        lines.append(words.text("Only tried: nothing was written."))
    if not progress.is_finished:
        lines.append(words.text("Stopped. What is imported is whole; the same command goes on."))
    lines.append(words.plural("{n} line imported", "{n} lines imported", report.imported))
    if report.repeated:
        lines.append(
            words.plural(
                "{n} line was here already", "{n} lines were here already", report.repeated
            )
        )
    if report.members:
        lines.append(words.plural("{n} new member", "{n} new members", report.members))
    if report.sales:
        money = words.formats.money(report.amount_minor)
        lines.append(
            words.plural(
                "{n} sale over {money}", "{n} sales over {money}", report.sales, money=money
            )
        )
    if report.points:
        lines.append(words.text("Credited: {points}", points=words.signed_points(report.points)))
    return [*lines, *_listed(words, report)]


def _listed(words: Words, report: ImportReport) -> list[str]:
    """The first wrong lines; --json names them all."""
    if not report.refused:
        return []
    told = [_told(problem, words) for problem in report.problems[:_MOST_TOLD]]
    rest = report.refused - len(told)
    more = [words.text("And {n} more; --json lists them all.", n=rest)] if rest else []
    return [words.plural("{n} wrong line:", "{n} wrong lines:", report.refused), *told, *more]


def _told(problem: RowProblem, words: Words) -> str:
    return f"  {row_place_text(problem, words)}: {row_problem_text(problem, words)}"


def _wish(args: Namespace, kind: ImportKind) -> ImportWish:
    """The mapping in a file, one of ours by its name, or what is found out."""
    if not args.mapping:
        return ImportWish(kind=kind)
    if args.mapping in PRESETS:
        return PRESETS[args.mapping].of(ImportWish(kind=kind))
    return read_mapping(read_table_file(args.mapping), kind)


def _bytes(context: Context, name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError):
        # A null character in a name is a ValueError to Python.
        raise WrongUseError(
            context.words.text("The file {file} cannot be read.", file=name)
        ) from None


def _arguments(parser: ArgumentParser, words: Words) -> None:
    file = words.text("FILE")
    parser.add_argument("file", metavar=file, help=words.text("a CSV file of another program"))
    parser.add_argument(
        "--mapping",
        metavar=file,
        help=words.text(
            "what the columns mean and how the file is written: a file, or one of {names}",
            names=", ".join(PRESETS),
        ),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=words.text("tries everything and writes nothing")
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help=words.text("all lines or none: no wrong line is left out"),
    )


def _sales_arguments(parser: ArgumentParser, words: Words) -> None:
    _arguments(parser, words)
    parser.add_argument(
        "--mode",
        choices=[mode.value for mode in SaleMode],
        help=words.text(
            "points: as sales that earn under the rules of their time; "
            "history: they count for tiers and move no points"
        ),
    )
    parser.add_argument(
        "--known-only",
        action="store_true",
        help=words.text("takes in nobody new: purchases of unknown members are listed"),
    )


COMMANDS: Final[Mapping[str, Group]] = {
    "import": Group(
        mark("takes in files of other programs"),
        {
            "sales": Command(mark("takes in purchases"), sales, _sales_arguments, writes=True),
            "members": Command(mark("takes in members"), members, _arguments, writes=True),
        },
    )
}
