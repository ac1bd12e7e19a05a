"""This till and the hub of its shop: pairing, sending and reading, how it stands."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from pos_loyalty.bootstrap.pairing import Wish, join_new_till, join_shop
from pos_loyalty.bootstrap.sync import SyncReport, TillHub
from pos_loyalty.cli.command import DONE, OUTAGE, REFUSED, Answer, Command, Group
from pos_loyalty.cli.context import Context
from pos_loyalty.domain.counter import Link
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.searching import still_taken_in
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.finding import let_all_be_found


def pair(context: Context, args: Namespace) -> Answer:
    """Join a till to the hub: this shop's, or a new one in an empty folder."""
    wish = Wish(url=args.hub, code=args.code, name=args.name.strip(), authority=args.ca)
    joined = None
    if context.folder.has_shop:
        join_shop(context.shop, context.folder, OPERATOR, wish)
    else:
        joined = join_new_till(context.folder, context.clock, wish)
    with closing(_hub(context)) as hub:
        report = joined or hub.run_once()
        link, device = hub.link(), hub.device
    words = context.words
    said = words.text("This till is joined to the hub at {url}.", url=link.url)
    facts = {"paired": True, "hub": link.url, "store": link.store, "device": device}
    return _answer(context, report, facts=facts, first=(said,))


def now(context: Context, _args: Namespace) -> Answer:
    """Send what waits, read what is new, and let everybody be found by name."""
    with closing(_hub(context)) as hub:
        report = hub.run_once()
    let_all_be_found(context.shop.store)
    return _answer(context, report)


def status(context: Context, _args: Namespace) -> Answer:
    """How it stands; a second is spent to see whether the hub is there."""
    with closing(_hub(context)) as hub:
        report = hub.look()
    said = _answer(context, report)
    # Being told that the hub is away is what was asked for.
    return Answer(said.value, said.lines)


def _hub(context: Context) -> TillHub:
    shop = context.shop
    return TillHub(shop.store, context.folder, context.clock, sightings=shop.sightings)


def _answer(
    context: Context,
    report: SyncReport,
    *,
    facts: Mapping[str, object] | None = None,
    first: Sequence[str] = (),
) -> Answer:
    words = context.words
    value: dict[str, Any] = {
        **(facts or {}),
        "pushed": report.pushed,
        "pulled": report.pulled,
        "backlog": report.backlog,
        "cursor": dict(report.cursors),
        "online": report.is_online,
    }
    lines = [
        *first,
        words.plural("{n} event sent.", "{n} events sent.", report.pushed),
        words.plural("{n} change read.", "{n} changes read.", report.pulled),
        words.plural("{n} still waiting.", "{n} still waiting.", report.backlog),
    ]
    with context.shop.store.read() as reading:
        gap = reading.members.unfound()
    if gap is not None:
        value["missing"] = gap.unready
        lines.append(still_taken_in(gap.progress, words))
    error = report.note.error
    if error is None:
        return Answer(value, lines)
    value["error"] = {"code": error.code, "message": message_for(error, words)}
    refused = report.note.link is Link.REFUSED
    exit_status = REFUSED if refused else DONE if report.is_whole else OUTAGE
    return Answer(value, [*lines, message_for(error, words)], exit_status)


def _pair_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--hub", required=True, metavar="URL", help=words.text("where the hub is found")
    )
    parser.add_argument(
        "--code",
        required=True,
        metavar=words.text("CODE"),
        help=words.text("the code that the hub shows"),
    )
    parser.add_argument(
        "--name",
        default="",
        metavar=words.text("NAME"),
        help=words.text("what this till is called"),
    )
    parser.add_argument(
        "--ca",
        type=Path,
        metavar=words.text("FILE"),
        help=words.text("the certificate that vouches for the hub, where no public one does"),
    )


COMMANDS: Final[Mapping[str, Group]] = {
    "sync": Group(
        mark("this till and the hub of its shop"),
        {
            "pair": Command(mark("joins this till to a hub"), pair, _pair_arguments),
            "now": Command(mark("sends what waits and reads what is new"), now),
            "status": Command(mark("shows the status of the hub"), status),
        },
    )
}
