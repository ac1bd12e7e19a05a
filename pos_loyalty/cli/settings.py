"""Settings of this till, read and changed by their dotted keys."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any, Final

from pos_loyalty.bootstrap.printer_settings import printer_problems
from pos_loyalty.cli.command import Answer, Command, Group
from pos_loyalty.cli.context import Context
from pos_loyalty.config.keys import as_text, flat, value_of, with_text
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.request import Desk
from pos_loyalty.storage.store import Work


def get(context: Context, args: Namespace) -> Answer:
    """One setting, or all of them."""
    settings = context.shop.settings.settings()
    if args.name is None:
        values = flat(settings)
        lines = [f"{key} = {as_text(value)}" for key, value in values.items()]
        return Answer(dict(values), tuple(lines))
    value = value_of(settings, args.name)
    return Answer({"key": args.name, "value": value}, (as_text(value),))


def change(context: Context, args: Namespace) -> Answer:
    """Put another value under a key. Raises UnknownSettingError, WrongSettingError."""
    box = context.shop.settings

    def act(_work: Work) -> dict[str, Any]:
        changed = box.change(lambda settings: with_text(settings, args.name, args.value))
        return {"key": args.name, "value": value_of(changed, args.name)}

    # Refused before anything is kept under the key: a typing mistake may be put right.
    wanted = with_text(box.settings(), args.name, args.value)
    for problem in printer_problems(wanted):
        if problem.facts.get("key", _PRINTER) == args.name:
            raise problem
    content = ("setting", args.name, args.value)
    answered = Desk(context.shop.store).perform(context.request, content, dict[str, Any], act)
    said = context.words.text("Saved.")
    return Answer({**answered.value, "repeated": answered.repeated}, (said,))


def _get_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "name",
        nargs="?",
        metavar=words.text("SETTING"),
        help=words.text("e.g. printer.receipt; all settings without it"),
    )


def _set_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "name", metavar=words.text("SETTING"), help=words.text("e.g. printer.receipt")
    )
    parser.add_argument("value", metavar=words.text("VALUE"), help=words.text("the new value"))


_PRINTER: Final = "printer.receipt"

COMMANDS: Final[Mapping[str, Group]] = {
    "settings": Group(
        mark("the settings of this till"),
        {
            "get": Command(mark("shows a setting"), get, _get_arguments),
            "set": Command(mark("changes a setting"), change, _set_arguments, writes=True),
        },
    )
}
