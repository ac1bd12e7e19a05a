"""A camera as the window deals with it; the real one needs libraries that come late."""

from typing import Protocol

from PySide6.QtCore import SignalInstance

from pos_loyalty.terminal.devices.camera_condition import CameraCondition


class CameraPort(Protocol):
    """Off until it is started."""

    @property
    def read(self) -> SignalInstance:
        """Carries a ``Reading`` for each code that is shown, once."""
        ...

    @property
    def changed(self) -> SignalInstance:
        """Carries the new ``CameraCondition``."""
        ...

    @property
    def pictured(self) -> SignalInstance:
        """Carries a QImage a dozen times a second, while pictures are wanted."""
        ...

    @property
    def devices_changed(self) -> SignalInstance:
        """A camera was plugged in or out."""
        ...

    @property
    def condition(self) -> CameraCondition:
        """What it does now."""
        ...

    def names(self) -> tuple[str, ...]:
        """The cameras there are."""
        ...

    def start(self, name: str) -> None:
        """Look through the camera of that name, or ``ANY_CAMERA``."""
        ...

    def stop(self) -> None:
        """Look no longer."""
        ...

    def show_pictures(self) -> None:
        """Emit ``pictured`` from now on."""
        ...

    def hide_pictures(self) -> None:
        """Only read."""
        ...
