"""Purchases: previewed, recorded, taken back."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from pos_loyalty.cli.command import Answer, Command, WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.identity import add_card, member_of_card, member_to_quote
from pos_loyalty.cli.told import said
from pos_loyalty.cli.values import LARGEST_MINOR, amount, optional_amount, optional_moment
from pos_loyalty.domain.basket import Basket, BasketLine, Burn
from pos_loyalty.domain.money import parse_decimal
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.explanations import sentence_of
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.answers.outcomes import quote_answer, reversal_answer, sale_answer
from pos_loyalty.services.sales import Sale

_MOST_PARTS: Final = 4


def quote(context: Context, args: Namespace) -> Answer:
    """What a sale would do; nothing is written."""
    sale = _sale(context, args, member_to_quote(context, args))
    quoted = context.shop.sales.quote(sale, now=context.now)
    words = context.shop_words
    lines = [
        f"{sentence_of(line, words)}: {words.formats.signed(line.points)}"
        for line in quoted.quote.explanation
    ]
    lines.append(words.text("Credited: {points}", points=words.signed_points(quoted.quote.earned)))
    off_minor = quoted.quote.membership_discount_minor + quoted.quote.discount_minor
    if off_minor:
        off = words.formats.money(off_minor)
        lines.append(words.text("Discount to key in: {amount}", amount=off))
    due = words.formats.money(quoted.quote.due_minor)
    lines.append(words.text("To pay: {amount}", amount=due))
    return Answer(quote_answer(sale, quoted, words), tuple(lines))


def record(context: Context, args: Namespace) -> Answer:
    """Record a sale with its slip."""
    sale = _sale(context, args, member_of_card(context, args))
    answered = context.shop.sales.record(context.request, sale, slip=not args.no_print)
    value = sale_answer(sale, answered, context.program, context.shop_words)
    label = context.shop_words.text("Sale: {id}", id=answered.value.id)
    return Answer(value, (label, *said(context, answered)))


def refund(context: Context, args: Namespace) -> Answer:
    """Money goes back for a sale."""
    amount_minor = optional_amount(context, args.amount, "--amount")
    answered = context.shop.sales.refund(
        context.request, args.sale, amount_minor=amount_minor, slip=not args.no_print
    )
    value = reversal_answer(args.sale, answered, context.program, context.shop_words)
    return Answer(value, said(context, answered))


def void(context: Context, args: Namespace) -> Answer:
    """A sale that never should have been."""
    answered = context.shop.sales.void(context.request, args.sale, slip=not args.no_print)
    value = reversal_answer(args.sale, answered, context.program, context.shop_words)
    return Answer(value, said(context, answered))


def _sale(context: Context, args: Namespace, member_id: str) -> Sale:
    occurred_at = optional_moment(context, args.at, "--at")
    return Sale(
        member_id=member_id,
        basket=_basket(context, args),
        occurred_at=occurred_at,
        receipt_number=getattr(args, "receipt", None) or "",
    )


def _basket(context: Context, args: Namespace) -> Basket:
    words = context.words
    lines = _lines(context, args)
    lines_minor = sum(line.total_minor for line in lines)
    if lines_minor > LARGEST_MINOR:
        raise WrongUseError(words.text("This purchase is too large to be reckoned."))
    discount_minor = amount(context, args.order_discount, "--order-discount")
    if discount_minor > lines_minor:
        raise WrongUseError(words.text("The discount is more than the purchase costs."))
    return Basket(
        lines=lines,
        order_discount_minor=discount_minor,
        gift_card_minor=amount(context, args.gift_card, "--gift-card"),
        code=args.code,
        burn=_burn(context, args.redeem),
    )


def _lines(context: Context, args: Namespace) -> tuple[BasketLine, ...]:
    """The lines, and what of the amount no line names as one more without a category."""
    lines = tuple(_line(context, text) for text in args.line)
    total_minor = optional_amount(context, args.amount, "--amount")
    if total_minor is None:
        if not lines:
            raise WrongUseError(context.words.text("Missing: {names}.", names="--amount"))
        return lines
    rest_minor = total_minor - sum(line.total_minor for line in lines)
    if rest_minor < 0:
        raise WrongUseError(context.words.text("The lines cost more than the amount says."))
    return (*lines, BasketLine(rest_minor)) if rest_minor or not lines else lines


def _line(context: Context, text: str) -> BasketLine:
    """``AMOUNT:CATEGORY:PRODUCT:QUANTITY``; what is empty or absent at the end is not known."""
    parts = text.split(":")
    price, category, product, quantity = (*parts, *[""] * _MOST_PARTS)[:_MOST_PARTS]
    count = _quantity(quantity) if len(parts) <= _MOST_PARTS else None
    if not count:
        raise WrongUseError(
            context.words.text(
                "“{value}” is not a line. Write it like 2.40:bread:rye:2.", value=text
            )
        )
    return BasketLine(amount(context, price, "--line"), count, category=category, product=product)


def _quantity(text: str) -> Fraction | None:
    try:
        return parse_decimal(text) if text else Fraction(1)
    except ValueError:
        return None


def _burn(context: Context, wishes: list[str]) -> Burn:
    points, rewards = 0, []
    for name, value in _wishes(context, wishes):
        if name == "reward":
            rewards.append(value)
        else:
            points += int(value)
    return Burn(points, tuple(rewards))


def _wishes(context: Context, wishes: list[str]) -> Iterator[tuple[str, str]]:
    for wish in wishes:
        name, _, value = wish.partition("=")
        is_number = value.isascii() and value.isdigit()
        if not value or name not in {"points", "reward"} or (name == "points" and not is_number):
            raise WrongUseError(
                context.words.text(
                    "“{value}” cannot be redeemed. Write points=100 or reward=NAME.", value=wish
                )
            )
        yield name, value


def _quote_arguments(parser: ArgumentParser, words: Words) -> None:
    add_card(parser, words)
    metavar = words.text("AMOUNT")
    parser.add_argument(
        "--amount", metavar=metavar, help=words.text("what the purchase costs, like 36.50")
    )
    parser.add_argument(
        "--line",
        action="append",
        default=[],
        metavar=words.text("AMOUNT:CATEGORY:PRODUCT:QUANTITY"),
        help=words.text("part of the purchase; may be given several times"),
    )
    parser.add_argument(
        "--redeem",
        action="append",
        default=[],
        metavar="points=N|reward=ID",
        help=words.text("what the member burns; may be given several times"),
    )
    parser.add_argument(
        "--order-discount",
        default="0",
        metavar=metavar,
        help=words.text("discount on the whole purchase"),
    )
    parser.add_argument(
        "--gift-card", default="0", metavar=metavar, help=words.text("paid with a gift card")
    )
    parser.add_argument(
        "--code", default="", metavar=words.text("CODE"), help=words.text("code of a campaign")
    )
    parser.add_argument(
        "--at", metavar=words.text("TIME"), help=words.text("when it was bought, if not now")
    )


def _sale_arguments(parser: ArgumentParser, words: Words) -> None:
    _quote_arguments(parser, words)
    parser.add_argument(
        "--receipt",
        default="",
        metavar=words.text("NUMBER"),
        help=words.text("number of the till’s own receipt"),
    )
    add_no_print(parser, words)


def _void_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--sale", required=True, metavar="ID", help=words.text("the sale that is taken back")
    )
    add_no_print(parser, words)


def _refund_arguments(parser: ArgumentParser, words: Words) -> None:
    _void_arguments(parser, words)
    parser.add_argument(
        "--amount",
        metavar=words.text("AMOUNT"),
        help=words.text("money that goes back; all that is left without it"),
    )


def add_no_print(parser: ArgumentParser, words: Words) -> None:
    """The option of all commands that make a slip."""
    parser.add_argument("--no-print", action="store_true", help=words.text("prints no slip"))


COMMANDS: Final[Mapping[str, Command]] = {
    "quote": Command(mark("shows what a purchase would bring"), quote, _quote_arguments),
    "sale": Command(
        mark("records a purchase"), record, _sale_arguments, writes=True, at_partner=True
    ),
    "refund": Command(
        mark("takes back a purchase or part of it"), refund, _refund_arguments, writes=True
    ),
    "void": Command(mark("cancels a purchase"), void, _void_arguments, writes=True),
}
