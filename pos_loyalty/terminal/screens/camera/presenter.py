"""When the camera looks, and what is said while it does."""

from collections.abc import Callable

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.devices.camera_condition import CameraCondition, camera_words
from pos_loyalty.terminal.screens.camera.ports import Eye
from pos_loyalty.terminal.screens.camera.state import CameraState


class CameraPresenter:
    """Opens the eye with the panel and closes it with the panel: nobody is watched unasked."""

    def __init__(self, eye: Eye, *, words: Words, show: Callable[[CameraState], None]) -> None:
        self._eye = eye
        self._words = words
        self._show = show
        self._is_open = False
        self._condition = CameraCondition.OFF

    @property
    def is_open(self) -> bool:
        """Whether the panel is up."""
        return self._is_open

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._draw()

    def toggle(self) -> None:
        """The camera's button or key."""
        if self._is_open:
            self.close()
        else:
            self._is_open = True
            self._draw()
            self._eye.look()

    def close(self) -> None:
        """A code was read, or nobody wants to show one any more."""
        if self._is_open:
            self._is_open = False
            self._eye.look_away()
            self._draw()

    def condition_changed(self, condition: CameraCondition) -> None:
        """How the camera is now."""
        self._condition = condition
        self._draw()

    def _draw(self) -> None:
        self._show(
            CameraState(
                is_open=self._is_open,
                trouble=camera_words(self._condition, self._words) if self._is_open else "",
                is_waiting=self._condition is CameraCondition.STARTING,
            )
        )
