from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.devices.camera_condition import ANY_CAMERA, CameraCondition, Reading
from pos_loyalty.terminal.screens.camera.code_presenter import CodePresenter
from pos_loyalty.terminal.screens.camera.state import CodeState

CODE = "the hub's"


class _Lens:
    """Cameras, and what was asked of them."""

    def __init__(self, *names: str) -> None:
        self.plugged = list(names)
        self.looks_through = ""
        self.is_shown = False

    def names(self) -> tuple[str, ...]:
        return tuple(self.plugged)

    def start(self, name: str) -> None:
        self.looks_through = name

    def stop(self) -> None:
        self.looks_through = ""

    def show_pictures(self) -> None:
        self.is_shown = True

    def hide_pictures(self) -> None:
        self.is_shown = False


class _Panel:
    def __init__(self, *names: str, language: str = "de") -> None:
        self.lens = _Lens(*names)
        self.state = CodeState()
        self.presenter = CodePresenter(
            self.lens, words=words_for(language), take=CODE.__eq__, show=self._show
        )

    def _show(self, state: CodeState) -> None:
        self.state = state

    def opened(self) -> "_Panel":
        self.presenter.open(CameraCondition.OFF)
        return self


def test_it_closes_with_the_right_code() -> None:
    """Another one is told, and the camera goes on."""
    panel = _Panel("Webcam").opened()
    assert (panel.lens.looks_through, panel.lens.is_shown) == ("Webcam", True)
    panel.presenter.was_read(Reading("LT12345", 4.0))
    assert panel.state.remark == "Das ist nicht der Code der Zentrale."
    assert panel.state.panel.is_open
    panel.presenter.was_read(Reading(CODE, 4.0))
    assert panel.state == CodeState()
    assert (panel.lens.looks_through, panel.lens.is_shown) == ("", False)


def test_nothing_happens_once_it_is_closed() -> None:
    """What comes late from a camera that was let go changes nothing."""
    panel = _Panel("Webcam").opened()
    panel.presenter.close()
    panel.presenter.close()
    panel.presenter.was_read(Reading("LT12345", 4.0))
    panel.presenter.condition_changed(CameraCondition.BROKEN)
    panel.presenter.look_around()
    panel.presenter.choose("Webcam")
    assert panel.state == CodeState()
    assert panel.lens.looks_through == ""


def test_one_camera_is_no_choice() -> None:
    """A list stands there for two and more; another one can be chosen."""
    panel = _Panel("Webcam").opened()
    assert not panel.state.cameras
    panel.lens.plugged.append("Document camera")
    panel.presenter.look_around()
    assert list(panel.state.cameras) == ["Webcam", "Document camera"]
    assert panel.state.chosen == "Webcam"
    panel.presenter.choose("Document camera")
    assert panel.lens.looks_through == "Document camera"
    panel.lens.plugged.remove("Document camera")
    panel.presenter.look_around()
    assert not panel.state.cameras
    assert panel.lens.looks_through == "Webcam"


def test_no_camera_is_told_until_one_comes() -> None:
    """Whoever opened the panel reads why it is dark."""
    panel = _Panel(language="en").opened()
    assert panel.lens.looks_through == ANY_CAMERA
    panel.presenter.condition_changed(CameraCondition.NONE)
    assert panel.state.panel.trouble.startswith("No camera is connected.")
    panel.presenter.condition_changed(CameraCondition.STARTING)
    assert panel.state.panel.is_waiting
    panel.presenter.condition_changed(CameraCondition.NOT_ALLOWED)
    assert "does not allow" in panel.state.panel.trouble
    panel.presenter.condition_changed(CameraCondition.LOOKING)
    assert panel.state.panel.trouble == ""
