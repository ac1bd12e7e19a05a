import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.printing.till_jobs import MOST_LINES, End, JobReader, TillJob
from tests.support.till_receipts import (
    ASK_PAPER,
    DRAWER,
    INIT,
    MANNERS,
    Manner,
    Sold,
    kitchen_slip,
    only_dots,
)

EVERY = pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: manner.name)


def _jobs_of(data: bytes, code_page: str = "") -> list[TillJob]:
    reader = JobReader(code_page)
    rest = [*reader.feed(data), reader.rest()]
    return [job for job in rest if job is not None]


@EVERY
def test_the_text_of_a_receipt_is_read(manner: Manner) -> None:
    """Goods with their umlauts, whatever table they were sent in."""
    (job,) = _jobs_of(manner.print(Sold()), manner.code_page)
    text = "\n".join(job.lines)
    assert "Käse-Brötchen" in text
    assert "Öko-Kaffee" in text
    assert manner.total(Sold()) in text


@EVERY
def test_a_receipt_is_the_same_cut_at_any_byte(manner: Manner) -> None:
    """Where a network parts the bytes says nothing."""
    data = manner.print(Sold())
    whole = _jobs_of(data, manner.code_page)
    for place in range(1, len(data)):
        reader = JobReader(manner.code_page)
        jobs = [*reader.feed(data[:place]), *reader.feed(data[place:])]
        rest = reader.rest()
        assert [*jobs, *([rest] if rest else [])] == whole


@given(st.lists(st.sampled_from(MANNERS), max_size=3), st.integers(1, 9))
def test_jobs_follow_one_another(manners: list[Manner], step: int) -> None:
    """As many receipts come out as went in, in order, in pieces of any size."""
    data = b"".join(manner.print(Sold(str(place))) for place, manner in enumerate(manners))
    reader = JobReader("cp858")
    jobs = [job for at in range(0, len(data), step) for job in reader.feed(data[at : at + step])]
    cut = sum(manner.cuts for manner in manners)
    assert len(jobs) == cut
    assert (reader.rest() is None) == (not manners or manners[-1].cuts)


def test_what_prints_nothing_is_no_job() -> None:
    """A drawer, a question and a cut of white paper are none."""
    assert _jobs_of(DRAWER + ASK_PAPER + INIT + b"\x1dVB\x00\n\n") == []


def test_a_receipt_of_dots_is_said_to_be_one() -> None:
    """A till that draws its receipts cannot be read, and that can be told."""
    (job,) = _jobs_of(only_dots(Sold()))
    assert job.is_unreadable
    assert (job.pictures, job.lines) == (2, ())


def test_a_kitchen_slip_is_a_job() -> None:
    """It has lines; that it is no receipt, its reader does not know."""
    (job,) = _jobs_of(kitchen_slip())
    assert job.lines[0] == "TISCH 7"
    assert job.end is End.CUT
    assert not job.is_unreadable


def test_without_a_cut_silence_ends_a_job() -> None:
    """A printer without a knife never says where a receipt ends."""
    reader = JobReader()
    assert reader.feed(b"SUMME 1,00\n") == []
    assert reader.so_far.lines == ("SUMME 1,00",)
    assert reader.rest() == TillJob(("SUMME 1,00",), 0, End.SILENCE)
    assert reader.rest() is None


def test_a_line_that_is_not_ended_counts() -> None:
    """What stands in the printer's line is part of what was read."""
    reader = JobReader()
    reader.feed(b"one\ntwo")
    assert reader.so_far.lines == ("one", "two")
    assert not reader.is_at_line_start


def test_memory_is_bounded() -> None:
    """A till that prints without end, and never ends a line, fills nothing."""
    reader = JobReader()
    jobs = reader.feed(b"x" * 50_000 + b"\n" + b"y\n" * MOST_LINES)
    assert [job.end for job in jobs] == [End.FULL]
    assert max(len(line) for line in jobs[0].lines) <= 400
    assert reader.feed(b"\t" * 50_000) == []
    assert max(map(len, reader.so_far.lines)) <= 400


def test_reset_ends_what_was_chosen_before() -> None:
    """A code page and a character set hold until the printer is reset."""
    data = b"\x1bt\x10\xe4\x1bR\x02{\n\x1b@{\x84\n"
    (job,) = _jobs_of(data, "cp850")
    assert job.lines == ("ää", "{ä")


def test_unknown_code_pages_are_the_usual_one() -> None:
    """A slot that nobody knows, and a name that Python does not, change nothing."""
    (job,) = _jobs_of(b"\x1bt\xc8\x84\n", "no-such-page")
    assert job.lines == ("ä",)


def test_a_page_is_known_as_such() -> None:
    """While a till composes a page, nothing may be put in between."""
    reader = JobReader()
    reader.feed(b"\x1bLabc")
    modes = [reader.is_page_mode]
    for data in (b"\x0c", b"\x1bL", b"\x1b@"):
        reader.feed(data)
        modes.append(reader.is_page_mode)
    assert modes == [True, False, True, False]


def test_tabs_and_positions_keep_columns_apart() -> None:
    """A label and its amount never run together."""
    (job,) = _jobs_of(b"A\tB\x1b$\x40\x00C\n")
    assert job.lines == ("A       B  C",)
