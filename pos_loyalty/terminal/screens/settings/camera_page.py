"""Joins the camera's part of the devices page, once somebody looks at that page."""

from collections.abc import Callable

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.devices.camera_port import CameraPort
from pos_loyalty.terminal.screens.settings.camera_presenter import CameraTrialPresenter
from pos_loyalty.terminal.screens.settings.devices_view import DevicesPage

GetCamera = Callable[[], CameraPort]


class CameraCorner:
    """The camera is asked for when the page is first seen: its libraries take a moment."""

    def __init__(
        self, page: DevicesPage, get_camera: GetCamera, *, words: Words, chosen: Callable[[], str]
    ) -> None:
        """``chosen`` gives the camera that the draft of the settings names."""
        self._page = page
        self._get_camera = get_camera
        self._words = words
        self._chosen = chosen
        self._presenter: CameraTrialPresenter | None = None
        self._camera: CameraPort | None = None
        page.camera.appeared.connect(self._appeared)
        page.camera.gone.connect(self._gone)
        page.camera.toggled.connect(self._toggled)

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        if self._presenter is not None:
            self._presenter.speak(words)

    def edited(self, key: str) -> None:
        """A setting was changed."""
        if key == "scanner.camera" and self._presenter is not None:
            self._presenter.chosen_anew()

    def _appeared(self) -> None:
        if self._presenter is None:
            self._join()
        if self._presenter is not None:
            self._presenter.look_around()

    def _join(self) -> None:
        camera = self._get_camera()
        presenter = CameraTrialPresenter(
            camera, words=self._words, chosen=self._chosen, show=self._page.draw_camera
        )
        camera.changed.connect(presenter.condition_changed)
        camera.read.connect(presenter.was_read)
        camera.devices_changed.connect(presenter.look_around)
        camera.pictured.connect(self._page.camera.show_image)
        self._camera, self._presenter = camera, presenter

    def _toggled(self) -> None:
        if self._presenter is not None and self._camera is not None:
            self._camera.show_pictures()
            self._presenter.toggle()

    def _gone(self) -> None:
        if self._presenter is not None and self._camera is not None:
            self._camera.hide_pictures()
            self._presenter.stop()
