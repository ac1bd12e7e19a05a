"""A line to a printer: bytes go in, bytes may come back, and nothing takes for ever."""

from typing import Protocol

from pos_loyalty.domain.print_job import PrintProblem


class LineError(Exception):
    """The line cannot be opened, or has broken. No error that people meet: a transport's result."""

    def __init__(self, problem: PrintProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class StalledError(Exception):
    """Nothing was taken in time; ``maybe_taken`` bytes all the same, where nobody can tell."""

    def __init__(self, maybe_taken: int = 0) -> None:
        super().__init__(maybe_taken)
        self.maybe_taken = maybe_taken


class Line(Protocol):
    """An open connection to one printer. Each call ends within its time."""

    @property
    def hears(self) -> bool:
        """Whether anything can come back."""
        ...

    def write(self, data: bytes, timeout_s: float) -> int:
        """How many of the bytes were taken, at least one. Raises StalledError, LineError."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """What came back; nothing when nothing came in time. Raises LineError."""
        ...

    def unsent(self) -> int:
        """How many of the bytes that were taken are still in this computer, as far as it tells."""
        ...

    def discard(self) -> None:
        """Drops what is unsent, so that it is not printed behind our back later; no complaint."""
        ...

    def hang_up(self) -> PrintProblem | None:
        """Says that nothing more comes, and whether the printer turns out to be gone."""
        ...

    def close(self) -> None:
        """Gives the connection back; without waiting for anything, and without complaint."""
        ...
