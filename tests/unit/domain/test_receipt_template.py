from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.receipt_template import (
    Anchor,
    ReceiptTemplate,
    Unread,
    amount_in,
    day_in,
    readings_of,
    receipts_in,
)
from pos_loyalty.domain.till_receipt import ReceiptKind, TillReceipt
from tests.support.taught import lines_of, taught
from tests.support.till_receipts import (
    BY_NAME,
    MANNERS,
    Manner,
    Sold,
    copied,
    day_report,
    kitchen_slip,
    sub_total_bill,
    voided,
)

EVERY = pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: manner.name)
BAKERY = BY_NAME["bakery"]
PLAIN = ReceiptTemplate(
    name="till",
    total=Anchor("SUMME"),
    number=Anchor("Bon"),
    date=Anchor("Datum"),
    header=("Laden",),
)
LINES = ("Laden", "Bon 4711", "Datum 22.11.2026", "SUMME 36,50")


def _only(template: ReceiptTemplate, *lines: str) -> TillReceipt | Unread:
    (reading,) = readings_of(template, lines)
    return reading


@EVERY
@given(
    number=st.integers(1, 999_999),
    total_minor=st.integers(1251, 9_999_999),
    day=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
)
def test_whatever_a_till_sells_is_read(
    manner: Manner, number: int, total_minor: int, day: date
) -> None:
    """A template taught from one receipt reads the number, the day and the total of any other."""
    sold = Sold(str(number), total_minor, day)
    (read,) = receipts_in(taught(manner), lines_of(manner, manner.print(sold)))
    assert read.kind is ReceiptKind.SALE
    assert (read.number, read.total_minor) == (manner.number(sold), total_minor)
    assert read.printed_on == day
    assert not read.is_copy


@EVERY
def test_a_void_names_what_it_takes_back(manner: Manner) -> None:
    """The receipt that the till takes back is known by its number."""
    job = voided(manner, Sold("4712"), of="4711")
    (read,) = receipts_in(taught(manner), lines_of(manner, job))
    assert read.kind is ReceiptKind.VOID
    assert read.about == manner.number(Sold("4711"))
    assert read.total_minor == 3650


@EVERY
def test_a_copy_says_so(manner: Manner) -> None:
    """What is printed once more is no second sale."""
    (read,) = receipts_in(taught(manner), lines_of(manner, copied(manner, Sold())))
    assert read.is_copy
    (first,) = receipts_in(taught(manner), lines_of(manner, manner.print(Sold())))
    assert read.key == first.key


@EVERY
def test_other_tills_receipts_are_none(manner: Manner) -> None:
    """Nobody else's receipt passes for one of this till."""
    for other in MANNERS:
        if other is not manner:
            lines = lines_of(other, other.print(Sold()))
            assert receipts_in(taught(manner), lines) == ()


@EVERY
def test_slips_and_reports_are_none(manner: Manner) -> None:
    """What has no total to pay, or says that it is something else, is not offered."""
    for job in (kitchen_slip(), day_report(), sub_total_bill()):
        assert receipts_in(taught(manner), lines_of(manner, job)) == ()


def test_lines_are_read_where_they_were_taught() -> None:
    """What was bought is known where the receipt shows it line by line."""
    (read,) = receipts_in(taught(BAKERY), lines_of(BAKERY, BAKERY.print(Sold())))
    assert [line.text for line in read.lines] == ["Käse-Brötchen", "Öko-Kaffee"]
    (bare,) = receipts_in(
        replace(taught(BAKERY), reads_lines=False), lines_of(BAKERY, BAKERY.print(Sold()))
    )
    assert bare.lines == ()


def test_a_line_struck_out_voids_nothing() -> None:
    """A correction within a sale is part of the sale."""
    grocer = BY_NAME["grocer"]
    (read,) = receipts_in(taught(grocer), lines_of(grocer, grocer.print(Sold())))
    assert read.kind is ReceiptKind.SALE


def test_two_receipts_without_a_cut_are_two() -> None:
    """A printer without a knife runs receipts together; the header tells them apart."""
    second = ("Laden", "Bon 4712", "Datum 22.11.2026", "SUMME 5,00")
    read = receipts_in(PLAIN, (*LINES, *second))
    assert [(each.number, each.total_minor) for each in read] == [("4711", 3650), ("4712", 500)]


