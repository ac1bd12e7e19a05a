"""A process that the window starts beside itself and that ends with it."""

import json
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from pos_loyalty.terminal.companion_state import CompanionState, Running

_PATIENCE_MS: Final = 3_000
_FIRST_REST_MS: Final = 2_000
_LONGEST_REST_MS: Final = 60_000


class Companion(QObject):
    """One command of this program as a process; begun again when it ends by itself.

    Its first line tells as JSON that it is ready, or what is out of order. It reads its standard
    input and ends when that is closed, so it never outlives a window that was killed.
    """

    changed = Signal()

    def __init__(self, program: Sequence[str], parent: QObject | None = None) -> None:
        """``program`` is what starts this program, with its data folder."""
        super().__init__(parent)
        self._program = tuple(program)
        self._wanted: tuple[str, ...] = ()
        self._said = b""
        self._rest_ms = _FIRST_REST_MS
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._start)
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._stumbled)
        self.state = CompanionState()

    def use(self, words: Sequence[str]) -> None:
        """Run the command of these words from now on; nothing for none."""
        if tuple(words) == self._wanted:
            return
        self.stop()
        self._wanted = tuple(words)
        self._rest_ms = _FIRST_REST_MS
        if words:
            self._start()
        else:
            self._become(CompanionState())

    def stop(self) -> None:
        """End it, in order where it listens."""
        self._wanted = ()
        self._again.stop()
        if self._process.state() is QProcess.ProcessState.NotRunning:
            return
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(_PATIENCE_MS):
            self._process.kill()
            self._process.waitForFinished(_PATIENCE_MS)

    def _start(self) -> None:
        self._said = b""
        self._become(CompanionState(Running.STARTING))
        self._process.start(self._program[0], [*self._program[1:], *self._wanted])

    def _read(self) -> None:
        self._said += self._process.readAllStandardOutput().data()
        said = _first_line(self._said)
        if said is not None and "error" not in said:
            self._rest_ms = _FIRST_REST_MS
            self._become(CompanionState(Running.ON, str(next(iter(said.values()), ""))))

    def _ended(self) -> None:
        if not self._wanted:
            return
        said = _first_line(self._said) or {}
        message = str(said.get("error", {}).get("message", ""))
        self._fail(message)

    def _stumbled(self, error: QProcess.ProcessError) -> None:
        # All others are told of by its end.
        if error is QProcess.ProcessError.FailedToStart and self._wanted:
            self._fail("")

    def _fail(self, message: str) -> None:
        self._become(CompanionState(Running.FAILED, message))
        self._again.start(self._rest_ms)
        self._rest_ms = min(2 * self._rest_ms, _LONGEST_REST_MS)

    def _become(self, state: CompanionState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()


def _first_line(said: bytes) -> dict[str, Any] | None:
    """What the first line says; None before it is whole."""
    line, end, _rest = said.partition(b"\n")
    if not end:
        return None
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
