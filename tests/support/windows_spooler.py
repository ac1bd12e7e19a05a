"""The spooler of Windows, made up: what its module ``win32print`` would answer."""

from dataclasses import dataclass, field
from typing import Any

NO_SUCH_PRINTER = 1801
PRINTING, OFFLINE, PAPER_OUT, PRINTED = 0x10, 0x20, 0x40, 0x80


class Win32Error(Exception):
    """What the module raises."""

    def __init__(self, winerror: int) -> None:
        super().__init__(winerror)
        self.winerror = winerror


@dataclass
class Job:
    """A job in the spooler's queue. ``course`` is what it says of it, look after look."""

    data: bytes = b""
    course: list[int] = field(default_factory=list)


class FakeWin32Print:
    """One printer. A job whose course has ended is out of the queue, and printed."""

    error: type[Exception] = Win32Error

    def __init__(self, name: str, *, course: tuple[int, ...] = (PRINTING,)) -> None:
        self.name = name
        self.course = course
        self.status = 0
        self.attributes = 0
        self.refusal: int | None = None
        self.takes: int | None = None
        self.handles = 0
        self.jobs: dict[int, Job] = {}
        self.printed = b""
        self.deleted: list[int] = []
        self.calls: list[str] = []

    def OpenPrinter(self, name: str) -> str:
        if self.refusal is not None or name != self.name:
            raise Win32Error(self.refusal or NO_SUCH_PRINTER)
        self.handles += 1
        return "handle"

    def ClosePrinter(self, handle: str) -> None:
        self.handles -= 1

    def StartDocPrinter(self, handle: str, level: int, document: tuple[str, None, str]) -> int:
        assert level == 1
        assert document[2] == "RAW"
        number = len(self.jobs) + len(self.deleted) + 1
        self.jobs[number] = Job(course=list(self.course))
        return number

    def StartPagePrinter(self, handle: str) -> None:
        self.calls.append("page")

    def WritePrinter(self, handle: str, data: bytes) -> int:
        taken = data[: self.takes]
        self.jobs[max(self.jobs)].data += taken
        return len(taken)

    def EndPagePrinter(self, handle: str) -> None:
        self.calls.append("end of page")

    def EndDocPrinter(self, handle: str) -> None:
        self.calls.append("end of document")

    def GetJob(self, handle: str, job: int, level: int) -> dict[str, Any]:
        assert level == 1
        found = self.jobs.get(job)
        if found is None:
            raise Win32Error(87)
        if not found.course:
            self.printed += self.jobs.pop(job).data
            raise Win32Error(87)
        # The last of a course that ends in trouble stays.
        stuck = len(found.course) == 1 and found.course[0] != PRINTING
        return {"Status": found.course[0] if stuck else found.course.pop(0)}

    def SetJob(self, handle: str, job: int, level: int, info: None, command: int) -> None:
        assert (level, info, command) == (0, None, 5)
        if self.jobs.pop(job, None) is None:
            raise Win32Error(87)
        self.deleted.append(job)

    def GetPrinter(self, handle: str, level: int) -> dict[str, Any]:
        assert level == 2
        return {"Status": self.status, "Attributes": self.attributes}

    def EnumPrinters(self, flags: int, name: None, level: int) -> tuple[dict[str, Any], ...]:
        assert (flags, name, level) == (6, None, 4)
        return ({"pPrinterName": self.name},)
