from collections.abc import Sequence

import pytest

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.i18n.words import words_for
from pos_loyalty.scanning.serial_link import SerialLink, SerialState
from pos_loyalty.scanning.serial_port import SerialPort
from pos_loyalty.terminal.screens.settings.serial_presenter import (
    NoSerialLines,
    SerialPresenter,
)
from pos_loyalty.terminal.screens.settings.serial_state import SerialTrialState
from pos_loyalty.terminal.screens.settings.state import Cell, Message, Tone
from pos_loyalty.terminal.tasks import ImmediateTasks
from tests.support.wedge import CARD

_SCANNER = SerialPort("/dev/ttyACM0", "Symbol Bar Code Scanner", 0x05E0, 0x1701, "S1")


class _Lines:
    """A computer with one scanner on a serial line."""

    def __init__(self) -> None:
        self.state = SerialState.CONNECTED
        self.failure: OutageError | None = None
        self.found: tuple[SerialPort, ...] = (_SCANNER, SerialPort("/dev/ttyS0"))

    def ports(self) -> Sequence[SerialPort]:
        if self.failure is not None:
            raise self.failure
        return self.found

    def link(self) -> SerialLink:
        return SerialLink(self.state, "/dev/ttyACM0")


class _Page:
    """What is shown."""

    def __init__(self, language: str = "en") -> None:
        self.lines = _Lines()
        self.states: list[SerialTrialState] = []
        self.presenter = SerialPresenter(
            self.lines,
            tasks=ImmediateTasks(),
            words=words_for(language),
            show=self.states.append,
        )

    @property
    def state(self) -> SerialTrialState:
        return self.states[-1]


def test_ports_are_offered_by_what_is_plugged_in() -> None:
    """A scanner goes by its numbers, whatever port it has today; a plain port by its name."""
    page = _Page()
    page.presenter.open()
    assert page.state.choices == (
        ("", "No serial scanner"),
        ("usb:05E0:1701:S1", "Symbol Bar Code Scanner (/dev/ttyACM0)"),
        ("/dev/ttyS0", "/dev/ttyS0"),
    )


@pytest.mark.parametrize(
    ("state", "tone", "part"),
    [
        (SerialState.SEARCHING, Tone.INFO, "Looking"),
        (SerialState.CONNECTED, Tone.GOOD, "/dev/ttyACM0"),
        (SerialState.UNPLUGGED, Tone.WARN, "Unplugged"),
        (SerialState.FORBIDDEN, Tone.BAD, "dialout"),
        (SerialState.BUSY, Tone.BAD, "Another program"),
        (SerialState.BROKEN, Tone.BAD, "speed"),
    ],
)
def test_the_line_says_how_it_is(state: SerialState, tone: Tone, part: str) -> None:
    """Each state in a sentence that says what to do."""
    page = _Page()
    page.lines.state = state
    page.presenter.link_changed()
    assert page.state.link is not None
    assert page.state.link.tone is tone
    assert part in page.state.link.text


def test_the_line_in_use_is_not_told_beside_another_port() -> None:
    """A port that is chosen is opened when it is saved; one that is given up says nothing more."""
    page = _Page()
    page.lines.state = SerialState.FORBIDDEN
    page.presenter.open()
    for cell in (
        Cell("/dev/ttyS0", is_changed=True),
        Cell(is_changed=True),
        Cell("/dev/ttyACM0"),
    ):
        page.presenter.chosen(cell)
    chosen, given_up, in_use = (state.link for state in page.states[-3:])
    assert chosen == Message(Tone.INFO, "It is connected once this is saved.")
    assert given_up is None
    assert in_use is not None
    assert in_use.tone is Tone.BAD
    drawn = len(page.states)
    page.presenter.chosen(Cell("/dev/ttyACM0"))
    assert len(page.states) == drawn


def test_a_till_without_one_says_nothing() -> None:
    """And a screen that was given no lines offers none."""
    page = _Page()
    page.lines.state = SerialState.OFF
    page.presenter.open()
    assert page.state.link is None
    assert (NoSerialLines().ports(), NoSerialLines().link()) == ((), SerialLink())


def test_a_plug_that_moves_changes_what_is_offered() -> None:
    """The list is read anew, and what cannot be read stays as it was."""
    page = _Page()
    page.presenter.open()
    page.lines.found = ()
    page.presenter.link_changed()
    assert len(page.state.choices) == 1
    page.lines.failure = OutageError()
    page.presenter.link_changed()
    assert len(page.state.choices) == 1


def test_what_was_read_is_shown_until_the_page_is_opened_anew() -> None:
    """The test code is praised, another text is shown."""
    page = _Page()
    page.presenter.heard(CARD, expected=CARD)
    assert page.state.read is not None
    assert page.state.read.tone is Tone.GOOD
    page.presenter.heard("4006381333931", expected=CARD)
    assert page.state.read is not None
    assert "4006381333931" in page.state.read.text
    page.presenter.open()
    assert page.state.read is None


def test_the_page_speaks_the_language_of_the_counter() -> None:
    """At once, when it is switched."""
    page = _Page()
    page.presenter.open()
    page.presenter.speak(words_for("de"))
    assert page.state.choices[0] == ("", "Kein Scanner an serieller Leitung")
