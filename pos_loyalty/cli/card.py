"""Cards as files: a picture for a phone, a sheet for the printer."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pos_loyalty.cards.artwork import card_png, cards_pdf
from pos_loyalty.cards.card_face import CardFace
from pos_loyalty.cli.command import Answer, Command, Group, WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.identity import add_member, member_named
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words


def png(context: Context, args: Namespace) -> Answer:
    """One card as a picture."""
    face = _face(context, args)
    return _written(context, args.out, card_png(face), face)


def pdf(context: Context, args: Namespace) -> Answer:
    """One card on a sheet to print and cut."""
    face = _face(context, args)
    return _written(context, args.out, cards_pdf([face], title=face.shop_name), face)


def _face(context: Context, args: Namespace) -> CardFace:
    shop = context.shop
    member_id = member_named(context, args)
    profile = shop.members.profile(member_id)
    card = shop.members.card(member_id)
    name = " ".join(filter(None, (profile.given_name, profile.family_name)))
    return CardFace(
        shop_name=shop.settings.settings().shop.name,
        member_name=name or None,
        number_text=card.number,
        payload=card.payload,
        caption=context.words.text("Member card"),
    )


def _written(context: Context, name: str, content: bytes, face: CardFace) -> Answer:
    words = context.words
    try:
        Path(name).write_bytes(content)
    except OSError as error:
        raise WrongUseError(words.text("The file {file} cannot be written.", file=name)) from error
    said = words.text("The card is in {file}.", file=name)
    return Answer({"file": name, "number": face.number_text, "bytes": len(content)}, (said,))


def _arguments(parser: ArgumentParser, words: Words) -> None:
    add_member(parser, words)
    parser.add_argument(
        "--out", required=True, metavar=words.text("FILE"), help=words.text("where to")
    )


COMMANDS: Final[Mapping[str, Group]] = {
    "card": Group(
        mark("member cards as files"),
        {
            "png": Command(mark("draws a card as a picture"), png, _arguments),
            "pdf": Command(mark("draws a card on a sheet to cut"), pdf, _arguments),
        },
    )
}
