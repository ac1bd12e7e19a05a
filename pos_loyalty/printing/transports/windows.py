"""Printers of Windows, through its spooler, bytes unchanged (data type RAW).

Untested on Windows: written to the interface's description, and tested against a fake of it.

The spooler does not ask the printer how it is: that it took a slip says nothing. So the job is
watched for a bounded time, and deleted when it has not gone out by then.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from enum import IntFlag
from importlib import import_module
from time import monotonic
from typing import Any, Final, Protocol, TypeAlias

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.address import WindowsAddress
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.transports.line import LineError
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Condition, SendResult

_LOOK_EVERY_S: Final = 0.1
_LOCAL_OR_CONNECTED: Final = 6
_NAMES_ONLY: Final = 4
_BRIEF, _FULL = 1, 2
_DELETE_JOB: Final = 5
_WORKS_OFFLINE: Final = 0x400
_DENIED: Final = 5


class JobStatus(IntFlag):
    """What the spooler says of a job."""

    PAUSED = 0x1
    ERROR = 0x2
    SPOOLING = 0x8
    PRINTING = 0x10
    OFFLINE = 0x20
    PAPER_OUT = 0x40
    PRINTED = 0x80
    BLOCKED = 0x200
    USER_INTERVENTION = 0x400
    COMPLETE = 0x1000


class QueueStatus(IntFlag):
    """What the spooler says of a printer."""

    PAUSED = 0x1
    ERROR = 0x2
    PAPER_OUT = 0x10
    OFFLINE = 0x80
    PRINTING = 0x400
    NOT_AVAILABLE = 0x1000
    DOOR_OPEN = 0x400000


_JOB_PROBLEMS: Final = (
    (JobStatus.PAPER_OUT, PrintProblem.PAPER_OUT),
    (JobStatus.OFFLINE, PrintProblem.OFFLINE),
    (JobStatus.PAUSED, PrintProblem.QUEUE_STOPPED),
    (JobStatus.ERROR | JobStatus.BLOCKED | JobStatus.USER_INTERVENTION, PrintProblem.ERROR),
)
_QUEUE_PROBLEMS: Final = (
    (QueueStatus.DOOR_OPEN, PrintProblem.COVER_OPEN),
    (QueueStatus.PAPER_OUT, PrintProblem.PAPER_OUT),
    (QueueStatus.PAUSED, PrintProblem.QUEUE_STOPPED),
    (QueueStatus.OFFLINE | QueueStatus.NOT_AVAILABLE, PrintProblem.OFFLINE),
    (QueueStatus.ERROR, PrintProblem.ERROR),
)


Handle: TypeAlias = Any
"""The module's own, and untyped."""
Document: TypeAlias = tuple[str, None, str]
"""Name, no file, type of data."""


class Win32Print(Protocol):
    """What we use of the module ``win32print``."""

    error: type[Exception]

    def OpenPrinter(self, name: str) -> Handle: ...  # noqa: N802 - its names, as below
    def ClosePrinter(self, handle: Handle) -> None: ...  # noqa: N802
    def StartDocPrinter(self, handle: Handle, level: int, document: Document) -> int: ...  # noqa: N802
    def StartPagePrinter(self, handle: Handle) -> None: ...  # noqa: N802
    def WritePrinter(self, handle: Handle, data: bytes) -> int: ...  # noqa: N802
    def EndPagePrinter(self, handle: Handle) -> None: ...  # noqa: N802
    def EndDocPrinter(self, handle: Handle) -> None: ...  # noqa: N802
    def GetJob(self, handle: Handle, job: int, level: int) -> dict[str, Any]: ...  # noqa: N802
    def SetJob(self, handle: Handle, job: int, level: int, info: None, command: int) -> None: ...  # noqa: N802
    def GetPrinter(self, handle: Handle, level: int) -> dict[str, Any]: ...  # noqa: N802
    def EnumPrinters(self, flags: int, name: None, level: int) -> tuple[dict[str, Any], ...]: ...  # noqa: N802


def win32print() -> Win32Print:
    """The module. Raises LineError where there is none, as on every other system."""
    try:
        module: Win32Print = import_module("win32print")
    except ImportError as error:
        raise LineError(PrintProblem.UNSUPPORTED) from error
    return module


def windows_printers(load: Callable[[], Win32Print] = win32print) -> tuple[str, ...]:
    """The names of this computer's printers; none where there is no Windows."""
    try:
        api = load()
    except LineError:
        return ()
    try:
        listed = api.EnumPrinters(_LOCAL_OR_CONNECTED, None, _NAMES_ONLY)
    except api.error:
        return ()
    return tuple(str(each["pPrinterName"]) for each in listed)


