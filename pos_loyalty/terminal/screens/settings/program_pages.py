"""Which parts of the program document stand on which page, and how a path finds its field."""

from collections.abc import Iterator
from typing import Final

from pos_loyalty.terminal.screens.settings import program_forms as forms
from pos_loyalty.terminal.screens.settings import program_games as games
from pos_loyalty.terminal.screens.settings import program_tables as tables
from pos_loyalty.terminal.screens.settings.catalog import Section
from pos_loyalty.terminal.screens.settings.program_catalog import (
    Field,
    Form,
    Kind,
    Part,
    Place,
    Table,
    joined,
    pattern_of,
    places_of,
    row_path,
)

PAGES: Final[dict[Section, tuple[Part, ...]]] = {
    Section.PROGRAM: (forms.EARN, tables.RATES, forms.EXPIRY, forms.REFUND, forms.NAMES),
    Section.TIERS: (tables.TIERS, forms.TIER_RULES),
    Section.CAMPAIGNS: (tables.CAMPAIGNS, forms.STACKING),
    Section.REWARDS: (tables.REWARDS, forms.REDEMPTION),
    Section.BONUSES: (forms.WELCOME, forms.REFERRAL, tables.ACTIONS),
    Section.GAMES: (games.STAMP_CARDS, games.CHALLENGES, games.DRAWS, games.WHEELS),
    Section.CLUBS: (games.MEMBERSHIPS, games.PARTNERS),
}

FORMS: Final = tuple(part for parts in PAGES.values() for part in parts if isinstance(part, Form))
TABLES: Final = {
    part.path: part for parts in PAGES.values() for part in parts if isinstance(part, Table)
}


def every_place() -> Iterator[tuple[Section, Place]]:
    """Each field with its page; fields of rows stand at the path of any row."""
    for section, parts in PAGES.items():
        for part in parts:
            for place in places_of(part):
                yield section, place
                for inner in place.field.inner:
                    yield section, Place(part, row_path(place.path, None), inner)


_FIELDS: Final = {place.path: place for _section, place in every_place()}


def place_at(path: str) -> Place:
    """The field of a cell, at the very row that the path names."""
    found = _FIELDS[pattern_of(path)]
    return Place(
        found.part, path.removesuffix(joined("", found.field.name)).rstrip("."), found.field
    )


def is_known(path: str) -> bool:
    """Whether there is a field for a cell's path."""
    return pattern_of(path) in _FIELDS


def candidates(path: str) -> tuple[str, ...]:
    """Cells that may stand for a path of the document, the closest first.

    A problem may name an item of a list, one of several keys, or the table around them.
    """
    pattern = pattern_of(path)
    found = [
        path + (each.removeprefix(pattern)) for each in _FIELDS if each.partition("#")[0] == pattern
    ]
    if found:
        return tuple(found)
    if path.endswith("]"):
        return candidates(path[: path.rindex("[")])
    base, _, key = path.rpartition(".")
    return tuple(
        joined(base, place.field.name)
        for place in _FIELDS.values()
        if place.field.kind is Kind.ONE_OF
        and place.base == pattern_of(base)
        and any(choice.startswith(key) for choice, _label in place.field.choices)
    )


def section_of(part: Part) -> Section:
    """The page that a part stands on."""
    return next(section for section, parts in PAGES.items() if part in parts)


def field_of(table: Table, key: str) -> Field:
    """The field of a table by its name."""
    return next(each for each in table.fields if each.name == key)
