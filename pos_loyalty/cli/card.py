"""Cards as files: a picture for a phone, a sheet for the printer."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from pos_loyalty.bootstrap.keys import (
    PassCertificate,
    keep_pass_certificate,
    rotate_card_keys,
)
from pos_loyalty.cards.artwork import cards_pdf
from pos_loyalty.cards.member_number import member_number, new_member_id
from pos_loyalty.cli.command import Answer, Command, Group, WrongUseError, unwritable
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.identity import add_member, member_named
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.member_cards import CardForm

_MOST_BLANK: Final = 500
_USUAL_GRACE_DAYS: Final = 365
_MOST_GRACE_DAYS: Final = 3650
_USUAL_DAYS_BACK: Final = 30


def png(context: Context, args: Namespace) -> Answer:
    """One card as a picture."""
    return _handed_out(context, args, CardForm.PICTURE)


def pdf(context: Context, args: Namespace) -> Answer:
    """Cards on sheets to print and cut: a member's, or new ones to hand out."""
    if not args.blank:
        return _handed_out(context, args, CardForm.SHEET)
    cards = context.shop.member_cards
    faces = [cards.blank_face(new_member_id(), context.words) for _ in range(args.blank)]
    content = cards_pdf(faces, title=faces[0].shop_name)
    return _written(context, args.out, content, faces[0].number_text)


def phone(context: Context, args: Namespace) -> Answer:
    """One card as a page for a phone, with a code that is another every half minute."""
    return _handed_out(context, args, CardForm.PHONE_PAGE)


def wallet_pass(context: Context, args: Namespace) -> Answer:
    """One card as a pass for the wallet of a phone."""
    return _handed_out(context, args, CardForm.WALLET_PASS)


def suspected(context: Context, args: Namespace) -> Answer:
    """Cards that were in two branches at once, as the tills noted it."""
    since = context.now - timedelta(days=args.days)
    found = context.shop.sightings.suspicions(since)
    words = context.words
    value = [
        {
            "member": each.member_id,
            "number": member_number(each.member_id),
            "at": context.local(each.seen_at),
            "site": each.site,
            "other_site": each.other_site,
            "seconds": each.seconds,
        }
        for each in found
    ]
    lines = [
        words.text(
            "{when}: card of {number} in {site} and {other_site}",
            when=words.formats.date_time(each.seen_at),
            number=member_number(each.member_id),
            site=each.site or words.text("a branch without a name"),
            other_site=each.other_site or words.text("a branch without a name"),
        )
        for each in found
    ]
    return Answer({"suspected": value}, lines or [words.text("No card was suspected.")])


def email(context: Context, args: Namespace) -> Answer:
    """Queue a member's card as a letter; it goes with the next round of the postman."""
    answer = context.shop.letters.send_card(context.request, member_named(context, args))
    said = context.words.text("The card is on its way by e-mail.")
    return Answer({"letter": answer.value, "repeated": answer.repeated}, (said,))


def wallet_certificate(context: Context, args: Namespace) -> Answer:
    """Keep the certificate that wallet passes are signed with."""
    password = _read(context, args.password_file).decode().strip() if args.password_file else ""
    signer = keep_pass_certificate(
        context.shop,
        context.folder,
        OPERATOR,
        PassCertificate(_read(context, args.bundle), password, _read(context, args.intermediate)),
    )
    value = {
        "pass_type": signer.pass_type,
        "team": signer.team,
        "ends": context.local(signer.ends_at),
    }
    said = context.words.text(
        "Wallet passes are signed as {pass_type} until {when}.",
        pass_type=signer.pass_type,
        when=context.words.formats.date_time(signer.ends_at),
    )
    return Answer(value, (said,))


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


def _handed_out(context: Context, args: Namespace, form: CardForm) -> Answer:
    member_id = member_named(context, args)
    file = context.shop.member_cards.file(member_id, form, context.now)
    return _written(context, args.out, file.content, file.number)


def _read(context: Context, name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise WrongUseError(
            context.words.text("The file {file} cannot be read.", file=name)
        ) from error


def _written(context: Context, name: str, content: bytes, number: str) -> Answer:
    words = context.words
    try:
        Path(name).write_bytes(content)
    except OSError as error:
        raise unwritable(context, name) from error
    said = words.text("The card is in {file}.", file=name)
    return Answer({"file": name, "number": number, "bytes": len(content)}, (said,))


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


def _certificate_arguments(parser: ArgumentParser, words: Words) -> None:
    file = words.text("FILE")
    parser.add_argument(
        "bundle", metavar=file, help=words.text("certificate and key together, as .p12")
    )
    parser.add_argument(
        "--intermediate",
        required=True,
        metavar=file,
        help=words.text("the certificate that vouches for it, as .cer or .pem"),
    )
    parser.add_argument(
        "--password-file", metavar=file, help=words.text("a file with the password of the .p12")
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


def _suspected_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--days",
        type=int,
        default=_USUAL_DAYS_BACK,
        choices=range(1, _MOST_GRACE_DAYS + 1),
        metavar=words.text("DAYS"),
        help=words.text("how far back to look"),
    )


COMMANDS: Final[Mapping[str, Group]] = {
    "card": Group(
        mark("member cards as files"),
        {
            "png": Command(mark("draws a card as a picture"), png, _arguments),
            "pdf": Command(mark("draws cards on sheets to cut"), pdf, _sheet_arguments),
            "phone": Command(
                mark("writes a page for a phone, with a code that keeps changing"),
                phone,
                _arguments,
            ),
            "pkpass": Command(
                mark("writes a pass for the wallet of a phone"), wallet_pass, _arguments
            ),
            "suspected": Command(
                mark("lists cards that were in two branches at once"),
                suspected,
                _suspected_arguments,
            ),
            "email": Command(mark("sends a card by e-mail"), email, add_member, writes=True),
            "wallet-certificate": Command(
                mark("keeps the certificate that wallet passes are signed with"),
                wallet_certificate,
                _certificate_arguments,
            ),
            "rotate-keys": Command(
                mark("signs new cards with a new key"), rotate_keys, _rotation_arguments
            ),
        },
    )
}
