"""Reads codes from pictures in a thread of its own: the newest picture, never a queue of them."""

import time
from collections.abc import Callable
from threading import Condition, Thread
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal

from pos_loyalty.scanning.luma import LumaPlane
from pos_loyalty.scanning.steadying import Steadying
from pos_loyalty.scanning.stillness import Stillness
from pos_loyalty.terminal.devices.camera_condition import Reading

_STOP_TIMEOUT_S: Final = 5.0


class FrameReader(Protocol):
    """What finds codes in the frames of one camera."""

    def read(self, plane: LumaPlane) -> tuple[str, ...]:
        """The texts in sight, the best one first."""
        ...


class PictureThread(QObject):
    """``found`` carries a ``Reading`` for each code that is shown, once."""

    found = Signal(object)

    def __init__(
        self, make_reader: Callable[[], FrameReader], parent: QObject | None = None
    ) -> None:
        """``make_reader`` is called in the thread: what it imports takes a while."""
        super().__init__(parent)
        self._make_reader = make_reader
        self._steadying = Steadying()
        self._door = Condition()
        self._newest: LumaPlane | None = None
        self._is_ending = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to read what ``look`` is given."""
        if self._thread is None:
            self._is_ending = False
            self._thread = Thread(target=self._work, name="camera", daemon=True)
            self._thread.start()

    def look(self, plane: LumaPlane) -> None:
        """Read this next. A picture that still waits is out of date, and forgotten."""
        with self._door:
            self._newest = plane
            self._door.notify()

    def stop(self) -> None:
        """Finish the picture at hand; what is shown after the next start counts anew."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        with self._door:
            self._is_ending = True
            self._door.notify()
        thread.join(_STOP_TIMEOUT_S)
        self._newest = None
        self._steadying.forget()

    def _work(self) -> None:
        reader, stillness = self._make_reader(), Stillness()
        while (plane := self._next()) is not None:
            if not stillness.is_worth_reading(plane):
                continue
            began = time.monotonic()
            texts = reader.read(plane)
            ended = time.monotonic()
            text = self._steadying.news(texts, round(ended * 1000))
            if text is not None:
                self.found.emit(Reading(text, (ended - began) * 1000))

    def _next(self) -> LumaPlane | None:
        with self._door:
            self._door.wait_for(lambda: self._is_ending or self._newest is not None)
            plane, self._newest = self._newest, None
            return None if self._is_ending else plane
