"""The spooler's thread as the window sees it: nudged, asked how it is, stopped."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.print_job import PrinterState, PrinterStatus
from pos_loyalty.domain.slip import SlipFacts
from pos_loyalty.printing.spooler import Spooler, SpoolerThread

_STOP_TIMEOUT_S = 5.0


class SlipThread(QObject):
    """Runs the receipt printer's spooler; ``status_changed`` carries a ``PrinterStatus``."""

    status_changed = Signal(object)

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
        self.status = PrinterStatus(PrinterState.UNKNOWN)
        self.status_changed.connect(self._keep)
        self._thread = SpoolerThread(self._spooler, stumbled=stumbled)

    def start(self) -> None:
        """Begin to send what is waiting."""
        self._thread.start()

    def nudge(self) -> None:
        """There may be something to print."""
        self._thread.nudge()

    def hurry(self) -> None:
        """Somebody has just seen to the printer: try at once."""
        self._thread.hurry()

    def stop(self) -> None:
        """Finish the slip that is being sent; what waits is sent at the next start."""
        self._thread.stop(_STOP_TIMEOUT_S)

    def _spooler(self) -> Spooler:
        # Imported in the spooler's own thread: it costs a third of a second.
        from pos_loyalty.bootstrap.printing import ReceiptPrinter  # noqa: PLC0415

        printer = ReceiptPrinter(self._application, self._folder)
        printer.warm_up()
        return printer.spooler(self.status_changed.emit)

    def _keep(self, status: PrinterStatus) -> None:
        self.status = status


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
