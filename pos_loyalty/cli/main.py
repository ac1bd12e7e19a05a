"""From the words of a command line to an answer and an exit status."""

import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any, Final, get_args

from pos_loyalty.cli.command import (
    OUTAGE,
    REFUSED,
    WRONG_USE,
    Answer,
    Command,
    Group,
    WrongUseError,
)
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.neighbors import Gateway, Hub
from pos_loyalty.cli.parser import CANNOT_BE_CHOSEN, overview, parser_of
from pos_loyalty.config.clock import Clock, SystemClock
from pos_loyalty.config.paths import data_folder
from pos_loyalty.config.settings import Language
from pos_loyalty.domain.errors import (
    LoyaltyError,
    OutageError,
    RefusalError,
    WrongDocumentError,
)
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.problems import problem_text
from pos_loyalty.i18n.words import Words

# Which module knows a command. Only the one that is asked for is imported: other software
# calls ``balance`` once per sale, and should not wait for what it does not use.
_MODULES: Final = {
    "action": "points",
    "adjust": "points",
    "api": "api",
    "backup": "backup",
    "balance": "balance",
    "card": "card",
    "claim": "claim",
    "doctor": "doctor",
    "donate": "points",
    "draw": "draw",
    "hub": "hub",
    "import": "imports",
    "ledger": "ledger",
    "mail": "mail",
    "member": "member",
    "partners": "partners",
    "printer": "printer",
    "program": "program",
    "quote": "sale",
    "redeem": "points",
    "relay": "relay",
    "refund": "sale",
    "sale": "sale",
    "scenario": "scenario",
    "settings": "settings",
    "shop": "shop",
    "spin": "wheel",
    "spool": "printer",
    "statement": "balance",
    "survey": "survey",
    "sync": "sync",
    "ticket": "draw",
    "till": "till",
    "undo-redeem": "points",
    "void": "sale",
    "watch": "watch",
    "wheel": "wheel",
}
# What the program does with a window; it is decided before anything here is loaded.
_WITH_A_WINDOW: Final = {
    "demo": mark("plays a story at a demo shop and takes pictures"),
    "run": mark("opens the terminal"),
}
# Refusals that mean: the command line itself is wrong.
_WRONG_USE_CODES: Final = frozenset(
    {
        "bad-amount",
        "bad-contact",
        "hub-certificate",
        "hub-database-foreign",
        "hub-listen",
        "not-loopback",
        "printer-address",
        "unknown-setting",
        "wrong-setting",
    }
)
_LANGUAGES: Final = get_args(Language)
_BUG: Final = 70
_INTERRUPTED: Final = 130
_NOBODY_READS: Final = 141


@dataclass(frozen=True, slots=True)
class _Line:
    """A command line, taken apart as far as it can be without knowing the command."""

    data: Path | None
    language: str | None
    as_json: bool
    wants_help: bool
    word: str | None
    rest: tuple[str, ...]


def main(
    arguments: Sequence[str] | None = None,
    *,
    gateway: Callable[[], Gateway],
    hub: Callable[[], Hub],
    clock: Clock | None = None,
) -> int:
    """Do what ``arguments`` ask for; the exit status says how it went."""
    line = _taken_apart(sys.argv[1:] if arguments is None else arguments)
    folder = data_folder(line.data)
    context = Context(
        folder,
        clock or SystemClock(),
        language=line.language if line.language in _LANGUAGES else None,
        key=_value_of(line.rest, "--key"),
        partner=_value_of(line.rest, "--partner"),
        gateway=gateway,
        hub=hub,
    )
    with _LastResort(), context:
        answer = _answered(line, context)
        _print(answer, as_json=line.as_json)
        if answer.then is not None:
            answer.then()
    return answer.status


def _answered(line: _Line, context: Context) -> Answer:
    try:
        _check(line, context.words)
        if line.word is None:
            return _help(context.words, is_asked_for=line.wants_help)
        command = _command(line.word, context.words)
        parser = parser_of(context.words, line.word, command)
        namespace = parser.parse_args(list(line.rest))
        run: Callable[..., Answer] = namespace.run
        return _warned(run(context, namespace), context)
    except WrongUseError as error:
        value = {"error": {"code": error.code, "message": error.sentence}}
        return Answer(value, (error.sentence,), WRONG_USE)
    except LoyaltyError as error:
        return _about(error, context)
    except UnicodeEncodeError as error:
        if not "\ud800" <= error.object[error.start] <= "\udfff":
            raise
        # A byte that is part of no sign stood on the command line. What is kept must be text.
        said = context.words.text("The command cannot be understood like this.")
        return Answer({"error": {"code": WrongUseError.code, "message": said}}, (said,), WRONG_USE)


