from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from pos_loyalty.domain.imports import DayOrder
from pos_loyalty.domain.money import Currency
from pos_loyalty.services.imports.notation import (
    day_order_of,
    decimal_of,
    has_year_last,
    parse_amount,
    parse_birthday,
    parse_moment,
    parse_number,
)

_EUR = Currency("EUR")
_BERLIN = ZoneInfo("Europe/Berlin")


def _is_refused(parse: Callable[[], object]) -> bool:
    try:
        parse()
    except ValueError:
        return True
    return False


@pytest.mark.parametrize(
    ("text", "decimal", "minor"),
    [
        ("12,50", ",", 1_250),
        ("1.234,5", ",", 123_450),
        ("1 234,50 €", ",", 123_450),
        ("EUR 1.234.567", ",", 123_456_700),
        ("1'234.50", ".", 123_450),
        ("1,234.50", ".", 123_450),
        (".5", ".", 50),
        ("12.500", ".", 1_250),
        ("-12.50", ".", -1_250),
        ("12,50-", ",", -1_250),
        ("−3", ",", -300),
        ("+3", ",", 300),
        ("0,00", ",", 0),
    ],
)
def test_money_is_read_as_it_is_written(text: str, decimal: str, minor: int) -> None:
    """With points or commas, grouped or not, with the currency before or behind."""
    assert parse_amount(text, decimal=decimal, currency=_EUR) == minor


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("", ","),
        ("abc", ","),
        ("3,", ","),
        ("1.23", ","),
        ("1,23", "."),
        ("12,34,56", "."),
        ("1.2345,00", ","),
        ("12,505", ","),
        ("12.50 USD", "."),
        ("$12", "."),
        ("--1", "."),
        ("-1-", "."),
        ("1e5", "."),
        ("٣", "."),
        (",", ","),
        ("1" * 40, "."),
    ],
)
def test_what_could_mean_two_amounts_is_none(text: str, decimal: str) -> None:
    """A guess would be somebody's money; another currency is another money."""
    assert _is_refused(lambda: parse_amount(text, decimal=decimal, currency=_EUR))


def test_numbers_are_exact() -> None:
    """A weight of a third of a kilogram is what it says."""
    assert parse_number("0,333", decimal=",") == Fraction(333, 1000)
    assert parse_number("-2", decimal=",") == -2


@pytest.mark.parametrize(
    ("text", "clock", "order", "local", "has_time"),
    [
        ("1997-01-18", "", DayOrder.DAY_FIRST, "1997-01-18 00:00", False),
        ("19970118", "", DayOrder.DAY_FIRST, "1997-01-18 00:00", False),
        ("18.01.1997", "", DayOrder.DAY_FIRST, "1997-01-18 00:00", False),
        ("18.1.97", "", DayOrder.DAY_FIRST, "1997-01-18 00:00", False),
        ("18/01/26", "", DayOrder.DAY_FIRST, "2026-01-18 00:00", False),
        ("01/18/2026", "", DayOrder.MONTH_FIRST, "2026-01-18 00:00", False),
        ("2026-01-18 14:32", "", DayOrder.DAY_FIRST, "2026-01-18 14:32", True),
        ("2026-01-18T14:32:07.123", "", DayOrder.DAY_FIRST, "2026-01-18 14:32:07", True),
        ("18.01.2026, 14.32 Uhr", "", DayOrder.DAY_FIRST, "2026-01-18 14:32", True),
        ("18.01.2026", "14:32", DayOrder.DAY_FIRST, "2026-01-18 14:32", True),
        ("1/18/2026 2:32 PM", "", DayOrder.MONTH_FIRST, "2026-01-18 14:32", True),
        ("1/18/2026 12:05 am", "", DayOrder.MONTH_FIRST, "2026-01-18 00:05", True),
        ("2026-01-18T13:32:00Z", "", DayOrder.DAY_FIRST, "2026-01-18 14:32", True),
        ("2026-01-18T15:32:00+02:00", "", DayOrder.DAY_FIRST, "2026-01-18 14:32", True),
    ],
)
def test_days_and_times_are_read_as_they_are_written(
    text: str, clock: str, order: DayOrder, local: str, *, has_time: bool
) -> None:
    """Without a zone they are the shop's own; without a time the day begins them."""
    moment = parse_moment(text, clock=clock, day_order=order, zone=_BERLIN)
    expected = datetime.fromisoformat(local).replace(tzinfo=_BERLIN).astimezone(UTC)
    assert (moment.at, moment.has_time) == (expected, has_time)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("", ""),
        ("yesterday", ""),
        ("31.02.2026", ""),
        ("18-01.2026", ""),
        ("18.01.20261", ""),
        ("2026-01-18 25:00", ""),
        ("2026-01-18 13:00 pm", ""),
        ("2026-01-18", "noon"),
        ("13/13/2026", ""),
    ],
)
def test_what_is_no_day_is_refused(text: str, clock: str) -> None:
    """A day that was never there would price a sale under the wrong rules."""
    assert _is_refused(
        lambda: parse_moment(text, clock=clock, day_order=DayOrder.DAY_FIRST, zone=_BERLIN)
    )


@pytest.mark.parametrize(
    ("text", "birthday"),
    [
        ("", ""),
        ("05-04", "05-04"),
        ("--05-04", "05-04"),
        ("4.5.", "05-04"),
        ("29.02.", "02-29"),
        ("4.5.1980", "1980-05-04"),
        ("1980-05-04", "1980-05-04"),
        ("1980-05-04 00:00:00", "1980-05-04"),
    ],
)
def test_birthdays_come_with_and_without_a_year(text: str, birthday: str) -> None:
    """Nobody has to say how old they are."""
    assert parse_birthday(text, DayOrder.DAY_FIRST) == birthday


@pytest.mark.parametrize("text", ["4.5.80", "30.02.", "1980-05-04 14:30", "May", "31.02.1980"])
def test_a_birthday_that_could_be_two_is_none(text: str) -> None:
    """A year of two figures is this century's or the last one's."""
    assert _is_refused(lambda: parse_birthday(text, DayOrder.DAY_FIRST))


@pytest.mark.parametrize(
    ("texts", "decimal"),
    [
        (["29.33", "14.96"], "."),
        (["1.234,50"], ","),
        (["12,5 €"], ","),
        (["1.234", "1,234"], None),
        (["1.234", "2.345", "3,5"], ","),
        (["1,234,567", "1.5"], "."),
        (["12", "x", ""], None),
        (["1.5", "1,5"], None),
    ],
)
def test_amounts_tell_their_decimal_sign(texts: list[str], decimal: str | None) -> None:
    """Where all could be either, nobody guesses here."""
    assert decimal_of(texts) == decimal


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03.04.2026"], DayOrder.DAY_FIRST),
        (["03/04/2026", "25/04/2026"], DayOrder.DAY_FIRST),
        (["03/04/2026", "04/25/2026"], DayOrder.MONTH_FIRST),
        (["03/04/2026"], None),
        (["2026-04-03", "x"], None),
    ],
)
def test_days_tell_what_comes_first(texts: list[str], order: DayOrder | None) -> None:
    """One day after the twelfth is enough."""
    assert day_order_of(texts) == order


def test_only_days_with_the_year_behind_can_be_unclear() -> None:
    """A year in front leaves no question."""
    assert has_year_last(["03/04/2026"])
    assert not has_year_last(["2026-04-03", ""])
