import re
from fractions import Fraction

import pytest

from pos_loyalty.domain.money import (
    Currency,
    decimal_text,
    exact_sum,
    format_major,
    half_up,
    parse_decimal,
    parse_major,
    rounded,
    simplest,
)


@pytest.mark.parametrize(
    ("code", "text", "minor"),
    [
        ("EUR", "12.50", 1250),
        ("EUR", "12.5", 1250),
        ("EUR", "12", 1200),
        ("EUR", "12.500", 1250),
        ("JPY", "12", 12),
        ("TND", "1.234", 1234),
        ("CLF", "0.0001", 1),
    ],
)
def test_money_is_minor_units(code: str, text: str, minor: int) -> None:
    """A decimal string in major units, exactly."""
    assert parse_major(text, Currency(code)) == minor


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.001", ".5", "1.", "1e2", "1,00", "1 ", "١"])
def test_what_is_no_money(text: str) -> None:
    """Signs, exponents and too many decimals are refused."""
    with pytest.raises(ValueError, match=re.escape(text) + "$"):
        parse_major(text, Currency("EUR"))


def test_money_is_written_back() -> None:
    """With the decimals of its currency, below zero too."""
    assert format_major(1250, Currency("EUR")) == "12.50"
    assert format_major(-5, Currency("EUR")) == "-0.05"
    assert format_major(7, Currency("JPY")) == "7"


@pytest.mark.parametrize("code", ["", "eur", "EURO", "E1R"])
def test_a_currency_has_three_letters(code: str) -> None:
    """What exists is valid."""
    with pytest.raises(ValueError, match=f"^{code}$"):
        Currency(code)


def test_decimals_are_exact() -> None:
    """No float is on the way."""
    assert parse_decimal("0.1") + parse_decimal("0.2") == Fraction(3, 10)
    with pytest.raises(ValueError, match="-1"):
        parse_decimal("-1")


def test_a_division_names_its_rounding() -> None:
    """Down, half up, up."""
    half = Fraction(5, 2)
    assert [rounded(half, how) for how in ("down", "half-up", "up")] == [2, 3, 3]
    assert half_up(Fraction(249, 100)) == 2


def test_the_simplest_value_is_the_same() -> None:
    """Whole numbers as integers, others as they are."""
    assert type(simplest(Fraction(4, 2))) is int
    assert simplest(Fraction(1, 3)) == Fraction(1, 3)


def test_sums_are_exact() -> None:
    """Whatever denominators occur."""
    thirds = [Fraction(n, 3) for n in range(5)]
    assert exact_sum([*thirds, Fraction(1, 2), Fraction(1, 6)]) == Fraction(4)
    assert exact_sum([]) == 0


@pytest.mark.parametrize("text", ["0", "1", "10", "0.008", "12.5", "0.000000000000000001"])
def test_a_decimal_is_written_as_it_was_read(text: str) -> None:
    """No digit more and none less."""
    assert decimal_text(parse_decimal(text)) == text
