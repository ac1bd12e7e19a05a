"""Claim slips: printed for a member without a card, credited when the card is there."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Final

from pos_loyalty.cli.command import Answer, Command, Group
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.identity import add_card, member_of_card
from pos_loyalty.cli.told import told
from pos_loyalty.cli.values import amount
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.answers.outcomes import claim_answer


def issue(context: Context, args: Namespace) -> Answer:
    """A slip for a purchase that nobody gets the points of yet."""
    amount_minor = amount(context, args.amount, "--amount")
    answered = context.shop.claims.issue(context.request, amount_minor, args.receipt)
    issued, words = answered.value, context.shop_words
    until = words.formats.date(issued.valid_until)
    lines = (
        words.text("Claim slip: {text}", text=issued.text),
        words.text("Valid until {date}", date=until),
    )
    return Answer(claim_answer(args.receipt, answered, context.program), lines)


def redeem(context: Context, args: Namespace) -> Answer:
    """The purchase of a claim slip, recorded for a member."""
    member_id = member_of_card(context, args)
    answered = context.shop.claims.redeem(context.request, args.claim, member_id)
    done = told(context, answered)
    return Answer({"sale": answered.value.id, **done.value}, done.lines)


def _issue_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--amount",
        required=True,
        metavar=words.text("AMOUNT"),
        help=words.text("what the purchase costs, like 36.50"),
    )
    parser.add_argument(
        "--receipt",
        default="",
        metavar=words.text("NUMBER"),
        help=words.text("number of the till’s own receipt"),
    )


def _redeem_arguments(parser: ArgumentParser, words: Words) -> None:
    add_card(parser, words)
    parser.add_argument(
        "--claim",
        required=True,
        metavar=words.text("CODE"),
        help=words.text("the code of the claim slip"),
    )


COMMANDS: Final[Mapping[str, Group]] = {
    "claim": Group(
        mark("slips for members who forgot the card"),
        {
            "issue": Command(
                mark("prints a claim slip for a purchase"), issue, _issue_arguments, writes=True
            ),
            "redeem": Command(
                mark("credits a claim slip to a member"),
                redeem,
                _redeem_arguments,
                writes=True,
                at_partner=True,
            ),
        },
    )
}
