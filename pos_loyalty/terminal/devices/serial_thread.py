"""The thread of a scanner on a serial line, as the window sees it."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from pos_loyalty.config.settings import Scanner
from pos_loyalty.scanning.scan import ScanSide
from pos_loyalty.scanning.serial_link import SerialLink, SerialState

_log = logging.getLogger(__name__)

_STOP_TIMEOUT_S: Final = 3.0


class SerialThread(QObject):
    """Reads the scanner that the settings name, and another when they name another.

    ``scanned`` and ``member_scanned`` carry codes by the side that the scanner stands on,
    ``changed`` a ``SerialLink``; all of them arrive in the window's thread.
    """

    scanned = Signal(str)
    member_scanned = Signal(str)
    changed = Signal(object)
    _read = Signal(str)
    _link_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: tuple[str, int, str] = ("", 0, "")
        self._thread: Thread | None = None
        self._stop = Event()
        self._link = SerialLink()
        self._side = ScanSide.COUNTER
        # From the scanner's thread into ours, whoever listens there.
        self._read.connect(self._tell)
        self._link_changed.connect(self._keep)

    @property
    def link(self) -> SerialLink:
        """How the scanner is."""
        return self._link

    def use(self, scanner: Scanner) -> None:
        """Read the scanner that these settings name."""
        wanted = (scanner.serial, scanner.serial_baud, scanner.serial_side)
        if wanted == self._wanted:
            return
        self.stop()
        self._wanted = wanted
        if not scanner.serial:
            self._keep(SerialLink())
            return
        self._keep(SerialLink(SerialState.SEARCHING))
        self._side = ScanSide(scanner.serial_side)
        self._stop = Event()
        self._thread = Thread(
            target=_read_scanner,
            args=(
                scanner.serial,
                scanner.serial_baud,
                self._read.emit,
                self._link_changed.emit,
                self._stop,
            ),
            name="serial-scanner",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Let go of the port."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_STOP_TIMEOUT_S)
            self._thread = None
        self._wanted = ("", 0, "")

    @Slot(str)
    def _tell(self, text: str) -> None:
        told = self.member_scanned if self._side is ScanSide.MEMBER else self.scanned
        told.emit(text)

    @Slot(object)
    def _keep(self, link: SerialLink) -> None:
        self._link = link
        _log.info("serial scanner: %s", link.state)
        self.changed.emit(link)


def _read_scanner(
    address: str,
    baud: int,
    heard: Callable[[str], None],
    changed: Callable[[SerialLink], None],
    stop: Event,
) -> None:
    # The library of serial ports is imported in the scanner's own thread: most tills have none.
    from pos_loyalty.scanning.serial_scanner import SerialScanner  # noqa: PLC0415

    SerialScanner(address, baud, heard=heard, changed=changed).run(stop)