class WindowsTransport:
    """A printer as Windows knows it."""

    def __init__(
        self,
        address: WindowsAddress,
        timeouts: Timeouts | None = None,
        *,
        load: Callable[[], Win32Print] = win32print,
    ) -> None:
        self._name = address.name
        self._timeouts = timeouts or Timeouts()
        self._load = load

    def send(self, printout: Printout) -> SendResult:
        try:
            spooler = _Spooler(self._load(), self._name)
        except LineError as error:
            return SendResult(accepted_bytes=0, problem=error.problem)
        try:
            stopped = spooler.condition().problem
            if stopped is not None:
                return SendResult(accepted_bytes=0, problem=stopped)
            return self._spooled(spooler, printout)
        except LineError as error:
            return SendResult(accepted_bytes=0, problem=error.problem)
        finally:
            spooler.close()

    def status(self) -> Condition:
        try:
            spooler = _Spooler(self._load(), self._name)
        except LineError as error:
            return Condition(PrinterState.TROUBLE, error.problem)
        try:
            return spooler.condition()
        except LineError as error:
            return Condition(PrinterState.TROUBLE, error.problem)
        finally:
            spooler.close()

    def _spooled(self, spooler: "_Spooler", printout: Printout) -> SendResult:
        """Raises LineError where the spooler took no job."""
        size = len(printout.data)
        job = spooler.start(printout.name)
        try:
            complete = spooler.write(printout.data)
        except LineError as error:
            spooler.delete(job)
            gone = spooler.job_status(job) is None
            return SendResult(accepted_bytes=0 if gone else size, problem=error.problem)
        if not complete:
            spooler.delete(job)
            return SendResult(accepted_bytes=size, problem=PrintProblem.CONNECTION_LOST)
        return self._watched(spooler, job, size)

    def _watched(self, spooler: "_Spooler", job: int, size: int) -> SendResult:
        """What becomes of the job; deleted when it has not gone out in time."""
        until = monotonic() + self._timeouts.send_s + self._timeouts.answer_s
        printing = False
        while True:
            status = spooler.job_status(job)
            if status is None or status & (JobStatus.PRINTED | JobStatus.COMPLETE):
                # Out of the queue: all bytes are sent, which is all that Windows knows.
                return SendResult(accepted_bytes=size)
            printing = printing or bool(status & JobStatus.PRINTING)
            problem = _first(_JOB_PROBLEMS, status)
            if problem is not None or monotonic() > until:
                deleted = spooler.delete(job)
                untouched = deleted and not printing
                return SendResult(
                    accepted_bytes=0 if untouched else size,
                    problem=problem or PrintProblem.NOT_ANSWERING,
                )
            time.sleep(_LOOK_EVERY_S)


class _Spooler:
    """One printer, opened. Maps what Windows complains about."""

    def __init__(self, api: Win32Print, name: str) -> None:
        self._api = api
        try:
            self._handle = api.OpenPrinter(name)
        except api.error as error:
            denied = getattr(error, "winerror", None) == _DENIED
            problem = PrintProblem.FORBIDDEN if denied else PrintProblem.UNREACHABLE
            raise LineError(problem) from error

    def condition(self) -> Condition:
        try:
            info = self._api.GetPrinter(self._handle, _FULL)
        except self._api.error as error:
            raise LineError(PrintProblem.NOT_ANSWERING) from error
        status = QueueStatus(int(info["Status"]))
        problem = _first(_QUEUE_PROBLEMS, status)
        if problem is None and int(info["Attributes"]) & _WORKS_OFFLINE:
            problem = PrintProblem.OFFLINE
        if problem is not None:
            return Condition(PrinterState.TROUBLE, problem)
        printing = bool(status & QueueStatus.PRINTING)
        # A queue without complaint says nothing about its printer.
        return Condition(PrinterState.PRINTING if printing else PrinterState.UNKNOWN)

    def start(self, name: str) -> int:
        try:
            return self._api.StartDocPrinter(self._handle, 1, (name, None, "RAW"))
        except self._api.error as error:
            raise LineError(PrintProblem.NOT_ANSWERING) from error

    def write(self, data: bytes) -> bool:
        """Whether the spooler took everything."""
        try:
            self._api.StartPagePrinter(self._handle)
            taken = self._api.WritePrinter(self._handle, data)
            self._api.EndPagePrinter(self._handle)
            self._api.EndDocPrinter(self._handle)
        except self._api.error as error:
            raise LineError(PrintProblem.CONNECTION_LOST) from error
        return taken == len(data)

    def job_status(self, job: int) -> JobStatus | None:
        """Nothing when the job is in the queue no more."""
        try:
            return JobStatus(int(self._api.GetJob(self._handle, job, _BRIEF)["Status"]))
        except self._api.error:
            return None

    def delete(self, job: int) -> bool:
        """Whether the spooler dropped the job, and did not just finish it."""
        try:
            self._api.SetJob(self._handle, job, 0, None, _DELETE_JOB)
        except self._api.error:
            return False
        return True

    def close(self) -> None:
        with suppress(self._api.error):
            self._api.ClosePrinter(self._handle)


def _first(
    problems: tuple[tuple[IntFlag, PrintProblem], ...], status: IntFlag
) -> PrintProblem | None:
    return next((problem for flags, problem in problems if status & flags), None)
