"""A line that follows a script, for what no real one does on demand."""

from collections.abc import Callable

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.printing.transports.line import LineError, StalledError


class ScriptedLine:
    """``reply`` is what comes back for what is written; ``pending`` lies there already.

    It takes ``piece`` bytes at once and ``room`` in all; ``kept`` of them stay in this computer.
    It breaks after ``breaks_after`` bytes.
    """

    def __init__(
        self, *, pending: bytes = b"", reply: Callable[[bytes], bytes] = lambda _said: b""
    ) -> None:
        self.pending = pending
        self.reply = reply
        self.hears = True
        self.piece = 1000
        self.room = 1_000_000
        self.kept = 0
        self.can_discard = True
        self.maybe_taken = 0
        self.breaks_after: int | None = None
        self.written = b""
        self.discarded = 0
        self.closed = False

    def write(self, data: bytes, timeout_s: float) -> int:
        assert timeout_s > 0
        if self.breaks_after is not None and len(self.written) >= self.breaks_after:
            raise LineError(PrintProblem.CONNECTION_LOST)
        taken = data[: min(self.piece, self.room - len(self.written))]
        if not taken:
            raise StalledError(self.maybe_taken)
        self.written += taken
        self.pending += self.reply(taken)
        return len(taken)

    def read(self, timeout_s: float) -> bytes:
        heard, self.pending = self.pending, b""
        return heard

    def unsent(self) -> int:
        return self.kept

    def discard(self) -> None:
        if self.can_discard:
            self.discarded += self.kept
            self.kept = 0

    def hang_up(self) -> PrintProblem | None:
        return None

    def close(self) -> None:
        self.closed = True
