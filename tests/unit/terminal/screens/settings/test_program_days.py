from datetime import date

import pytest

from pos_loyalty.terminal.screens.settings.program_days import day_text, typed_day


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.3.2026", (date(2026, 3, 1), "")),
        (" 01. 03. 2026 ", (date(2026, 3, 1), "")),
        ("01.03.2026, 8:30", (date(2026, 3, 1), "08:30")),
        ("2026-03-01", (date(2026, 3, 1), "")),
        ("2026-03-01T08:30", (date(2026, 3, 1), "08:30")),
        ("31.2.2026", None),
        ("1.3.", None),
        ("morgen", None),
    ],
)
def test_days_are_read_as_people_type_them(text: str, found: tuple[date, str] | None) -> None:
    """German and plain, with a time of day or without."""
    assert typed_day(text) == found


def test_a_day_of_every_year_has_no_year() -> None:
    """The end of February in leap years is one of them."""
    assert typed_day("29.2.", is_yearly=True) == (date(2024, 2, 29), "")
    assert typed_day("1.3.2026", is_yearly=True) is None


def test_days_are_written_so_that_they_can_be_read() -> None:
    """In each language's own order."""
    day = date(2026, 3, 1)
    assert day_text(day, "de") == "01.03.2026"
    assert day_text(day, "en", clock="08:30") == "2026-03-01 08:30"
