"""Periods of business days: what reports are asked for."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.calendar import add_months_to_day
from pos_loyalty.domain.values import dataclass

_DAY: Final = timedelta(days=1)


class Span(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS: Final = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Business days, the first and the last included."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.first_day > self.last_day:
            raise ValueError(self)


def period_around(span: Span, day: date) -> Period:
    """The month, quarter or year of the calendar that a day is in."""
    months = _MONTHS[span]
    first_month = (day.month - 1) // months * months + 1
    first_day = date(day.year, first_month, 1)
    return Period(first_day, add_months_to_day(first_day, months) - _DAY)


def period_before(span: Span, period: Period) -> Period:
    """The period of a span that ends right before another begins."""
    return period_around(span, period.first_day - _DAY)


def period_after(span: Span, period: Period) -> Period:
    """The period of a span that begins right after another ends."""
    return period_around(span, period.last_day + _DAY)
