"""The printer in front of the till's own one: run, asked how it is, taught a receipt."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pos_loyalty.cli.command import REFUSED, Answer, Command, Group, WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.domain.money import format_major
from pos_loyalty.domain.receipt_lesson import (
    Marked,
    Marks,
    UnclearLessonError,
    find,
    guess,
    learn,
)
from pos_loyalty.domain.receipt_template import ReceiptTemplate, Unread, readings_of
from pos_loyalty.domain.till_receipt import TillReceipt
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.relay import unread_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.printing.till_jobs import JobReader
from pos_loyalty.services.relay_folder import RelayFolder, is_template_name

_ESCAPE: Final = b"\x1b"
_PROBLEMS: Final = {
    "printer": mark("The printer cannot be reached; the till is told."),
    "database": mark("Receipts wait for the shop’s database."),
}


def run(context: Context, args: Namespace) -> Answer:
    """Carry what tills print until told to end."""
    given: dict[str, Any] = {} if args.as_set else {"on": True}
    given |= {name: value for name in ("listen", "printer") if (value := getattr(args, name))}
    given |= {"block": True} if args.block else {}
    given |= {"teaching": True} if args.teaching else {}
    door = context.gateway.open_relay(context.folder, given)
    address = str(door.address)
    said = context.words.text("Listening for tills at {address}.", address=address)
    return Answer({"listen": address}, (said,), then=door.serve)


def status(context: Context, _args: Namespace) -> Answer:
    """How the relay is."""
    words, found = context.words, RelayFolder(context.folder.relay).status()
    if found is None or not found.is_running(context.now):
        return Answer({"running": False}, (words.text("No relay is running."),), REFUSED)
    value = {
        "running": True,
        "listening": found.is_listening,
        "listen": found.listen,
        "printer": found.printer,
        "connections": found.connections,
        "jobs": found.jobs,
        "receipts": found.receipts,
        "unreadable": found.unreadable,
        "waiting": found.waiting,
        "templates": found.templates,
        "problem": found.problem,
    }
    lines = [
        f"{found.listen} → {found.printer}",
        words.text(
            "Jobs: {jobs}, receipts: {receipts}, pictures only: {unreadable}, waiting: {waiting}",
            jobs=found.jobs,
            receipts=found.receipts,
            unreadable=found.unreadable,
            waiting=found.waiting,
        ),
    ]
    if found.problem:
        lines.append(words.text(_PROBLEMS[found.problem]))
    return Answer(value, lines)


def teach(context: Context, args: Namespace) -> Answer:
    """Learn a till's receipts from one that is shown, and from others what they share."""
    words = context.words
    if not is_template_name(args.name):
        raise WrongUseError(
            words.text("A till’s name is made of small letters, digits, “-” and “_”.")
        )
    shown, *others = [_lines(context, file, args.code_page) for file in args.file]
    template = _learned(words, args, shown, others)
    path = RelayFolder(context.folder.relay).put_template(template)
    readings = [readings_of(template, lines) for lines in (shown, *others)]
    value = {
        "template": str(path),
        "readings": [[_value(context, r) for r in each] for each in readings],
    }
    said = [words.text("Learned: {file}", file=path.name)]
    return Answer(value, [*said, *_told(context, args.file, readings)])


def read(context: Context, args: Namespace) -> Answer:
    """What is recognized in jobs that were kept."""
    templates = RelayFolder(context.folder.relay).templates()
    readings = []
    for file in args.file:
        found: list[TillReceipt | Unread] = []
        for template in templates:
            lines = _lines(context, file, template.code_page)
            found += readings_of(template, lines)
        receipts = [each for each in found if isinstance(each, TillReceipt)]
        readings.append(receipts or found[:1])
    value = [[_value(context, each) for each in reading] for reading in readings]
    return Answer(value, _told(context, args.file, readings))


def shown(context: Context, _args: Namespace) -> Answer:
    """The jobs that were kept for teaching, newest first."""
    paths = [str(path) for path in RelayFolder(context.folder.relay).shown()]
    return Answer(paths, paths)


def forget(context: Context, args: Namespace) -> Answer:
    """Read this till's receipts no more."""
    RelayFolder(context.folder.relay).drop_template(args.name)
    return Answer(
        {"forgotten": args.name}, (context.words.text("Forgotten: {name}", name=args.name),)
    )


def _learned(
    words: Words, args: Namespace, shown_lines: Sequence[str], others: Sequence[Sequence[str]]
) -> ReceiptTemplate:
    guessed = guess(shown_lines)
    total = _marked(words, shown_lines, args.total, guessed.total if guessed else None, "--total")
    number = _marked(
        words, shown_lines, args.number, guessed.number if guessed else None, "--number"
    )
    day = guessed.date if guessed else None
    if args.date:
        day = _marked(words, shown_lines, args.date, None, "--date")
    try:
        return learn(
            args.name,
            shown_lines,
            Marks(total, number, day),
            others,
            code_page=args.code_page,
            reads_lines=args.lines,
        )
    except UnclearLessonError as error:
        if error.reason is not None:
            reason = unread_text(error.reason, words)
            said = words.text("This receipt cannot be learned: {reason}.", reason=reason)
        else:
            said = words.text(
                "“{text}” cannot be found again: no word stands before it.", text=error
            )
        raise WrongUseError(said) from error


