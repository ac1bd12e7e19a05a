"""What a command is made of, and what it answers."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pos_loyalty.cli.context import Context
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words

DONE = 0
REFUSED = 1
WRONG_USE = 2
OUTAGE = 3


class WrongUseError(Exception):
    """The command line does not say what to do; ``sentence`` tells whoever typed it.

    No error of ours: nobody but the command line meets it, and it comes in words.
    """

    code: Final = "wrong-use"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def unwritable(context: Context, file: str) -> WrongUseError:
    """The refusal of a file that cannot be written where it was asked for."""
    return WrongUseError(context.words.text("The file {file} cannot be written.", file=file))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found or did: one value for programs, sentences for people.

    Sentences that are still to be made cost a program nothing. ``then`` is what goes on once that
    was said, in a process that stays.
    """

    value: Any
    lines: Iterable[str] = ()
    status: int = DONE
    then: Callable[[], None] | None = None


def _nothing(_parser: ArgumentParser, _words: Words) -> None:
    """A command without arguments."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``help`` is the English text; those that write take ``--key``.

    Those that move points ``at_partner`` take ``--partner``; what undoes something is at the
    place of what it undoes.
    """

    help: str
    run: Callable[[Context, Namespace], Answer]
    arguments: Callable[[ArgumentParser, Words], None] = _nothing
    writes: bool = False
    at_partner: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Commands, and groups of them, that share their first word."""

    help: str
    commands: Mapping[str, "Command | Group"]
