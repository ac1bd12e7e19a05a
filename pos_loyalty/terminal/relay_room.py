"""What the page of the till that is read along asks for, answered by an open shop."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Relay
from pos_loyalty.domain.receipt_template import ReceiptTemplate
from pos_loyalty.domain.staff import Actor
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.relay_folder import RelayFolder, RelayFolderError, shown_lines
from pos_loyalty.terminal.screens.settings.relay_presenter import Kept, RelayLook


class RelayRoom:
    """``changed`` is called in the worker once other settings are in force."""

    def __init__(
        self,
        application: Application,
        folder: DataFolder,
        who: Callable[[], Actor],
        changed: Callable[[], None],
    ) -> None:
        self._application = application
        self._papers = RelayFolder(folder.relay)
        self._who = who
        self._changed = changed

    def settings(self) -> Relay:
        """What is wanted now."""
        return self._application.settings.settings().relay

    def keep(self, wanted: Relay) -> Relay:
        """Put it in force. Raises NotAllowedError and SettingsFileError."""
        check(self._who(), Permission.EDIT_SETTINGS)
        changed = self._application.settings.change(
            lambda settings: replace(settings, relay=wanted)
        )
        self._changed()
        return changed.relay

    def look(self) -> RelayLook:
        """How it is now."""
        kept = []
        for path in self._papers.shown():
            # It may go between the list and the look.
            with suppress(RelayFolderError):
                kept.append(Kept(path.stem, shown_lines(path)))
        return RelayLook(
            now=self._application.clock.now(),
            status=self._papers.status(),
            kept=tuple(kept),
            templates=self._papers.templates(),
        )

    def learn(self, template: ReceiptTemplate) -> RelayLook:
        """Keep a template. Raises NotAllowedError and RelayFolderError."""
        check(self._who(), Permission.EDIT_SETTINGS)
        self._papers.put_template(template)
        return self.look()

    def forget(self, name: str) -> RelayLook:
        """Forget a till. Raises NotAllowedError and RelayFolderError."""
        check(self._who(), Permission.EDIT_SETTINGS)
        self._papers.drop_template(name)
        return self.look()
