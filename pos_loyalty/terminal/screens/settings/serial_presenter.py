"""A scanner on a serial line in the settings: which ports there are, how the one in use is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Protocol

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words
from pos_loyalty.scanning.serial_link import SerialLink, SerialState
from pos_loyalty.scanning.serial_port import SerialPort
from pos_loyalty.terminal.screens.settings.serial_state import SerialTrialState
from pos_loyalty.terminal.screens.settings.state import Cell, Message, Tone
from pos_loyalty.terminal.tasks import TaskRunner

_LINKS: Final = {
    SerialState.SEARCHING: (Tone.INFO, mark("Looking for the scanner …")),
    SerialState.CONNECTED: (Tone.GOOD, mark("Connected at {port}")),
    SerialState.UNPLUGGED: (
        Tone.WARN,
        mark("Unplugged. It is found again as soon as it is plugged in."),
    ),
    SerialState.FORBIDDEN: (
        Tone.BAD,
        mark(
            "The system does not let this program open {port}. On Linux, add its user to the "
            "group “dialout” and sign in again."
        ),
    ),
    SerialState.BUSY: (Tone.BAD, mark("Another program uses {port}. Close it there.")),
    SerialState.BROKEN: (
        Tone.BAD,
        mark("{port} cannot be used that way. Is the speed right, and is it the scanner’s port?"),
    ),
}


class SerialScanners(Protocol):
    """The serial lines of this computer."""

    def ports(self) -> Sequence[SerialPort]:
        """Those that the system lists; called in the worker."""
        ...

    def link(self) -> SerialLink:
        """How the scanner in use is."""
        ...


class NoSerialLines:
    """For a till that has none."""

    def ports(self) -> Sequence[SerialPort]:
        return ()

    def link(self) -> SerialLink:
        return SerialLink()


class SerialPresenter:
    """Offers what is plugged in, and says how the line is."""

    def __init__(
        self,
        scanners: SerialScanners,
        *,
        tasks: TaskRunner,
        words: Words,
        show: Callable[[SerialTrialState], None],
    ) -> None:
        self._scanners = scanners
        self._tasks = tasks
        self._words = words
        self._show = show
        self._cell = Cell()
        self._ports: tuple[SerialPort, ...] = ()
        self._state = SerialTrialState()

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._draw()

    def open(self) -> None:
        """See what is plugged in."""
        self._state = replace(self._state, read=None)
        self._draw()
        self._tasks.run(self._scanners.ports, self._found, self._not_found)

    def link_changed(self) -> None:
        """A plug was pulled, or put back."""
        self._draw()
        self._tasks.run(self._scanners.ports, self._found, self._not_found)

    def chosen(self, cell: Cell) -> None:
        """The port that the draft names; the line in use is that of the settings in force."""
        if cell != self._cell:
            self._cell = cell
            self._draw()

    def heard(self, text: str, expected: str) -> None:
        """The scanner has read something: the test code, or another."""
        words = self._words
        if text == expected:
            read = Message(Tone.GOOD, words.text("The test code arrived exactly as it is."))
        else:
            read = Message(Tone.INFO, words.text("Received: {text}", text=text))
        self._state = replace(self._state, read=read)
        self._draw()

    def _found(self, ports: Sequence[SerialPort]) -> None:
        self._ports = tuple(ports)
        self._draw()

    def _not_found(self, _error: LoyaltyError) -> None:
        """A system that lists no ports still opens those that are named."""

    def _draw(self) -> None:
        none = ("", self._words.text("No serial scanner"))
        choices = (none, *((port.address, _label(port)) for port in self._ports))
        self._state = replace(self._state, choices=choices, link=self._link())
        self._show(self._state)

    def _link(self) -> Message | None:
        if self._cell.is_changed:
            # What the line in use says would stand beside another port.
            text = self._words.text("It is connected once this is saved.")
            return Message(Tone.INFO, text) if self._cell.text else None
        link = self._scanners.link()
        if link.state is SerialState.OFF:
            return None
        tone, text = _LINKS[link.state]
        return Message(tone, self._words.text(text, port=link.port))


def _label(port: SerialPort) -> str:
    return f"{port.description} ({port.device})" if port.description else port.device
