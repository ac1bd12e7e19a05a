"""The till's postman: letters, the server in the settings, and its password among the keys.

Importing this loads what mail needs; whoever sends, does.
"""

from dataclasses import replace
from typing import Final

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.private_files import MissingPrivateFileError, read_private, write_private
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import Actor
from pos_loyalty.mailing.letter import Envelope, message_of
from pos_loyalty.mailing.smtp import MailServer, Security, deliver
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.letters import LetterWriter, Postman

_TRIAL_TIMEOUT_S: Final = 6.0


class Post:
    """Sends the letters of one till."""

    def __init__(self, application: Application, folder: DataFolder) -> None:
        self._application = application
        self._folder = folder
        self._writer = LetterWriter(
            application.members, application.programs, application.member_cards, application.voice
        )

    def postman(self) -> Postman:
        """Sends what is due; each call goes by the settings in force."""
        clock = self._application.clock
        return Postman(self._application.store, self._writer.written, self._deliver, clock.now)

    def try_out(self, recipient: str) -> None:
        """Send a letter to see whether the settings are right.

        Raises MailOutageError, and NotAllowedError with reason ``no-mail-server``.
        """
        if not self._application.settings.settings().mail.host:
            raise NotAllowedError(reason="no-mail-server")
        envelope = self._writer.trial(recipient, self._application.clock.now())
        # Somebody is waiting for this one.
        deliver(message_of(envelope), replace(self._server(), timeout_s=_TRIAL_TIMEOUT_S))

    def keep_password(self, actor: Actor, password: str) -> None:
        """The password of the mail account, for this computer's account alone."""
        check(actor, Permission.EDIT_SETTINGS)
        write_private(self._folder.mail_password, password.encode())

    @property
    def has_password(self) -> bool:
        """Whether one is kept."""
        return self._folder.mail_password.is_file()

    def _deliver(self, envelope: Envelope) -> None:
        deliver(message_of(envelope), self._server())

    def _server(self) -> MailServer:
        mail = self._application.settings.settings().mail
        try:
            password = read_private(self._folder.mail_password).decode()
        except MissingPrivateFileError:
            password = ""
        return MailServer(
            host=mail.host,
            port=mail.port,
            security=Security(mail.security),
            user=mail.user,
            password=password,
        )
