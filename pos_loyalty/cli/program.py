"""The loyalty program: checked, shown, published."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from typing import Final

from pos_loyalty.cli.command import Answer, Command, Group
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.simulate import history_arguments, simulate
from pos_loyalty.cli.values import optional_moment
from pos_loyalty.domain.lint import Advice, advice_of
from pos_loyalty.domain.program import Program, ProgramTimeline
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.advice import advice_text, words_of
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.presets import find_document, presets
from pos_loyalty.services.programs import Published


def check(context: Context, args: Namespace) -> Answer:
    """Whether a file is a program, and advice on it; needs no shop. Raises WrongDocumentError."""
    program = read_program(find_document(args.file))
    before = read_program(find_document(args.before)) if args.before else None
    warnings = _Warnings(context, program, advice_of(program, before=before, now=context.now))
    said = context.words.text("“{name}” is in order.", name=program.name)
    value = {
        "ok": True,
        "name": program.name,
        "currency": program.currency.code,
        "errors": [],
        "warnings": warnings.value(),
    }
    return Answer(value, (said, *warnings.lines()))


def show(context: Context, _args: Namespace) -> Answer:
    """The program in force, and what has been published."""
    programs = context.shop.programs
    timeline = programs.timeline()
    current = timeline.at(context.now)
    words = context.shop_words
    versions = [
        {"version": each.number, "valid_from": context.local(each.valid_from)}
        for each in timeline.versions
    ]
    value = {
        "version": current.number,
        "valid_from": context.local(current.valid_from),
        "name": current.program.name,
        "program": programs.document(current.number),
        "versions": versions,
    }
    lines = [
        words.text(
            "{name}, version {number}, since {time}",
            name=current.program.name,
            number=current.number,
            time=words.formats.date_time(current.valid_from),
        )
    ]
    lines += [
        words.text(
            "Version {number} from {time}",
            number=each.number,
            time=words.formats.date_time(each.valid_from),
        )
        for each in timeline.versions
        if each.valid_from > context.now
    ]
    return Answer(value, tuple(lines))


def publish(context: Context, args: Namespace) -> Answer:
    """Publish a file as the next version. Raises WrongDocumentError and refusals."""
    document = find_document(args.file)
    valid_from = optional_moment(context, args.valid_from, "--from")
    answered = context.shop.programs.publish(context.request, document, valid_from=valid_from)
    published = answered.value
    words = context.words
    said = words.text(
        "Version {number} from {time}",
        number=published.number,
        time=words.formats.date_time(published.valid_from),
    )
    program = read_program(document)
    before = _before(context, published)
    warnings = _Warnings(context, program, advice_of(program, before=before, now=context.now))
    value = {
        "version": published.number,
        "valid_from": context.local(published.valid_from),
        "repeated": answered.repeated,
        "warnings": warnings.value(),
    }
    return Answer(value, (said, *warnings.lines()))


def _before(context: Context, published: Published) -> Program:
    """The program that a version takes over from; a shop is founded with its first."""
    versions = context.shop.programs.timeline().versions
    earlier = tuple(each for each in versions if each.number < published.number)
    return ProgramTimeline(earlier).at(published.valid_from).program


@dataclass(frozen=True, slots=True)
class _Warnings:
    """Advice on a program, to be told in its own unit and currency."""

    context: Context
    program: Program
    found: Sequence[Advice]

    def value(self) -> list[dict[str, str]]:
        """The advice for programs."""
        words = words_of(self.program, self.context.words)
        return [
            {"code": each.code, "path": each.path, "message": advice_text(each, words)}
            for each in self.found
        ]

    def lines(self) -> list[str]:
        """The advice for people: the key, and what is to be thought of."""
        words = self.context.words
        return [
            words.text("Advice on {path}: {sentence}", path=each["path"], sentence=each["message"])
            for each in self.value()
        ]


def list_presets(context: Context, _args: Namespace) -> Answer:
    """The programs that come with us."""
    value = [
        {
            "id": each.id,
            "name": each.name,
            "summary": context.words.text(each.summary) if each.summary else "",
        }
        for each in presets()
    ]
    width = max(len(each["id"]) for each in value)
    lines = (f"{each['id']:{width}}  {each['name']} – {each['summary']}" for each in value)
    return Answer(value, lines)


def _file(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "file",
        metavar=words.text("FILE"),
        help=words.text("a program document, or the name of one of ours"),
    )


def _file_to_check(parser: ArgumentParser, words: Words) -> None:
    _file(parser, words)
    parser.add_argument(
        "--before",
        metavar=words.text("FILE"),
        help=words.text("the program before it: also tells what gets worse for members"),
    )


def _file_to_try(parser: ArgumentParser, words: Words) -> None:
    _file(parser, words)
    history_arguments(parser, words)


def _file_with_start(parser: ArgumentParser, words: Words) -> None:
    _file(parser, words)
    parser.add_argument(
        "--from",
        dest="valid_from",
        metavar=words.text("TIME"),
        help=words.text("when it begins to hold, if not at once"),
    )


COMMANDS: Final[Mapping[str, Group]] = {
    "program": Group(
        mark("the rules of the loyalty program"),
        {
            "check": Command(
                mark("says whether a program document is right"), check, _file_to_check
            ),
            "show": Command(mark("shows the program in force"), show),
            "set": Command(
                mark("publishes a program document"), publish, _file_with_start, writes=True
            ),
            "simulate": Command(
                mark("tries a program document on the shop’s own sales"),
                simulate,
                _file_to_try,
            ),
            "presets": Command(mark("lists the programs that come with us"), list_presets),
        },
    )
}
