"""What goes on behind the counter: threads and processes that nobody in the queue waits for."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Settings
from pos_loyalty.services.finding import FindingThread
from pos_loyalty.terminal.companions import Companions
from pos_loyalty.terminal.mail_thread import MailThread
from pos_loyalty.terminal.relay_starter import RelayStarter
from pos_loyalty.terminal.sync_thread import SyncThread


class BackRoom(QObject):
    """Sends letters, talks to the hub, fills the search, and sees to other programs."""

    def __init__(
        self,
        application: Application,
        folder: DataFolder,
        *,
        stumbled: Callable[[Exception], None],
        parent: QObject | None = None,
    ) -> None:
        """``stumbled`` is told of the threads' own errors, in their threads."""
        super().__init__(parent)
        self.sync = SyncThread(application, stumbled=stumbled, parent=self)
        self.companions = Companions(folder, self)
        self._mail = MailThread(application, folder)
        self._finding = FindingThread(application.store)
        self._relay = RelayStarter(folder, now=application.clock.now)

    def begin(self, settings: Settings) -> None:
        """Start what these settings want; nothing is started before."""
        self._mail.start()
        self.sync.start()
        self._finding.start()
        self.companions.begin(settings)
        self.look(settings)

    def use(self, settings: Settings) -> None:
        """Go on as other settings say."""
        self._mail.nudge()
        self.companions.use(settings)
        self.look(settings)

    def look(self, settings: Settings) -> None:
        """See from time to time whether what outlives the window is still there."""
        self._relay.look(settings)

    def stop(self) -> None:
        """End all that does not outlive the window; what waits is there at the next start."""
        self.companions.stop()
        self._mail.stop()
        self._finding.stop()
        self.sync.stop()
