"""Cards as files: a picture for a phone, a sheet for the printer."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from pos_loyalty.bootstrap.keys import rotate_card_keys
from pos_loyalty.cards.artwork import card_png, cards_pdf
from pos_loyalty.cards.card_face import CardFace
from pos_loyalty.cards.member_number import member_number, new_member_id
from pos_loyalty.cards.payload import card_payload
from pos_loyalty.cli.command import Answer, Command, Group, unwritable
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.identity import add_member, member_named
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words

_MOST_BLANK: Final = 500
_USUAL_GRACE_DAYS: Final = 365
_MOST_GRACE_DAYS: Final = 3650


def png(context: Context, args: Namespace) -> Answer:
    """One card as a picture."""
    face = _face(context, args)
    return _written(context, args.out, card_png(face), face)


def pdf(context: Context, args: Namespace) -> Answer:
    """Cards on sheets to print and cut: a member's, or new ones to hand out."""
    faces = [_blank_face(context) for _ in range(args.blank)] or [_face(context, args)]
    return _written(context, args.out, cards_pdf(faces, title=faces[0].shop_name), faces[0])


def rotate_keys(context: Context, args: Namespace) -> Answer:
    """Sign new cards with a new key from now on."""
    grace = timedelta(days=args.grace_days)
    ring = rotate_card_keys(context.shop, context.folder, OPERATOR, grace=grace)
    ends = context.now + grace
    value = {"key": ring.current.key_id, "grace_until": context.local(ends)}
    said = context.words.text(
        "New cards carry key {key}. Cards made before are good until {when}.",
        key=ring.current.key_id,
        when=context.words.formats.date_time(ends),
    )
    return Answer(value, (said,))


def _blank_face(context: Context) -> CardFace:
    """A card that nobody has yet; who joins with it takes its number."""
    member_id = new_member_id()
    key = context.shop.key_ring().current
    return CardFace(
        shop_name=context.shop.settings.settings().shop.name,
        member_name=None,
        number_text=member_number(member_id),
        payload=card_payload(member_id=member_id, issue=0, key=key),
        caption=context.words.text("Member card"),
    )


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
        raise unwritable(context, name) from error
    said = words.text("The card is in {file}.", file=name)
    return Answer({"file": name, "number": face.number_text, "bytes": len(content)}, (said,))


def _arguments(parser: ArgumentParser, words: Words) -> None:
    add_member(parser, words)
    parser.add_argument(
        "--out", required=True, metavar=words.text("FILE"), help=words.text("where to")
    )


def _sheet_arguments(parser: ArgumentParser, words: Words) -> None:
    _arguments(parser, words)
    parser.add_argument(
        "--blank",
        type=int,
        default=0,
        choices=range(1, _MOST_BLANK + 1),
        metavar=words.text("COUNT"),
        help=words.text("so many new cards to hand out instead"),
    )


def _rotation_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--grace-days",
        type=int,
        default=_USUAL_GRACE_DAYS,
        choices=range(_MOST_GRACE_DAYS + 1),
        metavar=words.text("DAYS"),
        help=words.text("how long cards made before stay good"),
    )


COMMANDS: Final[Mapping[str, Group]] = {
    "card": Group(
        mark("member cards as files"),
        {
            "png": Command(mark("draws a card as a picture"), png, _arguments),
            "pdf": Command(mark("draws cards on sheets to cut"), pdf, _sheet_arguments),
            "rotate-keys": Command(
                mark("signs new cards with a new key"), rotate_keys, _rotation_arguments
            ),
        },
    )
}
