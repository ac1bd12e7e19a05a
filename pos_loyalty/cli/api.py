"""The local API for other software: served, its token, its document."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pos_loyalty.cli.command import Answer, Command, Group, unwritable
from pos_loyalty.cli.context import Context
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.security.api_token import API_TOKEN_NAME, ApiToken
from pos_loyalty.storage.codec import encode_json

_LISTEN: Final = "127.0.0.1:8765"


def serve(context: Context, args: Namespace) -> Answer:
    """Answer other software of this computer until told to end."""
    door = context.gateway.open_api(context.shop, _token(context), args.listen)
    if args.attached:
        door.end_with_input()
    said = context.words.text("Other software of this computer is answered at {url}.", url=door.url)
    return Answer({"url": door.url}, (said,), then=door.serve)


def token(context: Context, args: Namespace) -> Answer:
    """The token that other software has to send."""
    kept = _token(context)
    text = kept.renew() if args.renew else kept.text()
    return Answer({"token": text, "renewed": args.renew}, (text,))


def document(context: Context, args: Namespace) -> Answer:
    """The OpenAPI document of the API, into a file or onto the screen."""
    described = context.gateway.api_document()
    if args.out is None:
        return Answer(described, (encode_json(described).decode(),))
    target = Path(args.out)
    try:
        target.write_bytes(encode_json(described))
    except OSError as error:
        raise unwritable(context, args.out) from error
    said = context.words.text("Written: {file}", file=target.name)
    return Answer({"file": str(target)}, (said,))


def _token(context: Context) -> ApiToken:
    # Only a shop has keys: asking for it says so where there is none.
    _ = context.shop
    return ApiToken(context.folder.keys / API_TOKEN_NAME)


def _serve_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--listen",
        default=_LISTEN,
        metavar=words.text("ADDRESS"),
        help=words.text(
            "where to listen: an address of this computer only, like {example}",
            example=_LISTEN,
        ),
    )
    parser.add_argument(
        "--attached",
        action="store_true",
        help=words.text("ends when its standard input is closed"),
    )


def _token_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--renew",
        action="store_true",
        help=words.text("makes another; the old one is void at once"),
    )


def _document_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("--out", metavar=words.text("FILE"), help=words.text("where to write it"))


COMMANDS: Final[Mapping[str, Group]] = {
    "api": Group(
        mark("a local API for other software beside the till"),
        {
            "serve": Command(mark("answers until it is told to end"), serve, _serve_arguments),
            "token": Command(mark("shows the token of the API"), token, _token_arguments),
            "document": Command(
                mark("the OpenAPI document of the API"), document, _document_arguments
            ),
        },
    )
}
