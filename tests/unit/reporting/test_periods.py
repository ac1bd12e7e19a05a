from datetime import date

import pytest

from pos_loyalty.reporting.periods import (
    Period,
    Span,
    period_after,
    period_around,
    period_before,
)


@pytest.mark.parametrize(
    ("span", "first_day", "last_day"),
    [
        (Span.MONTH, date(2028, 2, 1), date(2028, 2, 29)),
        (Span.QUARTER, date(2028, 1, 1), date(2028, 3, 31)),
        (Span.YEAR, date(2028, 1, 1), date(2028, 12, 31)),
    ],
)
def test_a_period_is_one_of_the_calendar(span: Span, first_day: date, last_day: date) -> None:
    """Whole months, leap days included, and the same for each of its days."""
    period = Period(first_day, last_day)
    assert period_around(span, date(2028, 2, 29)) == period
    assert period_around(span, first_day) == period
    assert period_around(span, last_day) == period


@pytest.mark.parametrize("span", Span)
def test_periods_lie_side_by_side(span: Span) -> None:
    """No day is between two of them, and none is in both."""
    period = period_around(span, date(2026, 11, 22))
    before, after = period_before(span, period), period_after(span, period)
    assert (period.first_day - before.last_day).days == 1
    assert (after.first_day - period.last_day).days == 1
    assert period_after(span, before) == period
    assert period_before(span, after) == period


def test_a_period_does_not_end_before_it_begins() -> None:
    """One day is the least."""
    day = date(2026, 1, 1)
    assert Period(day, day).first_day == day
    with pytest.raises(ValueError, match="Period"):
        Period(date(2026, 1, 2), day)
