"""Backups of the shop's database: made, proved, gone back to."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pos_loyalty.bootstrap.keys import copy_keys
from pos_loyalty.cli.command import OUTAGE, Answer, Command, Group, WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.storage.backup import backups, make_backup, restore, verify_backup


def create(context: Context, args: Namespace) -> Answer:
    """A copy of the database, checked, while the till goes on selling; keys on request."""
    folder, words = context.folder, context.words
    backup = make_backup(folder.database, folder.backups, now=context.now)
    keys = copy_keys(folder, context.now) if args.keys else None
    value = {
        "file": str(backup.path),
        "bytes": backup.size_bytes,
        "keys": str(keys) if keys else None,
    }
    said = [words.text("The backup is {file}.", file=backup.path.name)]
    if keys is not None:
        said.append(
            words.text(
                "The keys are in {folder}. Whoever has them can make cards: lock them away.",
                folder=keys.name,
            )
        )
    return Answer(value, tuple(said))


def verify(context: Context, args: Namespace) -> Answer:
    """Whether a backup could be gone back to."""
    path = _chosen(context, args)
    report = verify_backup(path)
    words = context.words
    if report.ok:
        said = words.text("The backup {file} is in order.", file=path.name)
    else:
        said = words.text(
            "The backup {file} is damaged ({reason}). Take another one.",
            file=path.name,
            reason=report.reason,
        )
    value = {
        "ok": report.ok,
        "file": str(path),
        "entries": report.ledger.entries if report.ledger else None,
        "reason": report.reason,
    }
    return Answer(value, (said,), 0 if report.ok else OUTAGE)


def go_back(context: Context, args: Namespace) -> Answer:
    """Put a backup in the database's place; no window may be open."""
    path = _chosen(context, args)
    aside = restore(path, context.folder.database, now=context.now)
    words = context.words
    said = [words.text("The shop is back at {file}.", file=path.name)]
    if aside is not None:
        said.append(words.text("What was there before lies in {folder}.", folder=str(aside)))
    value = {"file": str(path), "aside": str(aside) if aside else None}
    return Answer(value, tuple(said))


def _chosen(context: Context, args: Namespace) -> Path:
    """The backup that was named, or the newest one."""
    if args.file is not None:
        path = Path(args.file)
        if not path.is_file():
            sentence = context.words.text("The file {file} cannot be read.", file=args.file)
            raise WrongUseError(sentence)
        return path
    found = backups(context.folder.backups)
    if not found:
        raise WrongUseError(context.words.text("There is no backup yet."))
    return found[0].path


def _keys_too(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("--keys", action="store_true", help=words.text("copies the keys as well"))


def _arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        metavar=words.text("FILE"),
        help=words.text("the backup; the newest one without it"),
    )


COMMANDS: Final[Mapping[str, Group]] = {
    "backup": Group(
        mark("backups of the shop"),
        {
            "create": Command(mark("makes a backup"), create, _keys_too),
            "verify": Command(mark("proves a backup"), verify, _arguments),
            "restore": Command(mark("goes back to a backup"), go_back, _arguments),
        },
    )
}
