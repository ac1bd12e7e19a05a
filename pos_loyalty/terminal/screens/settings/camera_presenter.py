"""Tries a camera out in the settings: what it sees, what it reads, how fast."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Protocol

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.devices.camera_condition import (
    ANY_CAMERA,
    CameraCondition,
    Reading,
    camera_words,
)
from pos_loyalty.terminal.screens.settings.camera_state import CameraTrialState

_SHOWN: Final = 6


class TriedCamera(Protocol):
    """The camera, while the counter does not look through it."""

    def names(self) -> Sequence[str]:
        """The cameras there are."""
        ...

    def start(self, name: str) -> None:
        """Look through one of them."""
        ...

    def stop(self) -> None:
        """Look no longer."""
        ...


class CameraTrialPresenter:
    """Offers what is plugged in; the trial ends with the page."""

    def __init__(
        self,
        camera: TriedCamera,
        *,
        words: Words,
        chosen: Callable[[], str],
        show: Callable[[CameraTrialState], None],
    ) -> None:
        """``chosen`` gives the draft's camera."""
        self._camera = camera
        self._words = words
        self._chosen = chosen
        self._show = show
        self._condition = CameraCondition.OFF
        self._state = CameraTrialState()

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self.look_around()

    def look_around(self) -> None:
        """See which cameras are plugged in."""
        text = self._words.text
        names = self._camera.names()
        self._become(
            replace(
                self._state,
                choices=(
                    ("", text("No camera")),
                    (ANY_CAMERA, text("Any connected camera")),
                    *((name, name) for name in names),
                ),
                may_try=bool(names),
            )
        )

    def toggle(self) -> None:
        """The button: try the camera that is chosen, or whichever there is; or stop that."""
        if self._state.is_open:
            self.stop()
        else:
            self._become(replace(self._state, is_open=True, read=""))
            self._camera.start(self._chosen() or ANY_CAMERA)

    def chosen_anew(self) -> None:
        """Another camera was chosen: what is tried is that one."""
        if self._state.is_open:
            self._camera.start(self._chosen() or ANY_CAMERA)

    def stop(self) -> None:
        """Enough, or the page was left."""
        if self._state.is_open:
            self._camera.stop()
            self._become(replace(self._state, is_open=False, read=""))

    def condition_changed(self, condition: CameraCondition) -> None:
        """How the camera is now."""
        self._condition = condition
        self._become(self._state)

    def was_read(self, reading: Reading) -> None:
        """A code was held before it."""
        if not self._state.is_open:
            return
        formats = self._words.formats
        said = self._words.text(
            "Read in {time} ms: {code}, {count} characters.",
            time=formats.number(max(round(reading.took_ms), 1)),
            code=_abridged(reading.text),
            count=formats.number(len(reading.text)),
        )
        self._become(replace(self._state, read=said))

    def _become(self, state: CameraTrialState) -> None:
        trouble = camera_words(self._condition, self._words) if state.is_open else ""
        self._state = replace(state, trouble=trouble)
        self._show(self._state)


def _abridged(text: str) -> str:
    # Enough to compare with the card in the hand, too little to copy it from the screen.
    return text if len(text) <= _SHOWN + 2 else f"{text[:_SHOWN]} …"
