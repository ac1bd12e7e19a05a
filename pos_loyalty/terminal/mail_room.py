"""The till's mail as the settings see it; every call runs in the worker."""

from collections.abc import Callable
from dataclasses import replace

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.bootstrap.mail import Post
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Mail
from pos_loyalty.domain.staff import Actor
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.terminal.screens.settings.mail_ports import MailFacts


class ShopMailRoom:
    """The server in the settings, its password, and the letters.

    ``changed`` is called in the worker once another server is in force.
    """

    def __init__(
        self,
        application: Application,
        folder: DataFolder,
        who: Callable[[], Actor],
        changed: Callable[[], None],
    ) -> None:
        self._application = application
        self._post = Post(application, folder)
        self._who = who
        self._changed = changed

    def load(self) -> MailFacts:
        """What is in force."""
        check(self._who(), Permission.EDIT_SETTINGS)
        mail = self._application.settings.settings().mail
        return MailFacts(mail, self._post.has_password, self._application.letters.latest(12))

    def save(self, mail: Mail, password: str | None) -> None:
        """Put the server in force. Raises NotAllowedError, SettingsFileError, PrivateFileError."""
        actor = self._who()
        check(actor, Permission.EDIT_SETTINGS)
        if password is not None:
            self._post.keep_password(actor, password)
        self._application.settings.change(lambda settings: replace(settings, mail=mail))
        self._changed()

    def try_out(self, recipient: str) -> None:
        """Send a letter with what is in force. Raises NotAllowedError and MailOutageError."""
        check(self._who(), Permission.EDIT_SETTINGS)
        self._post.try_out(recipient)
