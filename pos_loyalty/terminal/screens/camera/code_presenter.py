"""Looks for one code, through whichever camera somebody chooses, until it was read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.devices.camera_condition import (
    ANY_CAMERA,
    CameraCondition,
    Reading,
    camera_words,
)
from pos_loyalty.terminal.screens.camera.ports import Lens
from pos_loyalty.terminal.screens.camera.state import CameraState, CodeState

_SEVERAL: Final = 2


class CodePresenter:
    """The camera is on while the panel is open, and no longer."""

    def __init__(
        self,
        lens: Lens,
        *,
        words: Words,
        take: Callable[[str], bool],
        show: Callable[[CodeState], None],
    ) -> None:
        """``take`` is given what was read, and says whether that was it."""
        self._lens = lens
        self._words = words
        self._take = take
        self._show = show
        self._name = ANY_CAMERA
        self._state = CodeState()

    def open(self, condition: CameraCondition) -> None:
        """Look."""
        self._state = replace(self._state, panel=CameraState(is_open=True))
        self.condition_changed(condition)
        self._lens.show_pictures()
        self.look_around()

    def close(self) -> None:
        """It was read, or somebody types it after all."""
        if self._state.panel.is_open:
            self._lens.hide_pictures()
            self._lens.stop()
            self._become(CodeState())

    def choose(self, name: str) -> None:
        """Look through another camera."""
        if self._state.panel.is_open:
            self._name = name
            self.look_around()

    def look_around(self) -> None:
        """See which cameras are plugged in; where the chosen one is not, any will do."""
        if not self._state.panel.is_open:
            return
        names = tuple(self._lens.names())
        if self._name not in names:
            self._name = names[0] if names else ANY_CAMERA
        cameras = names if len(names) >= _SEVERAL else ()
        self._become(replace(self._state, cameras=cameras, chosen=self._name))
        self._lens.start(self._name)

    def condition_changed(self, condition: CameraCondition) -> None:
        """How the camera is now."""
        if self._state.panel.is_open:
            panel = CameraState(
                is_open=True,
                trouble=camera_words(condition, self._words),
                is_waiting=condition is CameraCondition.STARTING,
            )
            self._become(replace(self._state, panel=panel))

    def was_read(self, reading: Reading) -> None:
        """A code was shown: it is taken, or somebody is told that it is another one."""
        if not self._state.panel.is_open:
            return
        if self._take(reading.text):
            self.close()
        else:
            remark = self._words.text("That is not the hub’s code.")
            self._become(replace(self._state, remark=remark))

    def _become(self, state: CodeState) -> None:
        self._state = state
        self._show(state)