def test_a_mark_between_two_receipts_makes_both_unsure() -> None:
    """Whose mark it is, nobody can tell, so neither is offered."""
    assert _only(PLAIN, *LINES, "KOPIE", *LINES) is Unread.AMBIGUOUS


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (LINES[1:], Unread.HEADER),
        (LINES[:3], Unread.NO_TOTAL),
        ((LINES[0], *LINES[2:]), Unread.NO_NUMBER),
        ((*LINES[:2], LINES[3]), Unread.NO_DATE),
        ((*LINES, "SUMME 3,65"), Unread.AMBIGUOUS),
        ((*LINES, "Bon 4712"), Unread.AMBIGUOUS),
        ((*LINES, "TRAINING"), Unread.REFUSED),
        ((*LINES[:3], "SUMME 0,00"), Unread.NOTHING),
        ((*LINES[:2], "Datum 99.99.2026", LINES[3]), Unread.NO_DATE),
        ((*LINES[:3], "SUMME MWST 19 % 5,83"), Unread.NO_TOTAL),
        ((*LINES[:3], "SUMMEN 36,50"), Unread.NO_TOTAL),
        ((*LINES[:3], "ZWISCHENSUMME 36,50"), Unread.NO_TOTAL),
        ((*LINES[:3], "SUMME 36,505"), Unread.NO_TOTAL),
        ((*LINES[:3], "SUMME 1.36,50"), Unread.NO_TOTAL),
        ((LINES[0], "Bon 47,11", *LINES[2:]), Unread.NO_NUMBER),
    ],
)
def test_what_does_not_fit_is_not_read(lines: tuple[str, ...], why: Unread) -> None:
    """A guess could be credited to somebody, so nothing is guessed."""
    assert _only(PLAIN, *lines) is why


def test_a_total_that_is_said_twice_is_one() -> None:
    """The same figure on two lines is no doubt."""
    read = _only(PLAIN, *LINES, "SUMME EUR 36,50")
    assert isinstance(read, TillReceipt)


def test_a_negative_total_is_a_return() -> None:
    """Money that went back is credited to nobody."""
    read = _only(PLAIN, *LINES[:3], "SUMME 36,50-")
    assert isinstance(read, TillReceipt)
    assert (read.kind, read.total_minor, read.about) == (ReceiptKind.RETURN, 3650, "")


def test_a_template_without_header_or_date_reads_too() -> None:
    """Both may be missing on a receipt, and then they are not asked for."""
    bare = replace(PLAIN, header=(), date=None)
    read = _only(bare, *LINES)
    assert isinstance(read, TillReceipt)
    assert read.printed_on is None


def test_a_label_far_below_finds_nothing() -> None:
    """A total below the last line is none."""
    below = replace(PLAIN, total=Anchor("SUMME", 1))
    assert _only(below, *LINES[:3], "SUMME") is Unread.NO_TOTAL


@pytest.mark.parametrize("place", [("", 1), ("SUMME", 3), ("SUMME", -1)])
def test_an_anchor_is_near_its_value(place: tuple[str, int]) -> None:
    """A value is found behind a text or just below it, never below nothing."""
    with pytest.raises(ValueError, match="Anchor"):
        Anchor(*place)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("36,50", 3650),
        (" 1.234,56 ", 123456),
        ("1 234,56", 123456),
        ("1'234,56", 123456),
        ("-36,50", -3650),
        ("36,50-", -3650),
        ("−0,05", -5),
        ("36.50", None),
        ("36,5", None),
        ("EUR 36,50", None),
        ("12.34,56", None),
    ],
)
def test_amounts_are_read_strictly(text: str, minor: int | None) -> None:
    """Thousands apart or not, a minus before or behind; everything else is none."""
    assert amount_in(text, ",", 2) == minor


def test_amounts_of_other_notations() -> None:
    """A point instead of the comma, three digits behind it, or none at all."""
    assert amount_in("1,234.56", ".", 2) == 123456
    assert amount_in("1.250", ".", 3) == 1250
    assert amount_in("3650", ",", 0) == 3650


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("22.11.2026 14:32", date(2026, 11, 22)),
        ("22/11/26", date(2026, 11, 22)),
        ("2026-11-22T14:32", date(2026, 11, 22)),
        ("11/22/2026", date(2026, 11, 22)),
        ("99.99.2026, 1.2.2026", date(2026, 2, 1)),
        ("14:32", None),
        ("1.2.2026.3", date(2026, 2, 1)),
    ],
)
def test_days_are_read(text: str, day: date | None) -> None:
    """The first day that is one; one that can only be read the other way round is."""
    assert day_in(text, "day-first") == day
