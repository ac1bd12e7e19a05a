"""The camera's panel, joined when somebody first opens it: most tills have no camera."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.devices.camera_condition import CameraCondition
from pos_loyalty.terminal.screens.camera.ports import Eye
from pos_loyalty.terminal.screens.camera.presenter import CameraPresenter
from pos_loyalty.terminal.screens.camera.view import CameraView


class CameraPanel:
    """View and presenter of the live picture over the counter."""

    def __init__(self, counter: QWidget, eye: Eye, words: Words) -> None:
        self.view = CameraView(counter)
        self.view.speak(words)
        self._presenter = CameraPresenter(eye, words=words, show=self.view.draw)
        self.view.closed.connect(self._presenter.close)

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self.view.speak(words)
        self._presenter.speak(words)

    def toggle(self) -> None:
        """The camera's button or key."""
        self._presenter.toggle()

    def close(self) -> None:
        """Nothing more is to be shown."""
        self._presenter.close()

    def condition_changed(self, condition: CameraCondition) -> None:
        """How the camera is now."""
        self._presenter.condition_changed(condition)

    def show_image(self, image: QImage) -> None:
        """What the camera sees now."""
        self.view.show_image(image)
