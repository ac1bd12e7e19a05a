"""The spooler's thread as the window sees it: nudged, asked how the printers are, stopped."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.print_job import (
    FALLBACK_PRINTER,
    RECEIPT_PRINTER,
    DrawerOutageError,
    PrinterState,
    PrinterStatus,
    PrintProblem,
)
from pos_loyalty.domain.slip import SlipFacts
from pos_loyalty.printing.spooler_thread import SpoolerThread, Spooling

_STOP_TIMEOUT_S: Final = 5.0
_DRAWER_WITHIN: Final = timedelta(seconds=3)
_UNKNOWN: Final = PrinterStatus(PrinterState.UNKNOWN)


class _Drawer(Protocol):
    """``bootstrap.ReceiptPrinter``, which is imported in the spooler's own thread."""

    def open_drawer(self) -> None: ...


class SlipThread(QObject):
    """Runs the spoolers of the till's printers.

    ``status_changed`` carries a ``PrinterStatus``; ``drawer_refused`` carries the error that
    kept the drawer shut.
    """

    status_changed = Signal(object)
    drawer_refused = Signal(object)

    def __init__(
        self,
        application: Application,
        folder: DataFolder,
        *,
        stumbled: Callable[[Exception], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._application = application
        self._folder = folder
        self._statuses: dict[str, PrinterStatus] = {}
        self._drawer: _Drawer | None = None
        self.status_changed.connect(self._keep)
        self._thread = SpoolerThread(self._spoolers, stumbled=stumbled)

    @property
    def status(self) -> PrinterStatus:
        """How the first printer is."""
        return self.statuses[0]

    @property
    def statuses(self) -> tuple[PrinterStatus, ...]:
        """How the till's printers are, the first one first."""
        first = self._statuses.get(RECEIPT_PRINTER, _UNKNOWN)
        if not self._application.settings.settings().printer.fallback:
            return (first,)
        second = PrinterStatus(PrinterState.UNKNOWN, printer=FALLBACK_PRINTER)
        return (first, self._statuses.get(FALLBACK_PRINTER, second))

    def start(self) -> None:
        """Begin to send what is waiting."""
        self._thread.start()

    def nudge(self) -> None:
        """There may be something to print."""
        self._thread.nudge()

    def hurry(self) -> None:
        """Somebody has just seen to a printer, or set another: try at once."""
        self._thread.hurry()

    def open_drawer(self) -> None:
        """Open the cash drawer at once or not at all; ``drawer_refused`` tells why not."""
        self._thread.run_errand(
            self._open_drawer,
            dropped=lambda: self.drawer_refused.emit(DrawerOutageError(problem=PrintProblem.BUSY)),
            within=_DRAWER_WITHIN,
        )

    def stop(self) -> None:
        """Finish the slip that is being sent; what waits is sent at the next start."""
        self._thread.stop(_STOP_TIMEOUT_S)

    def _spoolers(self) -> Spooling:
        # Imported in the spooler's own thread: it costs a third of a second.
        from pos_loyalty.bootstrap.printing import TillPrinters  # noqa: PLC0415

        printers = TillPrinters(self._application, self._folder)
        printers.first.warm_up()
        self._drawer = printers.first
        return printers.spoolers(self.status_changed.emit)

    def _open_drawer(self) -> None:
        try:
            if self._drawer is not None:
                self._drawer.open_drawer()
        except LoyaltyError as error:
            self.drawer_refused.emit(error)

    def _keep(self, status: PrinterStatus) -> None:
        self._statuses[status.printer] = status


class SlipPictures:
    """Draws slips for the viewer; called in the worker, which pays for the import."""

    def __init__(self, application: Application, folder: DataFolder) -> None:
        self._application = application
        self._folder = folder

    def draw(self, facts: SlipFacts) -> bytes:
        """The slip as it comes out of paper, a PNG picture."""
        from pos_loyalty.bootstrap.printing import ReceiptPrinter  # noqa: PLC0415 - see above

        printer = ReceiptPrinter(self._application, self._folder)
        return printer.press.preview(facts, printer.look())
