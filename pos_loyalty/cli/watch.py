"""A folder into which other software drops purchases."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pos_loyalty.cli.command import Answer, Command
from pos_loyalty.cli.context import Context
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words


def watch(context: Context, args: Namespace) -> Answer:
    """Take purchases from a folder, once or until told to end."""
    folder = Path(args.folder).absolute()
    door = context.gateway.open_watch(context.shop, folder)
    words = context.words
    if args.once:
        taken = door.once()
        said = words.text("Booked: {done}, refused: {failed}", done=taken.done, failed=taken.failed)
        value = {"done": taken.done, "failed": taken.failed, "waiting": taken.waiting}
        return Answer(value, (said,))
    if args.attached:
        door.end_with_input()
    said = words.text("Purchases are taken from {folder}.", folder=folder)
    return Answer({"folder": str(folder)}, (said,), then=door.serve)


def _arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "folder", metavar=words.text("FOLDER"), help=words.text("where the files are dropped")
    )
    parser.add_argument(
        "--once", action="store_true", help=words.text("takes what is there, and ends")
    )
    parser.add_argument(
        "--attached",
        action="store_true",
        help=words.text("ends when its standard input is closed"),
    )


COMMANDS: Final[Mapping[str, Command]] = {
    "watch": Command(
        mark("books purchases that other software drops into a folder"), watch, _arguments
    )
}
