"""The wheel: spun for a member, and its odds for everybody."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pos_loyalty.cli.command import Answer, Command, Group
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.identity import add_card, member_of_card
from pos_loyalty.cli.sale import add_no_print
from pos_loyalty.cli.told import told
from pos_loyalty.domain.program import Wheel
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.wheels import odds_text, segment_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.outcome import SpinResult


def spin(context: Context, args: Namespace) -> Answer:
    """Spin a wheel once; what is needed to recompute the result is in the answer."""
    answered = context.shop.wheels.spin(
        context.request,
        member_of_card(context, args),
        args.wheel,
        seed=args.seed,
        slip=not args.no_print,
    )
    done, outcome = told(context, answered), answered.value
    stop = outcome.spin
    value = {"id": outcome.id, "wheel": args.wheel, **done.value}
    lines = done.lines
    if stop is not None:
        value |= {"seed": stop.seed, "number": stop.number, "sale": stop.sale_id or None}
        lines = (_said(context, stop), *lines)
    return Answer(value, lines)


def odds(context: Context, _args: Namespace) -> Answer:
    """All wheels of the program in force, and how likely each of their segments is."""
    wheels = context.program.wheels
    value = {"wheels": [_figures(context, wheel) for wheel in wheels]}
    if not wheels:
        return Answer(value, (context.words.text("The program has no wheels."),))
    return Answer(value, _sentences(context, wheels))


def _said(context: Context, stop: SpinResult) -> str:
    program, words = context.program, context.shop_words
    wheel = program.wheel(stop.wheel_id)
    won = segment_text(program, wheel.segments[stop.segment], words) if wheel else ""
    return words.text("The wheel stopped at: {won}", won=won)


def _figures(context: Context, wheel: Wheel) -> dict[str, Any]:
    limit = wheel.limit
    return {
        "id": wheel.id,
        "name": wheel.name,
        "minimum_purchase": context.money(wheel.minimum_purchase_minor),
        "limit": f"{limit.count} per {limit.period.value}" if limit else None,
        "total_weight": wheel.total_weight,
        "segments": [
            {
                "segment": place,
                "points": segment.points,
                "reward": segment.reward or None,
                "weight": segment.weight,
            }
            for place, segment in enumerate(wheel.segments)
        ],
    }


def _sentences(context: Context, wheels: tuple[Wheel, ...]) -> Iterator[str]:
    program, words = context.program, context.shop_words
    for wheel in wheels:
        yield f"{wheel.id}  {wheel.name}"
        for segment in wheel.segments:
            won = segment_text(program, segment, words)
            yield f"  {won}: {odds_text(wheel, segment, words)}"


def _spin_arguments(parser: ArgumentParser, words: Words) -> None:
    add_card(parser, words)
    parser.add_argument(
        "--wheel", required=True, metavar="ID", help=words.text("a wheel of the program")
    )
    parser.add_argument(
        "--seed",
        metavar=words.text("TEXT"),
        help=words.text("what the result follows from; drawn by chance without it"),
    )
    add_no_print(parser, words)


COMMANDS: Final[Mapping[str, Command | Group]] = {
    "spin": Command(
        mark("spins a wheel for a member"), spin, _spin_arguments, writes=True, at_partner=True
    ),
    "wheel": Group(
        mark("the wheels of the program"),
        {"odds": Command(mark("lists what wheels give, and how likely"), odds)},
    ),
}
