"""What is said on the command line about a hub."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Final

from pos_loyalty.bootstrap.hub_office import CODE_HOURS
from pos_loyalty.i18n.words import Words

DATABASE_VARIABLE: Final = "POS_LOYALTY_HUB_DATABASE"
DEFAULT_LISTEN: Final = "127.0.0.1:8780"
_MOST_HOURS: Final = 24 * 366


def database_argument(parser: ArgumentParser, words: Words) -> None:
    """Where the hub's database is."""
    parser.add_argument(
        "--database",
        default="",
        metavar="URL",
        help=words.text(
            "the PostgreSQL database, like {example}; else {variable} says it",
            example="postgresql://user@host/name",
            variable=DATABASE_VARIABLE,
        ),
    )


def serve_arguments(parser: ArgumentParser, words: Words) -> None:
    """What a hub is to be."""
    database_argument(parser, words)
    parser.add_argument(
        "--listen",
        default=DEFAULT_LISTEN,
        metavar=words.text("ADDRESS"),
        help=words.text("where tills find it; port 0 takes any that is free"),
    )
    parser.add_argument(
        "--tls-certificate",
        type=Path,
        metavar=words.text("FILE"),
        help=words.text("certificate for encryption, in PEM form"),
    )
    parser.add_argument(
        "--tls-key",
        type=Path,
        metavar=words.text("FILE"),
        help=words.text("the certificate’s key, in PEM form"),
    )
    parser.add_argument(
        "--workers", type=int, default=1, help=words.text("processes that answer side by side")
    )
    url_argument(parser, words)
    parser.add_argument(
        "--end-with-input",
        action="store_true",
        help=words.text("ends also when standard input does"),
    )


def url_argument(parser: ArgumentParser, words: Words) -> None:
    """Where the hub is found."""
    parser.add_argument(
        "--url",
        default="",
        help=words.text("the address by which tills and people find the hub"),
    )


def pair_arguments(parser: ArgumentParser, words: Words) -> None:
    """For whom a code is."""
    database_argument(parser, words)
    parser.add_argument(
        "--store", default="", metavar=words.text("NAME"), help=words.text("where the till is")
    )
    url_argument(parser, words)
    parser.add_argument(
        "--hours", type=_hours, default=CODE_HOURS, help=words.text("how long the code is good")
    )


def link_arguments(parser: ArgumentParser, words: Words) -> None:
    """Where the link leads."""
    database_argument(parser, words)
    url_argument(parser, words)


def till_arguments(parser: ArgumentParser, words: Words) -> None:
    """Which till."""
    parser.add_argument(
        "till", metavar=words.text("TILL"), help=words.text("name or id of the till")
    )
    database_argument(parser, words)


def write_off_arguments(parser: ArgumentParser, words: Words) -> None:
    """Which till, and whether it is meant."""
    till_arguments(parser, words)
    parser.add_argument(
        "--yes", action="store_true", help=words.text("does it; without it, only tells the bound")
    )


def refused_arguments(parser: ArgumentParser, words: Words) -> None:
    """Which event is to be booked, or was dealt with."""
    database_argument(parser, words)
    parser.add_argument(
        "--accept", default="", metavar="ID", help=words.text("books this event after all")
    )
    parser.add_argument(
        "--done",
        default="",
        metavar="ID",
        help=words.text("this event was dealt with: it leaves the list and stays as it is"),
    )
    parser.add_argument(
        "--note",
        default="",
        metavar=words.text("TEXT"),
        help=words.text("what was done about it, without names of members"),
    )
    parser.add_argument(
        "--by",
        default="",
        metavar=words.text("NAME"),
        help=words.text("who says so; else the name under which one is signed in here"),
    )
    parser.add_argument(
        "--list-done", action="store_true", help=words.text("lists what was dealt with")
    )


def _hours(text: str) -> int:
    hours = int(text)
    if not 0 < hours <= _MOST_HOURS:
        raise ValueError(text)
    return hours
