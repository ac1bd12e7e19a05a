"""Templates taught from the corpus, as a shop would teach them: one receipt, three marks."""

from functools import cache

from pos_loyalty.domain.receipt_lesson import Marked, Marks, find, learn
from pos_loyalty.domain.receipt_template import ReceiptTemplate
from pos_loyalty.printing.till_jobs import JobReader, TillJob
from tests.support.till_receipts import Manner, Sold


def jobs_of(manner: Manner, data: bytes) -> list[TillJob]:
    """What is read of these bytes, up to a silence after them."""
    reader = JobReader(manner.code_page)
    rest = [*reader.feed(data), reader.rest()]
    return [job for job in rest if job is not None]


def lines_of(manner: Manner, data: bytes) -> tuple[str, ...]:
    """The lines of the one job that these bytes are."""
    (job,) = jobs_of(manner, data)
    return job.lines


@cache
def taught(manner: Manner) -> ReceiptTemplate:
    """The template that one receipt teaches."""
    sold = Sold(number="118", total_minor=2075)
    shown = lines_of(manner, manner.print(sold))
    marks = Marks(
        _found(shown, manner.total(sold)),
        _found(shown, manner.number(sold)),
        _found(shown, manner.day(sold)) if manner.day else None,
    )
    return learn(
        manner.name, shown, marks, code_page=manner.code_page, reads_lines=manner.reads_lines
    )


def _found(lines: tuple[str, ...], value: str) -> Marked:
    marked = find(lines, value)
    assert marked is not None, value
    return marked
