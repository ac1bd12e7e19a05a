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
    shared = found.parts
    parts = {
        "members": shared.members,
        "cards": shared.cards,
        "entries": shared.entries,
        "balances": shared.balances,
    }
    value = {
        "digest": found.digest,
        "members": shared.members.rows,
        "entries": shared.entries.rows,
        "points": found.points,
        "as_of": context.local(found.as_of) if found.as_of else None,
        "parts": {name: part.digest for name, part in parts.items()},
    }
    words = context.words
    lines = (
        words.text("Digest: {digest}", digest=found.digest),
        words.text(
            "Members: {members}, entries: {entries}, points: {points}",
            members=words.formats.number(shared.members.rows),
            entries=words.formats.number(shared.entries.rows),
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
