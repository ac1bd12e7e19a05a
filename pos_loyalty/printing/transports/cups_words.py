"""What the print server's commands print, read as values.

The commands are told to speak English; what a backend says of its printer comes in the server's
language all the same, so an unknown sentence never counts as good news.
"""

import re
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.transports.transport import Condition

_REQUEST: Final = re.compile(r"^request id is (\S+-\d+)", re.MULTILINE)
_DEVICE: Final = re.compile(r"^device for (\S+): (\S+)$", re.MULTILINE)
_STATUS: Final = re.compile(r"^\tStatus:(.*)$", re.MULTILINE)
_ALERTS: Final = re.compile(r"^\tAlerts:(.*)$", re.MULTILINE)
_GIVEN_UP: Final = re.compile(r"cancel|abort")
# Up to here no byte has left for the printer.
_NOT_CONNECTED: Final = (
    "Connecting to printer",
    "Looking for printer",
    "The printer may not exist",
    "The printer is unreachable",
    "The printer is not responding",
    "Unable to locate printer",
    "Waiting for printer to become available",
    "The printer is in use",
)
_PROBLEMS: Final = (
    ("cover-open", PrintProblem.COVER_OPEN),
    ("door-open", PrintProblem.COVER_OPEN),
    ("media-empty", PrintProblem.PAPER_OUT),
    ("media-needed", PrintProblem.PAPER_OUT),
    ("offline", PrintProblem.OFFLINE),
)
_PAPER_LOW: Final = "media-low"


class Progress(StrEnum):
    """How far a job of the print server has come."""

    WAITING = "waiting"
    """Its turn has not come: nothing of it has left."""
    KNOCKING = "knocking"
    """The printer does not open: nothing of it has left."""
    PRINTING = "printing"
    FAILED = "failed"
    """The server would try it again later, on its own."""


@dataclass(frozen=True, slots=True)
class CupsJob:
    """A job as the print server lists it. ``said`` is nothing before the job's turn has come."""

    said: str | None
    alerts: str

    @property
    def progress(self) -> Progress:
        if self.said is None:
            return Progress.WAITING
        if self.said.startswith(_NOT_CONNECTED):
            return Progress.KNOCKING
        return Progress.PRINTING if "job-printing" in self.alerts else Progress.FAILED

    @property
    def given_up(self) -> bool:
        """Whether somebody took a finished job back, or the server did."""
        return self.said is None or _GIVEN_UP.search(self.alerts) is not None


def job_id(text: str) -> str | None:
    """The name of the job that ``lp`` has made."""
    found = _REQUEST.search(text)
    return found[1] if found else None


def job_in(text: str, job: str) -> CupsJob | None:
    """The job in what ``lpstat -l -o`` lists; nothing when it is not there."""
    entry = re.search(rf"^{re.escape(job)}\s.*\n((?:\t.*\n?)*)", text, re.MULTILINE)
    if entry is None:
        return None
    said, alerts = _STATUS.search(entry[1]), _ALERTS.search(entry[1])
    return CupsJob(said[1].strip() if said else None, alerts[1].strip() if alerts else "")


def queues_in(text: str) -> tuple[tuple[str, str], ...]:
    """Name and device of each queue in what ``lpstat -v`` lists."""
    return tuple((found[1], found[2]) for found in _DEVICE.finditer(text))


def condition_in(text: str) -> Condition:
    """How the queue is by what ``lpstat -l -p`` says of it."""
    first, _, rest = text.partition("\n")
    if " disabled since " in first:
        return Condition(PrinterState.TROUBLE, PrintProblem.QUEUE_STOPPED)
    alerts = _ALERTS.search(text)
    for reason, problem in _PROBLEMS:
        if alerts and reason in alerts[1]:
            return Condition(PrinterState.TROUBLE, problem)
    if rest.strip().startswith(_NOT_CONNECTED):
        return Condition(PrinterState.TROUBLE, PrintProblem.UNREACHABLE)
    if " now printing " in first:
        return Condition(PrinterState.PRINTING)
    if alerts and _PAPER_LOW in alerts[1]:
        return Condition(PrinterState.PAPER_LOW)
    # An idle queue says nothing about its printer.
    return Condition(PrinterState.UNKNOWN)
