"""A camera that reads codes: started, looked through, stopped, and told of in words.

It looks only while it is wanted; then its frames go to the thread that reads them, a
dozen a second, and to whoever shows a live picture.
"""

from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import QElapsedTimer, QObject, Signal, SignalInstance, Slot
from PySide6.QtMultimedia import QVideoFrame

from pos_loyalty.terminal.devices.camera_condition import CameraCondition, Reading
from pos_loyalty.terminal.devices.picture_thread import FrameReader, PictureThread
from pos_loyalty.terminal.devices.video_frames import luma_of

# A dozen a second: a card is held still for longer, and half of one core stays free.
_PAUSE_MS: Final = 75


class VideoSource(Protocol):
    """Where frames come from."""

    @property
    def framed(self) -> SignalInstance:
        """Carries each ``QVideoFrame``."""
        ...

    @property
    def failed(self) -> SignalInstance:
        """Carries the ``CameraCondition`` that it stopped with."""
        ...

    @property
    def devices_changed(self) -> SignalInstance:
        """A camera was plugged in or out."""
        ...

    def names(self) -> tuple[str, ...]:
        """The cameras there are, by the names that people know them by."""
        ...

    def open(self, name: str) -> None:
        """Let frames come, or say ``failed``; asks the system's permission first."""
        ...

    def close(self) -> None:
        """No more frames."""
        ...


def new_reader() -> FrameReader:
    """The reader of pictures; its libraries are imported in the thread that calls this."""
    from pos_loyalty.scanning.picture_reader import PictureReader  # noqa: PLC0415

    return PictureReader()


class Camera(QObject):
    """``read`` carries a ``Reading``, ``changed`` a ``CameraCondition``, ``pictured`` a QImage."""

    read = Signal(object)
    changed = Signal(object)
    pictured = Signal(object)
    devices_changed = Signal()

    def __init__(
        self,
        source: VideoSource,
        make_reader: Callable[[], FrameReader] = new_reader,
        *,
        pause_ms: int = _PAUSE_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._wanted = ""
        self._condition = CameraCondition.OFF
        self._is_shown = False
        self._has_failed = False
        self._pause_ms = pause_ms
        self._since = QElapsedTimer()
        self._thread = PictureThread(make_reader, self)
        self._thread.found.connect(self._found)
        source.framed.connect(self._framed)
        source.failed.connect(self._failed)
        source.devices_changed.connect(self._devices_changed)

    @property
    def condition(self) -> CameraCondition:
        """What it does now."""
        return self._condition

    def names(self) -> tuple[str, ...]:
        """The cameras there are."""
        return self._source.names()

    def start(self, name: str) -> None:
        """Look through the camera of that name, or ``ANY_CAMERA``; waits for one to come."""
        if name == self._wanted:
            return
        self.stop()
        self._wanted = name
        self._thread.start()
        self._open()

    def stop(self) -> None:
        """Look no longer, and let the device go."""
        if not self._wanted:
            return
        self._wanted = ""
        self._source.close()
        self._thread.stop()
        self._become(CameraCondition.OFF)

    def show_pictures(self) -> None:
        """Emit ``pictured`` from now on."""
        self._is_shown = True

    def hide_pictures(self) -> None:
        """Nobody watches: pictures are only read."""
        self._is_shown = False

    def _open(self) -> None:
        self._since.invalidate()
        self._has_failed = False
        self._source.open(self._wanted)
        # One that is still not there does not seem to start in between.
        if not self._has_failed:
            self._become(CameraCondition.STARTING)

    @Slot(object)
    def _framed(self, frame: QVideoFrame) -> None:
        if not self._wanted or not frame.isValid() or not self._is_due():
            return
        self._since.start()
        self._become(CameraCondition.LOOKING)
        plane = luma_of(frame)
        if plane is not None:
            self._thread.look(plane)
        if self._is_shown:
            self.pictured.emit(frame.toImage())

    def _is_due(self) -> bool:
        return not self._since.isValid() or self._since.elapsed() >= self._pause_ms

    @Slot(object)
    def _failed(self, condition: CameraCondition) -> None:
        if self._wanted:
            self._has_failed = True
            self._source.close()
            self._become(condition)

    @Slot()
    def _devices_changed(self) -> None:
        self.devices_changed.emit()
        is_dark = self._condition not in {CameraCondition.STARTING, CameraCondition.LOOKING}
        if self._wanted and is_dark:
            self._open()

    @Slot(object)
    def _found(self, reading: Reading) -> None:
        # What was read before it was stopped may arrive after.
        if self._wanted:
            self.read.emit(reading)

    def _become(self, condition: CameraCondition) -> None:
        if condition is not self._condition:
            self._condition = condition
            self.changed.emit(condition)
