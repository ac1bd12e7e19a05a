"""This till among the others of its shop."""

from argparse import Namespace
from collections.abc import Mapping
from typing import Final

from pos_loyalty.cli.command import Answer, Command, Group
from pos_loyalty.cli.context import Context
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.storage.digest import shared_digest


def digest(context: Context, _args: Namespace) -> Answer:
    """One hash over what all tills of the shop share."""
    with context.shop.store.read() as reading:
        found = shared_digest(reading)
    parts = {
        "members": found.members,
        "cards": found.cards,
        "entries": found.entries,
        "balances": found.balances,
    }
    value = {
        "digest": found.digest,
        "members": found.members.rows,
        "entries": found.entries.rows,
        "points": found.points,
        "as_of": context.local(found.as_of) if found.as_of else None,
        "parts": {name: part.digest for name, part in parts.items()},
    }
    words = context.words
    lines = (
        words.text("Digest: {digest}", digest=found.digest),
        words.text(
            "Members: {members}, entries: {entries}, points: {points}",
            members=words.formats.number(found.members.rows),
            entries=words.formats.number(found.entries.rows),
            points=words.formats.number(found.points),
        ),
    )
    return Answer(value, lines)


COMMANDS: Final[Mapping[str, Group]] = {
    "till": Group(
        mark("this till among the others of its shop"),
        {"digest": Command(mark("one hash over what all tills of a shop share"), digest)},
    )
}
