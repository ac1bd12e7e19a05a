"""Stands in where the computer lacks what cameras need."""

from PySide6.QtCore import QObject, Signal

from pos_loyalty.terminal.devices.camera_condition import CameraCondition


class NoCamera(QObject):
    """A ``CameraPort`` that says why it sees nothing."""

    read = Signal(object)
    changed = Signal(object)
    pictured = Signal(object)
    devices_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._condition = CameraCondition.OFF

    @property
    def condition(self) -> CameraCondition:
        """Off, or unsupported."""
        return self._condition

    def names(self) -> tuple[str, ...]:
        """None that could be used."""
        return ()

    def start(self, _name: str) -> None:
        """Say what is missing."""
        self._become(CameraCondition.UNSUPPORTED)

    def stop(self) -> None:
        """Say nothing more."""
        self._become(CameraCondition.OFF)

    def show_pictures(self) -> None:
        """There are none."""

    def hide_pictures(self) -> None:
        """There are none."""

    def _become(self, condition: CameraCondition) -> None:
        if condition is not self._condition:
            self._condition = condition
            self.changed.emit(condition)
