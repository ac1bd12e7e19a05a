"""Who is meant: a card's code or a member number on the command line."""

from argparse import ArgumentParser, Namespace
from typing import Final

from pos_loyalty.cards.errors import UsedCodeError
from pos_loyalty.cli.command import WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.domain.sightings import CardShown
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.identify import GOOD_BEFORE, Shown

# Only commands that write have one.
_KEY: Final = "key"


def add_card(parser: ArgumentParser, words: Words) -> None:
    """The option for commands of the counter."""
    parser.add_argument(
        "--card",
        required=True,
        metavar=words.text("CARD"),
        help=words.text("the code of the member’s card, or the member number"),
    )


def add_member(parser: ArgumentParser, words: Words) -> None:
    """The member of a command about one member, bare or behind an option."""
    parser.add_argument(
        "number",
        nargs="?",
        metavar=words.text("NUMBER"),
        help=words.text("the member number, or the code of the member’s card"),
    )
    parser.add_argument("--member", "--card", dest="named", help=words.text("the same"))


def member_of_card(context: Context, args: Namespace) -> str:
    """The member whose card was shown. Raises the refusals of ``CardReader.member_id``.

    A card that something is booked for was seen here: a phone's code is good once. Where there is
    a hub, its word is waited for, but not for long.
    """
    shown = _identified(context, args.card)
    if shown.card is not None and _KEY in args:
        context.shop.sightings.note(shown.card, OPERATOR, context.now)
        _heed_hub(context, shown.card)
    return shown.member_id


def member_to_quote(context: Context, args: Namespace) -> str:
    """The same, for a purchase that may follow: the hub is asked, and nothing is remembered."""
    shown = _identified(context, args.card)
    if shown.card is not None:
        _heed_hub(context, shown.card)
    return shown.member_id


def _heed_hub(context: Context, card: CardShown) -> None:
    sightings = context.shop.sightings
    question = sightings.ask(card)
    if question is None:
        return
    if question.is_used() and not context.is_repeating:
        raise UsedCodeError(member=card.member_id)
    with context.shop.store.read() as reading:
        context.elsewhere = sightings.elsewhere(reading, card, context.now)


def member_named(context: Context, args: Namespace) -> str:
    """The member whom a command is about. Raises WrongUseError for none or two."""
    if (args.number is None) == (args.named is None):
        raise WrongUseError(context.words.text("Name one member by the number."))
    text: str = args.number if args.named is None else args.named
    return _identified(context, text).member_id


def _identified(context: Context, text: str) -> Shown:
    """The member of a code or number.

    A card that was good when a request was first made names its member in the repetition.
    """
    try:
        with context.shop.store.read() as reading:
            shown = context.shop.cards.shown_in(reading, text, context.now)
            if shown.card is not None:
                sightings = context.shop.sightings
                context.elsewhere = sightings.elsewhere(reading, shown.card, context.now)
            return shown
    except GOOD_BEFORE as refusal:
        if context.is_repeating:
            return Shown(str(refusal.facts["member"]))
        raise
