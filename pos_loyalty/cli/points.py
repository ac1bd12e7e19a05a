"""Points without a purchase: redeemed, given back, adjusted, earned by an action."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Final

from pos_loyalty.cli.command import Answer, Command
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.identity import add_card, member_of_card
from pos_loyalty.cli.sale import add_no_print
from pos_loyalty.cli.told import said, told, told_redemption
from pos_loyalty.cli.values import optional_amount
from pos_loyalty.domain.basket import Burn
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.answers.outcomes import undone_answer


def redeem(context: Context, args: Namespace) -> Answer:
    """Burn points or a reward without a sale of ours."""
    total_minor = optional_amount(context, args.purchase_total, "--purchase-total")
    burn = Burn(args.points or 0, (args.reward,) if args.reward else ())
    answered = context.shop.redemptions.redeem(
        context.request,
        member_of_card(context, args),
        burn,
        purchase_total_minor=total_minor,
        slip=not args.no_print,
    )
    done = told_redemption(context, answered)
    return Answer(done.value, done.lines)


def donate(context: Context, args: Namespace) -> Answer:
    """Give points to a good cause."""
    answered = context.shop.redemptions.donate(
        context.request,
        member_of_card(context, args),
        points=args.points,
        reward_id=args.reward,
        slip=not args.no_print,
    )
    done = told_redemption(context, answered)
    return Answer(done.value, done.lines)


def undo_redeem(context: Context, args: Namespace) -> Answer:
    """Take a redemption back."""
    answered = context.shop.redemptions.undo(context.request, args.id, slip=not args.no_print)
    value = undone_answer(args.id, answered, context.program, context.shop_words)
    return Answer(value, said(context, answered))


def adjust(context: Context, args: Namespace) -> Answer:
    """Give or take points by hand."""
    answered = context.shop.points.adjust(
        context.request,
        member_of_card(context, args),
        points=args.points,
        reason=args.reason,
        slip=not args.no_print,
    )
    done = told(context, answered)
    return Answer({"adjusted": args.points, **done.value}, done.lines)


def action(context: Context, args: Namespace) -> Answer:
    """Points for something other than a purchase."""
    answered = context.shop.points.action(
        context.request, member_of_card(context, args), args.action
    )
    done = told(context, answered)
    return Answer({"action": args.action, **done.value}, done.lines)


def _redeem_arguments(parser: ArgumentParser, words: Words) -> None:
    add_card(parser, words)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--points", type=_count, metavar="N", help=words.text("points as a discount"))
    what.add_argument("--reward", metavar="ID", help=words.text("a reward of the program"))
    parser.add_argument(
        "--purchase-total",
        metavar=words.text("AMOUNT"),
        help=words.text("what the purchase costs that is paid with it"),
    )
    add_no_print(parser, words)


def _donate_arguments(parser: ArgumentParser, words: Words) -> None:
    add_card(parser, words)
    parser.add_argument(
        "--points", type=_count, required=True, metavar="N", help=words.text("points to give away")
    )
    parser.add_argument(
        "--reward",
        required=True,
        metavar="ID",
        help=words.text("a reward of the program that is a donation"),
    )
    add_no_print(parser, words)


def _undo_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--id", required=True, metavar="ID", help=words.text("the redemption that is taken back")
    )
    add_no_print(parser, words)


def _adjust_arguments(parser: ArgumentParser, words: Words) -> None:
    add_card(parser, words)
    parser.add_argument(
        "--points",
        type=_signed_count,
        required=True,
        metavar="N",
        help=words.text("points to give, or below zero to take"),
    )
    parser.add_argument(
        "--reason",
        required=True,
        metavar=words.text("REASON"),
        help=words.text("why; kept under seal with the entry"),
    )
    add_no_print(parser, words)


def _action_arguments(parser: ArgumentParser, words: Words) -> None:
    add_card(parser, words)
    parser.add_argument(
        "--action", required=True, metavar="ID", help=words.text("an action of the program")
    )


def _count(text: str) -> int:
    count = int(text)
    if not 0 < count < _TOO_MANY:
        raise ValueError(text)
    return count


def _signed_count(text: str) -> int:
    count = int(text)
    if abs(count) >= _TOO_MANY:
        raise ValueError(text)
    return count


_TOO_MANY: Final = 2**62

COMMANDS: Final[Mapping[str, Command]] = {
    "redeem": Command(
        mark("redeems points or a reward without a purchase"),
        redeem,
        _redeem_arguments,
        writes=True,
        at_partner=True,
    ),
    "donate": Command(
        mark("gives points to a good cause"),
        donate,
        _donate_arguments,
        writes=True,
        at_partner=True,
    ),
    "undo-redeem": Command(
        mark("takes a redemption back"), undo_redeem, _undo_arguments, writes=True
    ),
    "adjust": Command(
        mark("gives or takes points by hand"),
        adjust,
        _adjust_arguments,
        writes=True,
        at_partner=True,
    ),
    "action": Command(
        mark("gives the points of an action"),
        action,
        _action_arguments,
        writes=True,
        at_partner=True,
    ),
}