def _check(line: _Line, words: Words) -> None:
    """Raises WrongUseError for what is wrong whatever the command."""
    if line.language not in (None, *_LANGUAGES):
        choices = ", ".join(_LANGUAGES)
        raise WrongUseError(
            words.text(CANNOT_BE_CHOSEN, value=line.language, name="--lang", choices=choices)
        )


def _command(word: str, words: Words) -> Command | Group:
    if word not in _MODULES:
        raise WrongUseError(
            words.text(
                "There is no command “{word}”. Possible: {commands}.",
                word=word,
                commands=", ".join(sorted(_MODULES | _WITH_A_WINDOW)),
            )
        )
    return _commands_of(word)


def _commands_of(word: str) -> Command | Group:
    module = import_module(f"pos_loyalty.cli.{_MODULES[word]}")
    found: Command | Group = module.COMMANDS[word]
    return found


def _help(words: Words, *, is_asked_for: bool) -> Answer:
    helped = _WITH_A_WINDOW | {word: _commands_of(word).help for word in _MODULES}
    text = overview(words, helped.items())
    return Answer({"commands": sorted(helped)}, (text,), 0 if is_asked_for else WRONG_USE)


def _warned(answer: Answer, context: Context) -> Answer:
    """The answer, and what is wrong with the card where something is."""
    if context.elsewhere is None:
        return answer
    # Hardly ever: a command that is called with each sale does without.
    from pos_loyalty.cli.warned import warned  # noqa: PLC0415

    return warned(answer, context.elsewhere, context.words)


def _about(error: LoyaltyError, context: Context) -> Answer:
    words = context.words
    message = message_for(error, words)
    value: dict[str, Any] = {"error": {"code": error.code, "message": message}}
    if isinstance(error, RefusalError) and error.is_repeated:
        value["repeated"] = True
    if isinstance(error, WrongDocumentError):
        value = {
            "ok": False,
            **value,
            "errors": [
                {
                    "path": problem.path,
                    "reason": problem.reason,
                    "message": problem_text(problem, words),
                }
                for problem in error.problems
            ],
        }
    return Answer(value, (message,), _status(error))


def _status(error: LoyaltyError) -> int:
    if isinstance(error, WrongDocumentError) or error.code in _WRONG_USE_CODES:
        return WRONG_USE
    return OUTAGE if isinstance(error, OutageError) else REFUSED


def _print(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        if isinstance(sys.stdout, TextIOWrapper):
            # What no encoding knows is escaped as JSON itself would.
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        print(json.dumps(answer.value, ensure_ascii=False), flush=True)
        return
    stream = sys.stderr if answer.status else sys.stdout
    if stream is None:
        # Whoever started this closed it, and goes by the status.
        return
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    for line in answer.lines:
        print(line, file=stream)
    stream.flush()


def _taken_apart(arguments: Sequence[str]) -> _Line:
    words = [word for word in arguments if word != "--json"]
    data: Path | None = None
    wants_help = False
    language, words = _option(words, "--lang")
    while words and words[0].startswith("-"):
        option = words.pop(0)
        name, joined, value = option.partition("=")
        if name == "--data":
            data = Path(value if joined else words.pop(0) if words else ".")
        wants_help = wants_help or option in {"-h", "--help"}
    return _Line(
        data=data,
        language=language,
        as_json="--json" in arguments,
        wants_help=wants_help,
        word=words[0] if words else None,
        rest=tuple(words[1:]),
    )


def _value_of(words: Sequence[str], name: str) -> str:
    value, _ = _option(words, name)
    return value or ""


def _option(words: Sequence[str], name: str) -> tuple[str | None, list[str]]:
    """The last value of an option that may stand anywhere, and the words without it."""
    value: str | None = None
    rest: list[str] = []
    source = iter(words)
    for word in source:
        if word == name:
            value = next(source, "")
        elif word.startswith(f"{name}="):
            value = word.partition("=")[2]
        else:
            rest.append(word)
    return value, rest


class _LastResort:
    """What nobody foresaw ends with its trace, and with a status that is no refusal."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.exit(_INTERRUPTED)
        if isinstance(error, BrokenPipeError):
            # Whoever read has read enough; Python must not try once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(_NOBODY_READS)
        if isinstance(error, OSError):
            # A disk that is full, behind a file that was to hold the answer.
            print(error, file=sys.stderr)
            sys.exit(OUTAGE)
        if isinstance(error, Exception):
            traceback.print_exception(error)
            sys.exit(_BUG)
