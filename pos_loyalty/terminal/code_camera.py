"""The camera for the hub's code: off until somebody asks for it, off again once it was read."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.devices.camera_condition import CameraCondition, Reading
from pos_loyalty.terminal.devices.camera_port import CameraPort
from pos_loyalty.terminal.screens.camera.code_presenter import CodePresenter
from pos_loyalty.terminal.screens.camera.code_view import CodeView


class CodeCamera(QObject):
    """A panel over a page. Its libraries come when it is first opened."""

    def __init__(
        self,
        stage: Callable[[], QWidget],
        get_camera: Callable[[], CameraPort],
        parent: QObject | None = None,
    ) -> None:
        """``stage`` is what the panel lies over."""
        super().__init__(parent)
        self._stage = stage
        self._get_camera = get_camera
        self._camera: CameraPort | None = None
        self._view: CodeView | None = None
        self._presenter: CodePresenter | None = None

    def look(self, words: Words, take: Callable[[str], bool]) -> None:
        """Show what the camera sees until ``take`` says that it was given the right code."""
        camera, view = self._joined()
        view.speak(words)
        self._presenter = CodePresenter(camera, words=words, take=take, show=view.draw_code)
        self._presenter.open(camera.condition)

    def close(self) -> None:
        """Look no longer."""
        if self._presenter is not None:
            self._presenter.close()

    def _joined(self) -> tuple[CameraPort, CodeView]:
        if self._camera is None or self._view is None:
            camera, view = self._get_camera(), CodeView(self._stage())
            camera.changed.connect(self._changed)
            camera.read.connect(self._read)
            camera.devices_changed.connect(self._devices_changed)
            camera.pictured.connect(self._pictured)
            view.closed.connect(self.close)
            view.camera_chosen.connect(self._chosen)
            self._camera, self._view = camera, view
        return self._camera, self._view

    @Slot(object)
    def _changed(self, condition: CameraCondition) -> None:
        if self._presenter is not None:
            self._presenter.condition_changed(condition)

    @Slot(object)
    def _read(self, reading: Reading) -> None:
        if self._presenter is not None:
            self._presenter.was_read(reading)

    @Slot()
    def _devices_changed(self) -> None:
        if self._presenter is not None:
            self._presenter.look_around()

    @Slot(object)
    def _pictured(self, image: QImage) -> None:
        if self._view is not None and self._view.isVisible():
            self._view.show_image(image)

    @Slot(str)
    def _chosen(self, name: str) -> None:
        if self._presenter is not None:
            self._presenter.choose(name)
