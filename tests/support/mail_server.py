"""A mail server on this machine that takes letters, or says why not."""

import logging
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.certificates import Made, certified
from tests.support.hub_tls import shown

USER, PASSWORD = "bonus", "geheim"


@dataclass
class Postbox:
    """What arrived. ``answers`` are what the server says instead, by the word it was asked."""

    answers: dict[str, str] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_MAIL(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "DATA" in self.answers:
            return self.answers["DATA"]
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        return "250 OK"


@contextmanager
def mail_server(box: Postbox, **options: Any) -> Iterator[Postbox]:  # noqa: ANN401 - the library's options
    """A running server; its port stands in the box."""
    with _hushed(), socket.create_server(("127.0.0.1", 0)) as listening:
        box.port = listening.getsockname()[1]
        controller = _Controller(box, listening, **options)
        controller.start()
        try:
            yield box
        finally:
            controller.stop()


@contextmanager
def _hushed() -> Iterator[None]:
    """The server's own complaints are no findings about us."""
    log = logging.getLogger("mail.log")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Requiring AUTH", UserWarning)
            yield
    finally:
        log.setLevel(before)


class _Controller(Controller):
    """Listens where we say: the library's own wants to know the port beforehand."""

    def __init__(self, box: Postbox, listening: socket.socket, **options: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(box, hostname="127.0.0.1", port=box.port, **options)
        self._listening = listening

    def _create_server(self) -> Any:  # noqa: ANN401 - a coroutine of a server
        return self.loop.create_server(
            self._factory_invoker, sock=self._listening, ssl=self.ssl_context
        )


def asks_for_login(require_tls: bool) -> dict[str, Any]:  # noqa: FBT001 - the library's option
    """Options of a server that knows one account."""

    def authenticated(
        _server: SMTP, _session: Session, _envelope: Envelope, _kind: str, data: LoginPassword
    ) -> AuthResult:
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=False)

    return {
        "authenticator": authenticated,
        "auth_required": True,
        "auth_require_tls": require_tls,
    }


@cache
def _self_signed() -> Made:
    return certified()


def server_tls(folder: Path) -> ssl.SSLContext:
    """What the server shows."""
    return shown(_self_signed().kept_in(folder / "server.pem"))


def trusting() -> ssl.SSLContext:
    """Who believes that server."""
    return ssl.create_default_context(cadata=_self_signed().public.decode())
