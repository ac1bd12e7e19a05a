from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition, Event

import pytest

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.domain.receipt_template import ReceiptTemplate
from pos_loyalty.domain.till_receipt import TillReceipt
from pos_loyalty.gateway.relay_clerk import MOST_JOBS, Clerk, ClerkState
from pos_loyalty.gateway.relay_journal import Journal
from pos_loyalty.printing.till_jobs import End, TillJob
from tests.support.taught import jobs_of, taught
from tests.support.till_receipts import BY_NAME, Sold, kitchen_slip, only_dots

AT = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)
BAKERY = BY_NAME["bakery"]
TEMPLATES = (taught(BAKERY), taught(BY_NAME["kiosk"]))


class Book:
    """A database that is there, or is not."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.is_away = False
        self.tries = 0
        self._came = Condition()

    def __call__(self, receipt: TillReceipt, at: datetime) -> None:
        with self._came:
            self.tries += 1
            self._came.notify_all()
            if self.is_away:
                raise OutageError
            assert at == AT
            self.taken.append(receipt.number)

    def wait_for(self, count: int) -> list[str]:
        with self._came:
            assert self._came.wait_for(lambda: len(self.taken) >= count, 10)
            return list(self.taken)

    def wait_for_tries(self, count: int) -> None:
        with self._came:
            assert self._came.wait_for(lambda: self.tries >= count, 10)


@contextmanager
def _clerk_at(
    path: Path,
    book: Book,
    *,
    templates: tuple[ReceiptTemplate, ...] = TEMPLATES,
    states: list[ClerkState] | None = None,
    shown: list[TillJob] | None = None,
) -> Iterator[Clerk]:
    """A clerk at work."""
    clerk = Clerk(
        Journal(path / "journal.jsonl"),
        templates=lambda: templates,
        deliver=book,
        now=lambda: AT,
        shown=lambda job, _at: shown.append(job) if shown is not None else None,
        changed=lambda state: states.append(state) if states is not None else None,
        retry_s=0.01,
    )
    clerk.start()
    try:
        yield clerk
    finally:
        clerk.stop()


def _job(number: str) -> TillJob:
    (job,) = jobs_of(BAKERY, BAKERY.print(Sold(number)))
    return job


def test_receipts_are_handed_over(tmp_path: Path) -> None:
    """Those that were taught, and nothing else; what could be taught is shown."""
    book, states, shown = Book(), list[ClerkState](), list[TillJob]()
    with _clerk_at(tmp_path, book, states=states, shown=shown) as clerk:
        for data in (kitchen_slip(), only_dots(Sold())):
            clerk.hear(*jobs_of(BAKERY, data))
        clerk.hear(_job("1"))
        clerk.hear(*jobs_of(BY_NAME["kiosk"], BY_NAME["kiosk"].print(Sold("2"))))
        assert book.wait_for(2) == ["1", "2"]
    assert states[-1] == ClerkState(jobs=4, receipts=2, unreadable=1)
    assert len(shown) == 3


@pytest.mark.expected_log("receipts wait for the database")
def test_a_database_that_is_locked_loses_nothing(tmp_path: Path) -> None:
    """Receipts wait on the disk, through an end of the process too, and come in order."""
    book = Book()
    book.is_away = True
    states: list[ClerkState] = []
    with _clerk_at(tmp_path, book, states=states) as clerk:
        for number in ("1", "2", "3"):
            clerk.hear(_job(number))
        book.wait_for_tries(3)
    assert states[-1].is_database_away
    again = Book()
    with _clerk_at(tmp_path, again):
        assert again.wait_for(3) == ["1", "2", "3"]


@pytest.mark.expected_log("receipts wait for the database")
def test_a_database_that_comes_back_gets_what_waited(tmp_path: Path) -> None:
    """It is tried again by itself."""
    book = Book()
    book.is_away = True
    with _clerk_at(tmp_path, book) as clerk:
        clerk.hear(_job("1"))
        book.wait_for_tries(2)
        book.is_away = False
        assert book.wait_for(1) == ["1"]


@pytest.mark.expected_log("not read, for too many wait")
def test_whoever_hears_never_waits(tmp_path: Path) -> None:
    """A clerk that is stuck costs a receipt's reading, never a till's time."""
    stuck, entered = Event(), Event()

    class Stuck(Book):
        def __call__(self, receipt: TillReceipt, at: datetime) -> None:
            entered.set()
            stuck.wait(10)

    with _clerk_at(tmp_path, Stuck()) as clerk:
        clerk.hear(_job("0"))
        assert entered.wait(10)
        empty = TillJob(("x",), 0, End.CUT)
        for _ in range(MOST_JOBS + 1):
            clerk.hear(empty)
        stuck.set()


@pytest.mark.expected_log("could not be made sense of")
def test_a_job_that_breaks_the_reader_is_one_job(tmp_path: Path) -> None:
    """What follows is read as ever."""
    book = Book()

    broken: list[TillJob] = []

    def shown(job: TillJob, _at: datetime) -> None:
        broken.append(job)
        if len(broken) == 1:
            raise ZeroDivisionError

    clerk = Clerk(
        Journal(tmp_path / "journal.jsonl"),
        templates=lambda: TEMPLATES,
        deliver=book,
        now=lambda: AT,
        shown=shown,
    )
    clerk.start()
    clerk.hear(_job("1"))
    clerk.hear(_job("2"))
    assert book.wait_for(1) == ["2"]
    clerk.stop()


@pytest.mark.expected_log("journal cannot be")
def test_a_disk_that_is_full_costs_no_receipt(tmp_path: Path) -> None:
    """What cannot be written down is handed over all the same."""
    (tmp_path / "journal.jsonl").mkdir()
    (tmp_path / "journal.done").mkdir()
    book = Book()
    with _clerk_at(tmp_path, book) as clerk:
        clerk.hear(_job("1"))
        assert book.wait_for(1) == ["1"]
