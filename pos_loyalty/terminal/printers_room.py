"""The printers of this till for the settings: how they are, and a search in a thread of its own."""

from collections.abc import Callable
from threading import Event, Lock, Thread

from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.print_job import PrinterStatus
from pos_loyalty.printing.found_printer import FoundPrinter, PrinterKind
from pos_loyalty.terminal.screens.settings.printers_ports import SearchLook

Statuses = Callable[[], tuple[PrinterStatus, ...]]


class TillPrintersRoom:
    """One search at a time. It looks at cables and networks, and never at the database."""

    def __init__(self, statuses: Statuses) -> None:
        self._statuses = statuses
        self._lock = Lock()
        self._look = SearchLook()
        self._over = Event()
        self._thread: Thread | None = None

    def statuses(self) -> tuple[PrinterStatus, ...]:
        """How the printers in force are."""
        return self._statuses()

    def own_range(self) -> str:
        """The range of addresses that this computer is in; empty without a network."""
        # Only somebody who looks for printers pays for the libraries of all cables.
        from pos_loyalty.printing.network_scan import own_range  # noqa: PLC0415

        return own_range() or ""

    def begin(self, network_range: str | None) -> None:
        """Begin to search; what was begun before is given up."""
        self._over.set()
        self._over = over = Event()
        self._put(over, SearchLook())
        self._thread = Thread(
            target=self._run, args=(network_range, over), name="printer-search", daemon=True
        )
        self._thread.start()

    def look(self) -> SearchLook:
        """How far it is."""
        with self._lock:
            return self._look

    def stop(self) -> None:
        """End the search; it is over within a moment."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(_ENDS_WITHIN_S)
            self._thread = None

    def _run(self, network_range: str | None, over: Event) -> None:
        from pos_loyalty.printing.discovery import find_printers  # noqa: PLC0415 - see above

        kinds = set(PrinterKind) - {PrinterKind.NETWORK}
        if network_range is not None:
            kinds = {PrinterKind.NETWORK}
        found: tuple[FoundPrinter, ...] = ()
        try:
            found = find_printers(
                kinds,
                network_range=network_range,
                progress=lambda done, total: self._put(over, SearchLook(done, total)),
                cancelled=over.is_set,
            )
        except LoyaltyError as error:
            self._put(over, SearchLook(error=error))
        else:
            self._put(over, SearchLook(found=found))

    def _put(self, over: Event, look: SearchLook) -> None:
        with self._lock:
            # What an older search still finds is not this one's.
            if over is self._over:
                self._look = look


_ENDS_WITHIN_S = 3.0
