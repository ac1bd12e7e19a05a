"""The parser of the command line, which speaks the language of who types."""

import argparse
import re
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Iterable
from typing import Final, NoReturn

from pos_loyalty.cli.command import Command, Group, WrongUseError
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words

CANNOT_BE_CHOSEN: Final = mark("{value} cannot be chosen for {name}. Possible: {choices}.")

_PROGRAM: Final = "pos-loyalty"
# What argparse says in English only, and how we say it.
_COMPLAINTS: Final = (
    (re.compile(r"the following arguments are required: (?P<names>.+)"), mark("Missing: {names}.")),
    (re.compile(r"unrecognized arguments: (?P<names>.+)"), mark("Nobody knows: {names}.")),
    (
        re.compile(
            r"argument (?P<name>.+?): invalid choice: (?P<value>.+?)"
            r" \(choose from (?P<choices>.+)\)"
        ),
        CANNOT_BE_CHOSEN,
    ),
    (re.compile(r"argument (?P<name>.+?): expected .+"), mark("{name} needs a value.")),
    (
        re.compile(r"argument (?P<name>.+?): invalid \w+ value: (?P<value>.+)"),
        mark("{value} does not go with {name}."),
    ),
    (
        re.compile(r"one of the arguments (?P<names>.+) is required"),
        mark("One of these is needed: {names}."),
    ),
    (
        re.compile(r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)"),
        mark("{name} and {other} exclude each other."),
    ),
)


class CommandParser(ArgumentParser):
    """Raises WrongUseError instead of ending the program."""

    def __init__(self, *, words: Words, prog: str, description: str = "") -> None:
        super().__init__(
            prog=prog,
            description=description,
            add_help=False,
            allow_abbrev=False,
            formatter_class=_formatter(words),
        )
        self.words = words
        self._positionals.title = words.text("What is named")
        self._optionals.title = words.text("Options")
        self.add_argument("-h", "--help", action="help", help=words.text("shows this help"))

    def error(self, message: str) -> NoReturn:
        """Say in our own words what argparse complains of."""
        for pattern, sentence in _COMPLAINTS:
            found = pattern.fullmatch(message)
            if found is not None:
                said = self.words.text(sentence, **found.groupdict())
                break
        else:
            said = self.words.text("The command cannot be understood like this.")
        usage = self.format_usage().strip()
        raise WrongUseError(f"{said}\n{usage}")


def parser_of(words: Words, word: str, item: Command | Group) -> CommandParser:
    """The parser of one command or of a group of them."""
    parser = CommandParser(
        words=words, prog=f"{_PROGRAM} {word}", description=words.text(item.help)
    )
    _fill(parser, item, words)
    return parser


def overview(words: Words, items: Iterable[tuple[str, str]]) -> str:
    """The help of the whole program: its commands with a sentence each."""
    listed = sorted(items)
    width = max(len(name) for name, _ in listed)
    usage = words.text("Use: {program} [--data FOLDER] [--lang de|en] COMMAND …", program=_PROGRAM)
    lines = [f"  {name.ljust(width)}  {words.text(help_text)}" for name, help_text in listed]
    more = words.text("{program} COMMAND --help says more.", program=_PROGRAM)
    return "\n".join([usage, "", *lines, "", more])


def _fill(parser: CommandParser, item: Command | Group, words: Words) -> None:
    if isinstance(item, Command):
        _add(parser, item, words)
        return
    chosen = parser.add_subparsers(
        dest="subcommand",
        required=True,
        prog=parser.prog,
        metavar=words.text("COMMAND"),
        title=words.text("Commands"),
    )
    for name, inner in item.commands.items():
        said = words.text(inner.help)
        _fill(chosen.add_parser(name, words=words, description=said, help=said), inner, words)


def _add(parser: CommandParser, command: Command, words: Words) -> None:
    command.arguments(parser, words)
    if command.writes:
        parser.add_argument(
            "--key",
            default="",
            metavar=words.text("KEY"),
            help=words.text("name of this request: the same key does nothing a second time"),
        )
    if command.at_partner:
        parser.add_argument(
            "--partner",
            default="",
            metavar="ID",
            help=words.text("the partner at which it happens; else that of this till"),
        )
    parser.set_defaults(run=command.run)


def _formatter(words: Words) -> type[HelpFormatter]:
    class Formatter(HelpFormatter):
        def add_usage(
            self,
            usage: str | None,
            actions: Iterable[argparse.Action],
            groups: Iterable[argparse._MutuallyExclusiveGroup],
            prefix: str | None = None,
        ) -> None:
            super().add_usage(usage, actions, groups, prefix or words.text("Use: "))

    return Formatter
