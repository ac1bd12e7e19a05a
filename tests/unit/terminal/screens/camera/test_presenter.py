import pytest

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.devices.camera_condition import CameraCondition
from pos_loyalty.terminal.screens.camera.presenter import CameraPresenter
from pos_loyalty.terminal.screens.camera.state import CameraState


class _Eye:
    """Notes when it is open."""

    def __init__(self) -> None:
        self.is_open = False
        self.opened = 0

    def look(self) -> None:
        self.is_open, self.opened = True, self.opened + 1

    def look_away(self) -> None:
        self.is_open = False


class _Panel:
    """A presenter, its eye, and what it showed."""

    def __init__(self, language: str = "de") -> None:
        self.eye = _Eye()
        self.shown = CameraState()
        self.presenter = CameraPresenter(self.eye, words=words_for(language), show=self._show)

    def _show(self, state: CameraState) -> None:
        self.shown = state


def test_the_camera_looks_while_the_panel_is_open_and_no_longer() -> None:
    """Nobody is filmed unasked."""
    panel = _Panel()
    panel.presenter.toggle()
    assert (panel.shown.is_open, panel.eye.is_open) == (True, True)
    panel.presenter.toggle()
    assert (panel.shown.is_open, panel.eye.is_open, panel.eye.opened) == (False, False, 1)


def test_closing_twice_is_closing_once() -> None:
    """A scanner's scan closes the panel whether it is open or not."""
    panel = _Panel()
    panel.presenter.close()
    panel.presenter.toggle()
    panel.presenter.close()
    panel.presenter.close()
    assert not panel.presenter.is_open


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    "condition",
    [
        CameraCondition.NONE,
        CameraCondition.GONE,
        CameraCondition.NOT_ALLOWED,
        CameraCondition.UNSUPPORTED,
        CameraCondition.BROKEN,
    ],
)
def test_each_trouble_says_what_to_do(condition: CameraCondition, language: str) -> None:
    """A dark picture alone would leave the cashier guessing."""
    panel = _Panel(language)
    panel.presenter.toggle()
    panel.presenter.condition_changed(condition)
    assert len(panel.shown.trouble) > 40
    assert not panel.shown.is_waiting


def test_a_camera_that_starts_is_waited_for() -> None:
    """It is no trouble, and it passes."""
    panel = _Panel()
    panel.presenter.toggle()
    panel.presenter.condition_changed(CameraCondition.STARTING)
    assert panel.shown.is_waiting
    panel.presenter.condition_changed(CameraCondition.LOOKING)
    assert panel.shown == CameraState(is_open=True)


def test_the_panel_goes_on_in_another_language() -> None:
    """The language may be switched while it is open."""
    panel = _Panel("de")
    panel.presenter.toggle()
    panel.presenter.condition_changed(CameraCondition.NONE)
    german = panel.shown.trouble
    panel.presenter.speak(words_for("en"))
    assert panel.shown.trouble not in {"", german}
