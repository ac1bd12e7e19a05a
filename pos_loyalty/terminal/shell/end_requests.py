"""A request of the system to end is answered like the window's own cross."""

import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, Slot

_REQUESTS: Final = (signal.SIGINT, signal.SIGTERM)


class EndRequests(QObject):
    """Calls ``end`` when the system shuts down, or somebody presses Ctrl+C where it was started.

    Qt does not let Python see a signal while it waits, so the signal is handed on as a byte.
    """

    def __init__(self, end: Callable[[], object]) -> None:
        super().__init__()
        self._end = end
        self._receiver, self._sender = socket.socketpair()
        for each in (self._receiver, self._sender):
            each.setblocking(False)
        self._notifier = QSocketNotifier(self._receiver.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._asked)
        self._wakeup_before = signal.set_wakeup_fd(self._sender.fileno())
        self._handlers_before = {each: signal.signal(each, _hand_on) for each in _REQUESTS}

    def close(self) -> None:
        """From now on the system's own answer holds again."""
        for each, handler in self._handlers_before.items():
            signal.signal(each, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        self._receiver.close()
        self._sender.close()

    @Slot()
    def _asked(self) -> None:
        self._receiver.recv(64)
        self._end()


def _hand_on(_number: int, _frame: FrameType | None) -> None:
    """Python has written the byte already."""
