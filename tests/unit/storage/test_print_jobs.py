from dataclasses import replace
from datetime import timedelta

from pos_loyalty.domain.print_job import JobState, PrintProblem, QueueCounts
from tests.support.slips import AT, job_of, sale_slip
from tests.support.stores import memory_store

_HELD = replace(job_of(sale_slip(), id="held"), state=JobState.HELD, problem=PrintProblem.TOO_OLD)


def test_the_slip_of_a_sale_is_found_for_a_reprint() -> None:
    """A reprint copies the first slip of its sale, and copies are counted."""
    store = memory_store()
    original = job_of(sale_slip(), id="first")
    copy = original.reprint(id="copy", copy_number=1, now=AT)
    with store.begin() as work:
        work.print_jobs.add(original, origin="sale-1")
        assert work.print_jobs.copies("first") == 0
        work.print_jobs.add(copy, origin="sale-1")
        assert work.print_jobs.original("sale-1") == original
        assert work.print_jobs.copies("first") == 1
        assert work.print_jobs.original("sale-2") is None


def test_an_answer_of_a_person_is_kept() -> None:
    """What somebody decided about a held slip is what the spooler finds."""
    store = memory_store()
    released = _HELD.released(AT + timedelta(hours=1))
    with store.begin() as work:
        work.print_jobs.add(_HELD)
        work.print_jobs.put(released)
        assert work.print_jobs.job("held") == released


def test_jobs_are_listed_with_what_they_belong_to() -> None:
    """The list of slips shows what is still to do, and what is done, each in its order."""
    store = memory_store()
    done = replace(job_of(sale_slip(), id="done"), state=JobState.PRINTED, finished_at=AT)
    with store.begin() as work:
        work.print_jobs.add(done, origin="sale-1")
        work.print_jobs.add(_HELD)
        assert [(one.job.id, one.origin) for one in work.print_jobs.open_jobs()] == [("held", None)]
        assert [(one.job.id, one.origin) for one in work.print_jobs.latest_jobs()] == [
            ("held", None),
            ("done", "sale-1"),
        ]
        assert work.print_jobs.counts("receipt") == QueueCounts(held=1)
        assert work.print_jobs.counts("kitchen") == QueueCounts()


def test_finished_jobs_are_never_searched_through() -> None:
    """Years of printed slips do not slow the next one down."""
    store = memory_store()
    with store.read() as reading:
        plan = reading.connection.execute(
            "EXPLAIN QUERY PLAN SELECT 1 FROM print_job WHERE printer = '' AND state = 'sending'"
            " AND state IN ('queued', 'sending', 'failed', 'uncertain', 'held')"
        ).all()
    assert "ix_print_job_open" in str(plan)