def _marked(
    words: Words, lines: Sequence[str], value: str, guessed: Marked | None, option: str
) -> Marked:
    found = find(lines, value) if value else guessed
    if found is not None:
        return found
    if value:
        raise WrongUseError(words.text("“{text}” is not on the receipt.", text=value))
    raise WrongUseError(words.text("Say it with {option}: it cannot be guessed.", option=option))


def _lines(context: Context, file: str, code_page: str) -> tuple[str, ...]:
    """The lines of a job: as the relay kept it, or as bytes on their way to a printer."""
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        said = context.words.text("The file {file} cannot be read.", file=file)
        raise WrongUseError(said) from error
    if _ESCAPE not in data:
        return tuple(data.decode("utf-8", errors="replace").splitlines())
    reader = JobReader(code_page)
    jobs = [*reader.feed(data), reader.rest()]
    return tuple(line for job in jobs if job is not None for line in job.lines)


def _value(context: Context, reading: TillReceipt | Unread) -> dict[str, Any]:
    if isinstance(reading, Unread):
        return {"receipt": None, "reason": reading.value}
    currency = context.words.formats.currency
    return {
        "receipt": reading.number,
        "till": reading.source,
        "kind": reading.kind.value,
        "total": format_major(reading.total_minor, currency),
        "date": reading.printed_on.isoformat() if reading.printed_on else None,
        "about": reading.about or None,
        "copy": reading.is_copy,
        "lines": [
            {"text": line.text, "total": format_major(line.total_minor, currency)}
            for line in reading.lines
        ],
    }


def _told(
    context: Context,
    files: Sequence[str],
    readings: Sequence[Sequence[TillReceipt | Unread]],
) -> list[str]:
    words, told = context.words, []
    for file, found in zip(files, readings, strict=True):
        for reading in found or (Unread.HEADER,):
            name = Path(file).name
            if isinstance(reading, Unread):
                told.append(f"{name}: {unread_text(reading, words)}")
                continue
            money = words.formats.money(reading.total_minor)
            day = words.formats.date(reading.printed_on) if reading.printed_on else "–"
            told.append(
                f"{name}: {reading.source}  {reading.number}  {day}  {money}  {reading.kind}"
            )
    return told


def _run_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--listen",
        default="",
        metavar=words.text("ADDRESS"),
        help=words.text("where the till finds it, like {example}", example="127.0.0.1:9100"),
    )
    parser.add_argument(
        "--printer",
        default="",
        metavar=words.text("ADDRESS"),
        help=words.text(
            "the till’s real printer, like {example}", example="network://192.168.1.50:9100"
        ),
    )
    parser.add_argument(
        "--block", action="store_true", help=words.text("puts points or an invitation on receipts")
    )
    parser.add_argument(
        "--teaching", action="store_true", help=words.text("keeps the last jobs to be taught from")
    )
    parser.add_argument(
        "--as-set",
        action="store_true",
        help=words.text("ends when the settings want no relay any more"),
    )


def _teach_arguments(parser: ArgumentParser, words: Words) -> None:
    _file_arguments(parser, words)
    parser.add_argument(
        "--name", default=words.text("till"), help=words.text("what the till is called")
    )
    for option, said in (
        ("--total", mark("the total, as it stands on the first receipt")),
        ("--number", mark("the number, as it stands on the first receipt")),
        ("--date", mark("the day, as it stands on the first receipt")),
    ):
        parser.add_argument(option, default="", metavar=words.text("TEXT"), help=words.text(said))
    parser.add_argument(
        "--code-page",
        default="",
        metavar="CPNNN",
        help=words.text("what the printer is set to, where the till does not say"),
    )
    parser.add_argument(
        "--lines", action="store_true", help=words.text("reads what was bought, line by line")
    )


def _file_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "file",
        nargs="+",
        metavar=words.text("FILE"),
        help=words.text("a job as the relay kept it, or the bytes that the till sent"),
    )


def _name_argument(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("name", metavar=words.text("NAME"), help=words.text("the till"))


COMMANDS: Final[Mapping[str, Group]] = {
    "relay": Group(
        mark("stands in front of the till’s printer and reads its receipts"),
        {
            "run": Command(
                mark("carries what tills print to the real printer"), run, _run_arguments
            ),
            "status": Command(mark("how the relay is"), status),
            "teach": Command(mark("learns a till’s receipts"), teach, _teach_arguments),
            "read": Command(
                mark("what is recognized in jobs that were kept"), read, _file_arguments
            ),
            "shown": Command(mark("the jobs that were kept for teaching"), shown),
            "forget": Command(mark("reads a till’s receipts no more"), forget, _name_argument),
        },
    )
}
