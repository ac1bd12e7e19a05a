"""Days as people type them: ``1.3.2026``, ``01.03.2026 08:30``, ``2026-03-01``, ``30.9.``."""

import re
from datetime import date
from typing import Final

_GERMAN: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})?(?:,?\s+(\d{1,2}:\d{2}))?")
_PLAIN: Final = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})(?:[T,]?\s*(\d{1,2}:\d{2}))?")
# A leap year, so that every day of any year is there.
ANY_YEAR: Final = 2024


def typed_day(text: str, *, is_yearly: bool = False) -> tuple[date, str] | None:
    """The day and the time of day, which may be empty; None for what is no day.

    A day of every year has no year of its own; any other has one.
    """
    if german := _GERMAN.fullmatch(text.strip()):
        day, month, year, clock = german.groups()
    elif plain := _PLAIN.fullmatch(text.strip()):
        year, month, day, clock = plain.groups()
    else:
        return None
    if (year is None) is not is_yearly:
        return None
    try:
        found = date(int(year or ANY_YEAR), int(month), int(day))
    except ValueError:
        return None
    return found, f"{clock:0>5}" if clock else ""


def day_text(day: date, language: str, *, clock: str = "") -> str:
    """A day as the language writes it in forms, and as ``typed_day`` reads it."""
    shown = f"{day:%d.%m.%Y}" if language == "de" else day.isoformat()
    return f"{shown} {clock}" if clock else shown
