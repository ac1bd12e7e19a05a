"""What a command is made of, and what it answers."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pos_loyalty.cli.context import Context
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.i18n.words import Words

DONE = 0
REFUSED = 1
WRONG_USE = 2
OUTAGE = 3


class WrongUseError(LoyaltyError):
    """The command line does not say what to do. Facts: ``sentence``, already in words."""

    code = "wrong-use"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence=sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found or did: one value for programs, sentences for people."""

    value: Any
    lines: tuple[str, ...] = ()
    status: int = DONE


def _nothing(_parser: ArgumentParser, _words: Words) -> None:
    """A command without arguments."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``help`` is the English text; those that write take ``--key``."""

    help: str
    run: Callable[[Context, Namespace], Answer]
    arguments: Callable[[ArgumentParser, Words], None] = _nothing
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Commands that share their first word."""

    help: str
    commands: Mapping[str, Command]
