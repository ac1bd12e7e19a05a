import pytest

from pos_loyalty.domain.receipt_lesson import (
    Marked,
    Marks,
    UnclearLessonError,
    find,
    guess,
    learn,
    named,
)
from pos_loyalty.domain.receipt_template import Anchor, Unread
from tests.support.taught import lines_of, taught
from tests.support.till_receipts import BY_NAME, MANNERS, Manner, Sold

EVERY = pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: manner.name)


def _marks_on(lines: tuple[str, ...], total: str, number: str, day: str = "") -> Marks:
    found = [find(lines, value) for value in (total, number)]
    assert found[0] is not None
    assert found[1] is not None
    return Marks(found[0], found[1], find(lines, day) if day else None)


@EVERY
def test_most_receipts_need_no_pointing(manner: Manner) -> None:
    """What is guessed is what a person would mark; where nothing is sure, nothing is guessed."""
    shown = lines_of(manner, manner.print(Sold()))
    guessed = guess(shown)
    if manner.name == "kiosk":
        assert guessed is None
        return
    assert guessed is not None
    assert guessed.total.text(shown) == manner.total(Sold())
    assert guessed.number.text(shown) == manner.number(Sold())
    assert guessed.date is not None
    assert manner.day is not None
    assert guessed.date.text(shown) == manner.day(Sold())


def test_what_is_not_there_is_not_guessed() -> None:
    """A receipt without a day has none, and a slip without a total or a number is no receipt."""
    guessed = guess(("Bon 1", "SUMME 1,00"))
    assert guessed is not None
    assert guessed.date is None
    assert guess(("Bon 1",)) is None
    assert guess(("SUMME 1,00", "SUMME")) is None


@EVERY
def test_the_header_is_the_shop(manner: Manner) -> None:
    """Nothing that changes from receipt to receipt is part of what a receipt is told by."""
    header = taught(manner).header
    assert header
    assert not any(name in line for line in header for name in ("Käse", "Kaffee", "Bon", "#"))


def test_several_receipts_tell_what_they_share() -> None:
    """A line that only one of them has is no part of the header."""
    one = ("Laden", "Heute Aktion", "Köln", "Bon 1", "SUMME 1,00")
    two = ("Laden", "Köln", "Bon 2", "SUMME 2,00")
    template = learn("till", one, _marks_on(one, "1,00", "1"), [two])
    assert template.header == ("Laden", "Köln")


def test_digits_before_a_value_may_change() -> None:
    """A time of day before the number is another one on the next receipt."""
    shown = ("Laden", "14:32 Bon 17", "SUMME 1,00")
    assert learn("till", shown, _marks_on(shown, "1,00", "17")).number == Anchor("{n}:{n} Bon")


def test_a_value_alone_on_its_line_is_found_by_the_line_above() -> None:
    """Big totals stand below their word."""
    shown = ("Laden", "Bon 1", "GESAMT", "", "EUR 1,00")
    assert learn("till", shown, _marks_on(shown, "1,00", "1")).total == Anchor("GESAMT", 2)


def test_a_value_without_any_word_cannot_be_learned() -> None:
    """It could not be told from any other figure."""
    shown = ("Bon 1", "", "", "1,00")
    with pytest.raises(UnclearLessonError):
        learn("till", shown, _marks_on(shown, "1,00", "1"))


def test_a_total_is_an_amount() -> None:
    """Whoever points at a word has pointed at the wrong place."""
    shown = ("Laden", "Bon 1", "SUMME viel")
    with pytest.raises(UnclearLessonError):
        learn("till", shown, Marks(Marked(2, 6, 10), Marked(1, 4, 5)))


@pytest.mark.parametrize(
    ("shown", "number", "reason"),
    [
        (("Laden", "Bon 1", "SUMME 1,00", "TRAINING"), "1", Unread.REFUSED),
        (("Laden", "Bon 1", "Bon 2", "SUMME 1,00"), "1", Unread.AMBIGUOUS),
        (("Laden", "Bon 12 34", "SUMME 1,00"), "12 34", Unread.NO_NUMBER),
    ],
)
def test_a_receipt_that_would_not_be_read_teaches_nothing(
    shown: tuple[str, ...], number: str, reason: Unread
) -> None:
    """What is learned reads at least what it was learned from."""
    with pytest.raises(UnclearLessonError) as caught:
        learn("till", shown, _marks_on(shown, "1,00", number))
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    ("total", "decimal", "digits"),
    [("1,00", ",", 2), ("1.00", ".", 2), ("1.250", ".", 3), ("350", ",", 0)],
)
def test_the_notation_is_that_of_the_total(total: str, decimal: str, digits: int) -> None:
    """Comma or point, and how many digits behind it, are seen and not asked."""
    shown = ("Laden", "Bon 9", f"SUMME {total}")
    template = learn("till", shown, _marks_on(shown, total, "9"))
    assert (template.decimal, template.digits) == (decimal, digits)


def test_a_value_is_found_where_it_is_the_total() -> None:
    """The same amount stands on many lines; the one with the word is meant, unless one is named."""
    lines = ("SUMME 5,00", "Bar 5,00", "15,00", "5,001")
    assert find(lines, "5,00") == Marked(0, 6, 10)
    assert find(lines, "5,00", line=1) == Marked(1, 4, 8)
    assert find(lines, "7,00") is None
    assert find(lines, "5,00", line=9) is None


def test_month_first_is_seen_where_it_can_be() -> None:
    """A figure over twelve can only be a day."""
    cafe = BY_NAME["cafe"]
    assert taught(cafe).day_order == "month-first"
    assert taught(BY_NAME["bakery"]).day_order == "day-first"


def test_a_template_takes_another_name() -> None:
    """The same manner at another till."""
    assert named(taught(MANNERS[0]), "second").name == "second"
