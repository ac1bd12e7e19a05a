import subprocess
import sys
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from pos_loyalty.i18n.formats import Formats

_EVENING = datetime(2026, 12, 31, 22, 32, tzinfo=UTC)
_NEW_YEAR = datetime(2026, 12, 31, 23, 32, tzinfo=UTC)


def test_money_in_german_and_english() -> None:
    """Money has the language's signs, a space that never breaks, and a real minus."""
    assert Formats("de").money(3650) == "36,50\u00a0€"
    assert Formats("de").money(-123_456) == "−1.234,56\u00a0€"
    assert Formats("en").money(3650) == "€36.50"
    assert Formats("de").signed_money(120) == "+1,20\u00a0€"
    assert Formats("de").signed_money(-120) == "−1,20\u00a0€"
    assert Formats("de").money_short(500) == "5\u00a0€"
    assert Formats("de").money_short(550) == "5,50\u00a0€"
    assert Formats("de").amount(103_650) == "1.036,50"


@pytest.mark.parametrize(
    ("currency", "minor", "shown"),
    [
        ("JPY", 3650, "JP¥3,650"),
        ("TND", 3650, "TND\u00a03.650"),
        ("IQD", 3650, "IQD\u00a03.650"),
        ("CHF", 3650, "CHF\u00a036.50"),
    ],
)
def test_decimals_are_those_of_the_ledger(currency: str, minor: int, shown: str) -> None:
    """The domain says how many decimals a currency has, not the habits of its cash."""
    assert Formats("en", currency=currency).money(minor) == shown


def test_no_amount_passes_through_a_float() -> None:
    """The largest amounts are exact to the cent."""
    assert Formats("de").money(90_071_992_547_409_93) == "90.071.992.547.409,93\u00a0€"


def test_numbers() -> None:
    """Points are grouped, gains and losses carry their sign, nothing else does."""
    german = Formats("de")
    assert german.points(1284) == german.number(1284) == "1.284"
    assert [german.signed(points) for points in (65, -14, 0)] == ["+65", "−14", "0"]


def test_factors_and_shares() -> None:
    """As many decimals as it takes, and no more."""
    german = Formats("de")
    assert german.factor(Fraction(3, 2)) == "×1,5"
    assert german.factor(Fraction(1000)) == "×1.000"
    assert german.decimal(Fraction(1, 3)) == "0,3333"
    assert german.decimal(Fraction(-5, 4)) == "−1,25"
    assert german.percent(Fraction(1, 4)) == "25\u00a0%"
    assert german.percent(Fraction(1, 8)) == "12,5\u00a0%"
    assert Formats("en").percent(Fraction(1, 4)) == "25%"


def test_times_are_the_shops() -> None:
    """An instant is shown on the shop's clock and day, whatever the machine's zone is."""
    german = Formats("de", timezone="Europe/Berlin")
    assert german.date(_EVENING) == "31.12.2026"
    assert german.date(_NEW_YEAR) == "01.01.2027"
    assert german.time(_NEW_YEAR) == "00:32"
    assert german.date_time(_EVENING) == "31.12.2026, 23:32"
    assert german.month_year(_NEW_YEAR) == "Januar 2027"


def test_days() -> None:
    """A day without an hour stays that day."""
    day = date(2024, 3, 7)
    assert Formats("de").date(day) == "07.03.2024"
    assert Formats("de").month_year(day) == "März 2024"
    assert Formats("de").day_month(day) == "7. März"
    assert Formats("de").weekday(day) == "Donnerstag"
    assert Formats("en").date(day) == "7 Mar 2024"
    assert Formats("en").time(_EVENING) == "23:32"


def test_naive_times_are_refused() -> None:
    """A time without a zone could be anybody's."""
    with pytest.raises(ValueError, match="2026"):
        Formats("de").time(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_regional_languages() -> None:
    """A region's own habits are kept."""
    assert Formats("de_CH", currency="CHF").money(123_450) == "CHF\u00a01’234.50"


def test_making_formats_loads_no_locale_data() -> None:
    """The window's first picture does not wait for Babel."""
    script = (
        "import sys; from pos_loyalty.i18n.words import words_for; words_for('de');"
        "print([name for name in sys.modules if name.startswith('babel')])"
    )
    result = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert result.stdout.strip() == "[]"
