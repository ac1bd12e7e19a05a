"""A new shop in an empty data folder."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Final, cast

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.bootstrap.lively import create_lively_shop
from pos_loyalty.bootstrap.shop import NewShop, create_shop
from pos_loyalty.cli.command import Answer, Command, Group, WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.config.settings import Language
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.presets import find_document

_SEED: Final = 1


def create(context: Context, args: Namespace) -> Answer:
    """Make the shop, and with ``--members`` an invented year behind it."""
    shop = NewShop(
        name=_name(context, args.name),
        till=args.till or context.words.text("Till 1"),
        program=_program(args),
        language=cast("Language", context.language),
    )
    with _created(context, shop, args) as application:
        with application.store.read() as reading:
            device = reading.log.device().device_id
            members = reading.members.count()
        settings = application.settings.settings().shop
    value = {
        "shop": settings.name,
        "till": settings.till,
        "device": device,
        "currency": settings.currency,
        "members": members,
    }
    said = context.words.text("The shop “{name}” is open.", name=settings.name)
    return Answer(value, (said,))


def _created(context: Context, shop: NewShop, args: Namespace) -> Application:
    if not args.members:
        return create_shop(context.folder, shop, context.clock)
    return create_lively_shop(
        context.folder,
        shop,
        context.clock,
        members=args.members,
        seed=args.seed,
        progress=_tell if sys.stderr.isatty() else None,
    )


def _tell(done: int) -> None:
    print(f"\r{done}", end="", file=sys.stderr, flush=True)


def _name(context: Context, name: str) -> str:
    if not name.strip():
        raise WrongUseError(context.words.text("A shop needs a name."))
    return name.strip()


def _program(args: Namespace) -> Mapping[str, object]:
    document = find_document(args.program)
    return {**document, "currency": args.currency} if args.currency else document


def _arguments(parser: ArgumentParser, words: Words) -> None:
    name, count = words.text("NAME"), words.text("NUMBER")
    parser.add_argument(
        "--name", required=True, metavar=name, help=words.text("what the shop is called")
    )
    parser.add_argument(
        "--program",
        required=True,
        metavar=words.text("FILE"),
        help=words.text("a program document, or the name of one of ours"),
    )
    parser.add_argument(
        "--currency", metavar="EUR", help=words.text("another currency than the program’s")
    )
    parser.add_argument("--till", metavar=name, help=words.text("what this till is called"))
    parser.add_argument(
        "--members",
        type=_count,
        default=0,
        metavar=count,
        help=words.text("so many invented members with a year of purchases"),
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=_SEED,
        metavar=count,
        help=words.text("the same seed gives the same year"),
    )


def _count(text: str) -> int:
    count = int(text)
    if count < 0:
        raise ValueError(text)
    return count


COMMANDS: Final[Mapping[str, Group]] = {
    "shop": Group(
        mark("the shop of a data folder"),
        {"create": Command(mark("makes a shop in an empty folder"), create, _arguments)},
    )
}
