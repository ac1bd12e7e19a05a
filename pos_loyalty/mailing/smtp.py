"""Hands one letter to a mail server by SMTP, and says in our words why it was not taken."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field
from email.message import EmailMessage
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.letter import LetterProblem, MailOutageError
from pos_loyalty.domain.values import dataclass

_FOR_GOOD: Final = 500


class Security(StrEnum):
    """How the line to the server is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The server that sends for the shop. ``user`` may be empty: some ask nobody."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = 15.0


def deliver(
    message: EmailMessage,
    server: MailServer,
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context,
) -> None:
    """Hand the letter over; when this returns, the server has taken it.

    ``trust`` says whose certificates are believed. Raises MailOutageError.
    """
    with _in_our_words(), _connected(server, trust) as connection:
        if server.security is Security.STARTTLS:
            connection.starttls(context=trust())
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(message)


def _connected(server: MailServer, trust: Callable[[], ssl.SSLContext]) -> smtplib.SMTP:
    place = (server.host, server.port)
    if server.security is Security.TLS:
        return smtplib.SMTP_SSL(*place, timeout=server.timeout_s, context=trust())
    return smtplib.SMTP(*place, timeout=server.timeout_s)


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise MailOutageError(problem=LetterProblem.LOGIN) from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailOutageError(problem=LetterProblem.NO_ENCRYPTION) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        for_good = min(codes, default=0) >= _FOR_GOOD
        problem = LetterProblem.RECIPIENT if for_good else LetterProblem.BUSY
        raise MailOutageError(problem=problem) from error
    except smtplib.SMTPSenderRefused as error:
        raise MailOutageError(problem=_by_code(error, LetterProblem.SENDER)) from error
    except smtplib.SMTPResponseException as error:
        raise MailOutageError(problem=_by_code(error, LetterProblem.REFUSED)) from error
    except ssl.SSLCertVerificationError as error:
        raise MailOutageError(problem=LetterProblem.CERTIFICATE) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailOutageError(problem=LetterProblem.UNREACHABLE) from error


def _by_code(error: smtplib.SMTPResponseException, problem: LetterProblem) -> LetterProblem:
    """Codes below 500 mean: not now."""
    return problem if error.smtp_code >= _FOR_GOOD else LetterProblem.BUSY
