"""What the settings ask of the serial lines, answered by the scanner's own thread and library."""

from collections.abc import Sequence

from pos_loyalty.scanning.serial_link import SerialLink
from pos_loyalty.scanning.serial_port import SerialPort
from pos_loyalty.terminal.devices.serial_thread import SerialThread


class SerialRoom:
    """The ports of this computer, and the line of the scanner in use."""

    def __init__(self, thread: SerialThread) -> None:
        self._thread = thread

    def ports(self) -> Sequence[SerialPort]:
        """The ports that the system lists; called in the worker."""
        # Imported when somebody looks for a port: most tills have no scanner there.
        from pos_loyalty.scanning.serial_scanner import plugged_in  # noqa: PLC0415

        return plugged_in()

    def link(self) -> SerialLink:
        """How the scanner in use is."""
        return self._thread.link
