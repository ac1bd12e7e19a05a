import pytest

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.devices.camera_condition import ANY_CAMERA, CameraCondition, Reading
from pos_loyalty.terminal.screens.settings.camera_presenter import CameraTrialPresenter
from pos_loyalty.terminal.screens.settings.camera_state import CameraTrialState
from tests.support.cards import PAYLOAD


class _Camera:
    """Notes what it looks through."""

    def __init__(self, *names: str) -> None:
        self.plugged = list(names)
        self.looks = ""

    def names(self) -> list[str]:
        return self.plugged

    def start(self, name: str) -> None:
        self.looks = name

    def stop(self) -> None:
        self.looks = ""


class _Trial:
    """A presenter, its camera, and what it showed."""

    def __init__(self, *names: str, chosen: str = "", language: str = "de") -> None:
        self.camera = _Camera(*names)
        self.chosen = chosen
        self.shown = CameraTrialState()
        self.presenter = CameraTrialPresenter(
            self.camera, words=words_for(language), chosen=lambda: self.chosen, show=self._show
        )
        self.presenter.look_around()

    def _show(self, state: CameraTrialState) -> None:
        self.shown = state


def test_what_is_plugged_in_can_be_chosen() -> None:
    """By the names that people know, and whichever there is; a new one is seen at once."""
    trial = _Trial("HD Webcam")
    assert [value for value, _words in trial.shown.choices] == ["", ANY_CAMERA, "HD Webcam"]
    trial.camera.plugged.append("Counter camera")
    trial.presenter.look_around()
    assert trial.shown.choices[-1] == ("Counter camera", "Counter camera")


def test_without_a_camera_there_is_nothing_to_try() -> None:
    """The button waits until one is plugged in."""
    assert not _Trial().shown.may_try
    assert _Trial("HD Webcam").shown.may_try


@pytest.mark.parametrize(("chosen", "looks"), [("", ANY_CAMERA), ("HD Webcam", "HD Webcam")])
def test_the_chosen_camera_is_tried_before_it_is_saved(chosen: str, looks: str) -> None:
    """Nobody saves what they have not seen work."""
    trial = _Trial("HD Webcam", chosen=chosen)
    trial.presenter.toggle()
    assert (trial.shown.is_open, trial.camera.looks) == (True, looks)


def test_another_choice_is_tried_at_once() -> None:
    """The picture follows the list; where nothing is open, nothing is opened."""
    trial = _Trial("HD Webcam", "Counter camera", chosen="HD Webcam")
    trial.presenter.chosen_anew()
    assert trial.camera.looks == ""
    trial.presenter.toggle()
    trial.chosen = "Counter camera"
    trial.presenter.chosen_anew()
    assert trial.camera.looks == "Counter camera"


def test_what_was_read_is_told_and_how_fast() -> None:
    """With so much of the code as tells one card from another, and no more."""
    trial = _Trial("HD Webcam")
    trial.presenter.toggle()
    trial.presenter.was_read(Reading(PAYLOAD, 6.4))
    assert trial.shown.read == f"In 6 ms gelesen: {PAYLOAD[:6]} …, 28 Zeichen."
    trial.presenter.was_read(Reading("TISCH 4", 0.2))
    assert trial.shown.read == "In 1 ms gelesen: TISCH 4, 7 Zeichen."


def test_the_trial_ends_with_the_page() -> None:
    """The camera is off, and what comes late is not shown."""
    trial = _Trial("HD Webcam")
    trial.presenter.toggle()
    trial.presenter.toggle()
    trial.presenter.was_read(Reading(PAYLOAD, 6.4))
    assert (trial.shown.is_open, trial.shown.read, trial.camera.looks) == (False, "", "")


def test_why_nothing_is_seen_is_said() -> None:
    """While it is tried, and in the language of the moment."""
    trial = _Trial("HD Webcam")
    trial.presenter.condition_changed(CameraCondition.BROKEN)
    assert trial.shown.trouble == ""
    trial.presenter.toggle()
    german = trial.shown.trouble
    trial.presenter.speak(words_for("en"))
    assert "" not in {german, trial.shown.trouble}
    assert trial.shown.trouble != german
