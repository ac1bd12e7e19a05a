"""The camera on the counter: when it looks, whom its scans are for, who sees its picture.

It is off unless somebody has opened its panel, or the settings say that it always looks;
and always off while nobody is signed in.
"""

import logging
from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from pos_loyalty.config.settings import Scanner
from pos_loyalty.i18n.words import Words
from pos_loyalty.scanning.scan import ScanSide, ScanSource
from pos_loyalty.terminal.devices.camera_condition import CameraCondition, Reading
from pos_loyalty.terminal.devices.camera_port import CameraPort
from pos_loyalty.terminal.devices.no_camera import NoCamera
from pos_loyalty.terminal.devices.scan_router import ScanRouter
from pos_loyalty.terminal.devices.video_log import quiet_video_log
from pos_loyalty.terminal.screens.cashier.view import CashierView

_KEY: Final = "Ctrl+K"

_log = logging.getLogger(__name__)


class _Panel(Protocol):
    """``CameraPanel``, which is imported only when somebody opens it."""

    @property
    def view(self) -> QWidget: ...

    def speak(self, words: Words) -> None: ...

    def toggle(self) -> None: ...

    def close(self) -> None: ...

    def condition_changed(self, condition: CameraCondition) -> None: ...

    def show_image(self, image: QImage) -> None: ...


def camera_of_this_computer() -> CameraPort:
    """A camera that is off. Costs the libraries for video, which few tills ever need."""
    quiet_video_log()
    try:
        from pos_loyalty.terminal.devices.camera import Camera  # noqa: PLC0415
        from pos_loyalty.terminal.devices.camera_source import CameraSource  # noqa: PLC0415
    except ImportError as error:
        _log.info("no camera can be used: %s", error)
        return NoCamera()
    return Camera(CameraSource())


class CameraDesk(QObject):
    """Joins the camera with the counter and the stream of scans. An ``Eye`` of the panel."""

    def __init__(
        self,
        counter: CashierView,
        scans: ScanRouter,
        *,
        words: Words,
        make_camera: Callable[[], CameraPort] = camera_of_this_computer,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._counter = counter
        self._scans = scans
        self._words = words
        self._make_camera = make_camera
        self._settings = Scanner()
        self._is_awake = False
        self._is_looking = False
        self._made: CameraPort | None = None
        self._panel: _Panel | None = None
        shortcut = QShortcut(QKeySequence(_KEY), counter)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.toggle_panel)
        counter.ready.camera_wanted.connect(self.toggle_panel)

    @property
    def camera(self) -> CameraPort:
        """The camera itself, for the settings to try out while the counter rests."""
        if self._made is None:
            self._made = self._make_camera()
            self._made.read.connect(self._read)
        return self._made

    @property
    def panel(self) -> _Panel:
        """The live picture over the counter."""
        if self._panel is None:
            from pos_loyalty.terminal.camera_panel import CameraPanel  # noqa: PLC0415

            self._panel = CameraPanel(self._counter, self, self._words)
            self._panel.condition_changed(self.camera.condition)
            self.camera.changed.connect(self._changed)
            self.camera.pictured.connect(self._pictured)
        return self._panel

    def use(self, settings: Scanner, words: Words) -> None:
        """Go by other settings, in another language perhaps."""
        self._settings, self._words = settings, words
        self._counter.ready.show_camera_button(shown=self._serves_counter())
        if self._panel is not None:
            self._panel.speak(words)
            if not self._serves_counter():
                self._panel.close()
        self._apply()

    def wake(self) -> None:
        """Somebody is at the counter."""
        self._is_awake = True
        # The screen is shown first: to start a camera takes a moment.
        QTimer.singleShot(0, self, self._apply)

    def rest(self) -> None:
        """Nobody is served: the camera is off."""
        self._is_awake = False
        self.close_panel()
        self._apply()

    def close(self) -> None:
        """Let the camera go, for good."""
        self.rest()
        if self._made is not None:
            self._made.stop()

    def toggle_panel(self) -> None:
        """The camera's button or key."""
        if self._is_awake and self._serves_counter():
            self.panel.toggle()

    def close_panel(self) -> None:
        """A card was read, by whatever device."""
        if self._panel is not None:
            self._panel.close()

    # What the panel asks for

    def look(self) -> None:
        """Look, and show what is seen."""
        self._is_looking = True
        self.camera.show_pictures()
        self._apply()

    def look_away(self) -> None:
        """Show nothing more; read on where the camera always looks."""
        self._is_looking = False
        self.camera.hide_pictures()
        self._apply()

    def _serves_counter(self) -> bool:
        return bool(self._settings.camera) and self._settings.camera_side == "counter"

    def _apply(self) -> None:
        settings = self._settings
        # Nobody presses a button on the members' side.
        always = settings.camera_use == "always" or settings.camera_side == "member"
        if self._is_awake and settings.camera and (always or self._is_looking):
            self.camera.start(settings.camera)
        elif self._made is not None:
            self._made.stop()

    @Slot(object)
    def _changed(self, condition: CameraCondition) -> None:
        if self._panel is not None and self._is_awake:
            self._panel.condition_changed(condition)

    @Slot(object)
    def _pictured(self, image: QImage) -> None:
        if self._is_looking and self._panel is not None:
            self._panel.show_image(image)

    @Slot(object)
    def _read(self, reading: Reading) -> None:
        if not self._is_awake:
            return
        self.close_panel()
        self._scans.deliver(reading.text, ScanSource.CAMERA, ScanSide(self._settings.camera_side))
