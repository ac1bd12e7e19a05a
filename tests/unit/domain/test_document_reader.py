from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest

from pos_loyalty.domain.document_reader import TableReader
from pos_loyalty.domain.errors import Problem


def reader_of(problems: list[Problem], **table: object) -> TableReader:
    """A reader of one table."""
    return TableReader(table, "step[0]", problems)


@pytest.mark.parametrize(
    ("value", "quantity"),
    [
        (2, Fraction(2)),
        ("0.5", Fraction(1, 2)),
        (Decimal("1.25"), Fraction(5, 4)),
        (Decimal("1e2"), Fraction(100)),
    ],
)
def test_a_quantity_may_be_a_bare_number(value: object, quantity: Fraction) -> None:
    """Or a decimal string; exact either way."""
    problems: list[Problem] = []
    reader = reader_of(problems, quantity=value)
    assert reader.quantity("quantity") == quantity
    reader.close()
    assert problems == []


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (0, "above-zero"),
        ("0", "above-zero"),
        (-1, "not-decimal"),
        (Decimal("1e99"), "not-decimal"),
        (True, "wrong-type"),
        (1.5, "wrong-type"),
    ],
)
def test_what_is_no_quantity(value: object, reason: str) -> None:
    """Nothing, less than nothing, floats and flags."""
    problems: list[Problem] = []
    assert reader_of(problems, quantity=value).quantity("quantity") == 1
    assert [(each.path, each.reason) for each in problems] == [("step[0].quantity", reason)]


def test_nothing_can_be_written_down() -> None:
    """A key that says null is known, and is not the same as no key."""
    problems: list[Problem] = []
    reader = reader_of(problems, expires=None)
    assert (reader.is_null("expires"), reader.is_null("other")) == (True, False)
    reader.close()
    assert problems == []


def test_keys_that_somebody_else_reads_are_known() -> None:
    """They are no problem at the end; others are."""
    problems: list[Problem] = []
    reader = reader_of(problems, do="buy", typo=1)
    reader.known("do")
    reader.close()
    assert [(each.path, each.reason) for each in problems] == [("step[0].typo", "unknown-key")]


@pytest.mark.parametrize(
    ("read", "reason"),
    [
        (lambda reader: reader.moment("at", None), "empty"),
        (lambda reader: reader.text("at", None), "empty"),
        (lambda reader: reader.moment("absent", None), "missing"),
    ],
)
def test_what_is_required_is_not_empty(read: Callable[[TableReader], object], reason: str) -> None:
    """An empty moment is none."""
    problems: list[Problem] = []
    read(reader_of(problems, at=""))
    assert [each.reason for each in problems] == [reason]


def test_an_empty_limit_and_an_empty_span_of_hours_are_none() -> None:
    """As in the sample document."""
    problems: list[Problem] = []
    reader = reader_of(problems, limit="", hours=[""])
    assert (reader.limit("limit"), reader.hours("hours"), problems) == (None, (), [])
