"""A slip ready to be sent, and who makes it."""

from collections.abc import Callable
from typing import Protocol

from pos_loyalty.domain.print_job import PrintJob
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Printout:
    """One slip in all its forms. The picture is drawn only for those who ask."""

    name: str
    """Sorts by time and is fit for a file."""
    data: bytes
    text: str
    picture: Callable[[], bytes]
    """As PNG."""


class Press(Protocol):
    """Makes print-outs of jobs."""

    def printout(self, job: PrintJob) -> Printout: ...
