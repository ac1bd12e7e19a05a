"""The members in a sheet. Pure.

Each must be known by something that a second import finds again: a number, an e-mail address or a
telephone number. A name alone belongs to several people.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from pos_loyalty.domain.imports import BroughtMember, ImportField, RowProblem
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.contact import (
    BadContactError,
    checked_birthday,
    checked_email,
    checked_phone,
)
from pos_loyalty.services.imports.cells import Cells, WrongCellError
from pos_loyalty.services.imports.layout import Sheet
from pos_loyalty.services.imports.notation import parse_birthday, parse_moment, parse_number

_MOST_POINTS: Final = 10**12
_LONGEST_NAME: Final = 100
_BETWEEN: Final = re.compile(r"\s*[,;|/]\s*")
_LANGUAGE: Final = re.compile(r"(?P<base>[a-z]{2})(?:[-_][a-z]{2})?", re.ASCII)
_LANGUAGES: Final = {
    "deutsch": "de",
    "german": "de",
    "englisch": "en",
    "english": "en",
    "französisch": "fr",
    "french": "fr",
    "italienisch": "it",
    "italian": "it",
}


@dataclass(frozen=True, slots=True)
class ReadMembers:
    """All members that could be read, in the file's order, and the lines that could not."""

    members: tuple[BroughtMember, ...]
    problems: tuple[RowProblem, ...]


def read_members(sheet: Sheet, *, zone: ZoneInfo) -> ReadMembers:
    """The members in ``sheet``, days in ``zone``."""
    members: list[BroughtMember] = []
    problems = list(sheet.problems)
    for row in sheet.rows:
        try:
            members.append(_member(Cells(sheet, row), zone))
        except WrongCellError as wrong:
            problems.append(wrong.problem)
    problems.sort(key=lambda problem: problem.line)
    return ReadMembers(tuple(members), tuple(problems))


def _member(cells: Cells, zone: ZoneInfo) -> BroughtMember:
    cells.require_width()
    number = cells.number()
    if not (number or cells.text(ImportField.EMAIL) or cells.text(ImportField.PHONE)):
        raise cells.wrong(ImportField.MEMBER, "no-identity")
    given, family = _names(cells)
    order = cells.sheet.layout.day_order
    return BroughtMember(
        line=cells.row.line,
        member=number,
        given_name=given,
        family_name=family,
        phone=cells.parsed(
            ImportField.PHONE, partial(_accepted, checked_phone), "bad-phone", is_shown=False
        ),
        email=cells.parsed(
            ImportField.EMAIL, partial(_accepted, checked_email), "bad-email", is_shown=False
        ),
        birthday=cells.parsed(
            ImportField.BIRTHDAY,
            lambda text: _accepted(checked_birthday, parse_birthday(text, order)),
            "bad-birthday",
            is_shown=False,
        ),
        language=cells.parsed(ImportField.LANGUAGE, _language, "bad-language"),
        points=_points(cells),
        tier=cells.text(ImportField.TIER),
        segments=tuple(filter(None, _BETWEEN.split(cells.text(ImportField.SEGMENTS)))),
        enrolled_at=_enrolled(cells, zone),
    )


def _names(cells: Cells) -> tuple[str, str]:
    """Given and family name; a whole name is ``Anna Muster`` or ``Muster, Anna``."""
    given, family = cells.text(ImportField.GIVEN_NAME), cells.text(ImportField.FAMILY_NAME)
    whole = " ".join(cells.text(ImportField.NAME).split())
    if whole and not given and not family:
        last, comma, first = whole.partition(",")
        if comma:
            given, family = first.strip(), last.strip()
        else:
            given, _, family = whole.rpartition(" ")
            given, family = (given, family) if given else (family, "")
    if max(len(given), len(family)) > _LONGEST_NAME:
        field = ImportField.NAME if whole else ImportField.FAMILY_NAME
        raise cells.wrong(field, "too-long", most=str(_LONGEST_NAME))
    return given, family


def _points(cells: Cells) -> int:
    if not cells.text(ImportField.POINTS):
        return 0
    decimal = cells.sheet.layout.decimal
    points = cells.parsed(
        ImportField.POINTS, lambda text: parse_number(text, decimal=decimal), "bad-points"
    )
    if points.denominator != 1 or not 0 <= points <= _MOST_POINTS:
        raise cells.wrong(ImportField.POINTS, "bad-points", value=cells.text(ImportField.POINTS))
    return int(points)


def _enrolled(cells: Cells, zone: ZoneInfo) -> datetime | None:
    if not cells.text(ImportField.ENROLLED):
        return None
    order = cells.sheet.layout.day_order
    moment = cells.parsed(
        ImportField.ENROLLED,
        lambda text: parse_moment(text, clock="", day_order=order, zone=zone),
        "bad-date",
    )
    return moment.at


def _language(text: str) -> str | None:
    word = text.casefold()
    found = _LANGUAGE.fullmatch(word)
    if word and found is None and word not in _LANGUAGES:
        raise ValueError(text)
    return found["base"] if found else _LANGUAGES.get(word)


def _accepted(check: Callable[[str], str | None], text: str) -> str:
    """What ``check`` makes of a text; its refusal as a ``ValueError``."""
    try:
        return check(text) or ""
    except BadContactError as error:
        raise ValueError from error
