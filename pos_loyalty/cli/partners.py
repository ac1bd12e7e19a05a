"""Partners of a coalition: what is settled with each of them."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from pos_loyalty.cli.command import Answer, Command, Group, WrongUseError, unwritable
from pos_loyalty.cli.context import Context
from pos_loyalty.domain.money import decimal_text, format_major
from pos_loyalty.domain.settlement import Movement
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.reporting.periods import Period
from pos_loyalty.reporting.settlement import Settled, Settlement
from pos_loyalty.reporting.settlement_file import SettlementFileError, write_settlement

_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2999


def settlement(context: Context, args: Namespace) -> Answer:
    """What each partner receives or pays for a period."""
    found = context.shop.settlements.settlement(_period(context, args))
    lines = _sentences(context.shop_words, found)
    if args.csv is None:
        return Answer(_figures(found), lines)
    target = Path(args.csv)
    try:
        write_settlement(target, found)
    except SettlementFileError as error:
        raise unwritable(context, args.csv) from error
    said = context.words.text("Saved as {file}.", file=target.name)
    return Answer({**_figures(found), "file": str(target)}, (*lines, said))


def _period(context: Context, args: Namespace) -> Period:
    first_day = _day(context, args.first_day, "--from")
    last_day = _day(context, args.last_day, "--to")
    if first_day > last_day:
        raise WrongUseError(context.words.text("The period ends before it begins."))
    return Period(first_day, last_day)


def _day(context: Context, text: str, name: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise WrongUseError(
            context.words.text(
                "“{value}” is not a date for {name}. Write it like 2026-12-31.",
                value=text,
                name=name,
            )
        )
    return day


def _figures(found: Settlement) -> dict[str, Any]:
    return {
        "from": found.period.first_day.isoformat(),
        "to": found.period.last_day.isoformat(),
        "currency": found.currency.code,
        "partners": [
            {
                "partner": settled.partner_id,
                "name": settled.name,
                **_points(settled.movement),
                "settlement_value": decimal_text(settled.value),
                "amount": format_major(settled.amount_minor, found.currency),
            }
            for settled in found.partners
        ],
        "shop": _points(found.shop),
        "total": {
            **_points(found.total),
            "amount": format_major(found.amount_minor, found.currency),
        },
    }


def _points(movement: Movement) -> dict[str, int]:
    return {
        "issued": movement.issued,
        "taken_back": movement.taken_back,
        "redeemed": movement.redeemed,
        "restored": movement.restored,
        "issued_net": movement.issued_net,
        "redeemed_net": movement.redeemed_net,
        "corrections": movement.corrections,
    }


def _sentences(words: Words, found: Settlement) -> Iterator[str]:
    if not found.partners:
        yield words.text("The program has no partners.")
    for settled in found.partners:
        yield words.text(
            "{partner}: issued {issued}, redeemed {redeemed}. {amount}",
            partner=settled.name,
            issued=words.points_with_unit(settled.movement.issued_net),
            redeemed=words.points_with_unit(settled.movement.redeemed_net),
            amount=_owed(words, settled),
        )


def _owed(words: Words, settled: Settled) -> str:
    amount = words.formats.money(abs(settled.amount_minor))
    if settled.amount_minor > 0:
        return words.text("Receives {amount}.", amount=amount)
    if settled.amount_minor < 0:
        return words.text("Pays {amount}.", amount=amount)
    return words.text("Nothing to settle.")


def _settlement_arguments(parser: ArgumentParser, words: Words) -> None:
    day = words.text("DAY")
    parser.add_argument(
        "--from", dest="first_day", required=True, metavar=day, help=words.text("the first day")
    )
    parser.add_argument(
        "--to",
        dest="last_day",
        required=True,
        metavar=day,
        help=words.text("the last day, which is included"),
    )
    parser.add_argument(
        "--csv", metavar=words.text("FILE"), help=words.text("also writes a table into a file")
    )


COMMANDS: Final[Mapping[str, Group]] = {
    "partners": Group(
        mark("the partners of a coalition"),
        {
            "settlement": Command(
                mark("says what each partner receives or pays"), settlement, _settlement_arguments
            )
        },
    )
}
