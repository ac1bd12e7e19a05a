"""What the page “Test on my sales” asks for: a trial in a thread and in processes of its own."""

from collections.abc import Mapping
from threading import Event, Lock, Thread
from typing import Final

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.cards.member_number import member_number
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.document_file import read_table_file
from pos_loyalty.services.simulation.report import SimulationReport
from pos_loyalty.services.simulation.simulation import Effort, Simulations
from pos_loyalty.services.simulation.trial import Remembered
from pos_loyalty.terminal.screens.settings.simulate_ports import SimulationLook
from pos_loyalty.terminal.settings_rooms import Who

_EFFORT: Final = Effort(worth_processes=0, niceness=10)
"""Also a small shop is tried elsewhere, for this process draws the counter; sales come first."""


class _StoppedError(Exception):
    """Somebody said stop; it is no error of ours and is heard nowhere else."""


class ShopSimulationRoom:
    """One trial at a time. Sales at the counter go on: nothing here waits in their worker."""

    def __init__(self, application: Application, folder: DataFolder, who: Who) -> None:
        self._application = application
        self._simulations = Simulations.on_file(folder.database, application.shelf)
        self._who = who
        self._lock = Lock()
        self._look = SimulationLook()
        self._over = Event()
        self._thread: Thread | None = None

    def has_sales(self) -> bool:
        """Whether there are any."""
        return self._simulations.has_sales()

    def read(self, path: str) -> Mapping[str, object]:
        """The document in a file. Raises WrongDocumentError."""
        return read_table_file(path)

    def begin(self, document: Mapping[str, object], remembered: Remembered) -> None:
        """Begin to try a document. Raises NotAllowedError for a role that may not."""
        check(self._who(), Permission.VIEW_REPORTS)
        self.stop()
        self._over = over = Event()
        self._put(SimulationLook())
        self._thread = Thread(
            target=self._run, args=(document, remembered, over), name="simulation", daemon=True
        )
        self._thread.start()

    def look(self) -> SimulationLook:
        """How far it is."""
        with self._lock:
            return self._look

    def stop(self) -> None:
        """End what was begun: its processes within a tenth of a second."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, document: Mapping[str, object], remembered: Remembered, over: Event) -> None:
        def progress(done: int, all_: int) -> None:
            if over.is_set():
                raise _StoppedError
            self._put(SimulationLook(done, all_))

        now = self._application.clock.now()
        try:
            report = self._simulations.run(
                document, now=now, remembered=remembered, progress=progress, effort=_EFFORT
            )
            self._put(SimulationLook(report=report, names=self._names(report)))
        except _StoppedError:
            self._put(SimulationLook())
        except LoyaltyError as error:
            self._put(SimulationLook(error=error))

    def _names(self, report: SimulationReport) -> Mapping[str, str]:
        names = {}
        with self._application.store.read() as reading:
            for change in (*report.winners, *report.losers):
                member = reading.members.member(change.member_id)
                known = (member.given_name, member.family_name) if member else ()
                name = " ".join(part for part in known if part)
                names[change.member_id] = name or member_number(change.member_id)
        return names

    def _put(self, look: SimulationLook) -> None:
        with self._lock:
            self._look = look
