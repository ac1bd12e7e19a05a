"""Backups of the shop's database: made, proved, gone back to."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from pos_loyalty.bootstrap.keys import checked_keys, copy_keys, put_back
from pos_loyalty.cli.command import OUTAGE, Answer, Command, Group, WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.storage.backup import backups, make_backup, restore, verify_backup

_KEYS: Final[Mapping[str, str]] = {
    "card_keys.json": mark("keys of the cards"),
    "vault.key": mark("key to the members’ data"),
    "device.key": mark("this till’s own key"),
    "hub_pairing.json": mark("pairing with the hub"),
    "hub_ca.pem": mark("certificate of the hub"),
    "wallet_pass.pem": mark("certificate for wallet passes"),
    "mail_password": mark("password of the mail account"),
}


def create(context: Context, args: Namespace) -> Answer:
    """A copy of the database, checked, while the till goes on selling; keys on request."""
    folder, words = context.folder, context.words
    backup = make_backup(folder.database, folder.backups, now=context.now)
    keys = copy_keys(folder, context.now) if args.keys else None
    value = {
        "file": str(backup.path),
        "bytes": backup.size_bytes,
        "keys": str(keys.folder) if keys else None,
        "key_files": keys.files if keys else (),
    }
    said = [words.text("The backup is {file}.", file=backup.path.name)]
    if keys is not None:
        said.append(
            words.text(
                "The keys are in {folder}. Whoever has them can make cards and pass for this till: "
                "lock them away.",
                folder=keys.folder.name,
            )
        )
        said.append(words.text("In there: {names}.", names=_named(keys.files, words)))
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
    """Put a backup in the database's place, and keys in theirs; no window may be open."""
    path, folder, words = _chosen(context, args), context.folder, context.words
    with ExitStack() as stack:
        # Keys that are not whole are found out before anything is changed.
        keys = stack.enter_context(checked_keys(folder, Path(args.keys))) if args.keys else None
        aside = restore(path, folder.database, now=context.now)
        keys_aside = put_back(folder, keys, context.now) if keys else None
    said = [words.text("The shop is back at {file}.", file=path.name)]
    if keys is not None:
        names = _named(keys.files, words)
        said.append(words.text("The keys are back as well: {names}.", names=names))
    said += [
        words.text("What was there before lies in {folder}.", folder=str(each))
        for each in (aside, keys_aside)
        if each is not None
    ]
    value = {
        "file": str(path),
        "aside": str(aside) if aside else None,
        "key_files": keys.files if keys else (),
        "keys_aside": str(keys_aside) if keys_aside else None,
    }
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


def _named(files: Sequence[str], words: Words) -> str:
    """The keys in words, for nobody knows them by their files."""
    return ", ".join(words.text(_KEYS.get(name, name)) for name in files)


def _keys_back(parser: ArgumentParser, words: Words) -> None:
    _arguments(parser, words)
    parser.add_argument(
        "--keys",
        metavar=words.text("FOLDER"),
        help=words.text("puts the keys back that were copied into this folder"),
    )


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
            "restore": Command(mark("goes back to a backup"), go_back, _keys_back),
        },
    )
}
