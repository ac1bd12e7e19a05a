import pytest

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.transports.cups_words import (
    CupsJob,
    Progress,
    condition_in,
    job_id,
    job_in,
    queues_in,
)
from pos_loyalty.printing.transports.transport import Condition

_JOBS = """\
receipts-11             anna              1024   Sun Nov 22 12:56:02 2026
\tAlerts: none
\tqueued for receipts
receipts-1              anna              1024   Sun Nov 22 12:56:02 2026
\tStatus: The printer may not exist or is unavailable at this time.
\tAlerts: job-printing
\tqueued for receipts
"""


def test_the_job_of_a_request_is_known_by_name() -> None:
    """Queues may have any name, with a number at its end too."""
    assert job_id("request id is bon-2-17 (1 file(s))\n") == "bon-2-17"
    assert job_id("lp: Error - The printer or class does not exist.\n") is None


def test_a_job_is_found_among_others() -> None:
    """Number 1 is not number 11."""
    assert job_in(_JOBS, "receipts-11") == CupsJob(None, "none")
    knocking = job_in(_JOBS, "receipts-1")
    assert knocking is not None
    assert knocking.progress is Progress.KNOCKING
    assert job_in(_JOBS, "receipts-2") is None
    assert job_in("", "receipts-1") is None


@pytest.mark.parametrize(
    ("said", "alerts", "progress"),
    [
        (None, "none", Progress.WAITING),
        ("Connecting to printer.", "job-printing", Progress.KNOCKING),
        ("Der Drucker ist nicht erreichbar.", "job-printing", Progress.PRINTING),
        ("Waiting for printer to finish.", "job-printing", Progress.PRINTING),
        ("", "job-printing", Progress.PRINTING),
        ("Unable to write print data: Broken pipe", "resources-are-not-ready", Progress.FAILED),
    ],
)
def test_progress_is_no_better_than_what_is_said(
    said: str | None, alerts: str, progress: Progress
) -> None:
    """Only what is known to be before the first byte counts as nothing sent."""
    assert CupsJob(said, alerts).progress is progress


@pytest.mark.parametrize(
    ("said", "alerts", "given_up"),
    [
        ("", "processing-to-stop-point", False),
        ("", "job-completed-successfully", False),
        ("", "job-canceled-by-user", True),
        ("Broken", "aborted-by-system", True),
        (None, "processing-to-stop-point", True),
    ],
)
def test_a_job_that_was_given_up_is_not_delivered(
    *, said: str | None, alerts: str, given_up: bool
) -> None:
    """Both are in the server's past; one of them never had its turn."""
    assert CupsJob(said, alerts).given_up is given_up


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "printer a is idle.  enabled since Sun\n\tAlerts: none\n",
            Condition(PrinterState.UNKNOWN),
        ),
        (
            "printer a now printing a-2.  enabled since Sun\n\tAlerts: none\n",
            Condition(PrinterState.PRINTING),
        ),
        (
            "printer a disabled since Sun -\n\tno paper\n\tAlerts: none\n",
            Condition(PrinterState.TROUBLE, PrintProblem.QUEUE_STOPPED),
        ),
        (
            "printer a now printing a-2.\n\tThe printer may not exist or is unavailable.\n",
            Condition(PrinterState.TROUBLE, PrintProblem.UNREACHABLE),
        ),
        (
            "printer a is idle.  enabled since Sun\n\tAlerts: media-empty-error\n",
            Condition(PrinterState.TROUBLE, PrintProblem.PAPER_OUT),
        ),
        (
            "printer a is idle.  enabled since Sun\n\tAlerts: cover-open-error media-empty\n",
            Condition(PrinterState.TROUBLE, PrintProblem.COVER_OPEN),
        ),
        (
            "printer a is idle.  enabled since Sun\n\tAlerts: media-low-report\n",
            Condition(PrinterState.PAPER_LOW),
        ),
        (
            "printer a is idle.  enabled since Sun\n\tAlerts: offline-report\n",
            Condition(PrinterState.TROUBLE, PrintProblem.OFFLINE),
        ),
    ],
)
def test_a_queue_is_read_as_a_printer(text: str, expected: Condition) -> None:
    """An idle queue is no ready printer: it has not looked."""
    assert condition_in(text) == expected


def test_queues_are_read_with_their_devices() -> None:
    """Whatever the server says besides."""
    text = "device for a: usb://EPSON/TM-T20?serial=1\nno scheduler\ndevice for b: socket://h:1\n"
    assert queues_in(text) == (("a", "usb://EPSON/TM-T20?serial=1"), ("b", "socket://h:1"))
