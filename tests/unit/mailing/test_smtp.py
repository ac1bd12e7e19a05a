import socket
from email.message import EmailMessage
from pathlib import Path

import pytest

from pos_loyalty.domain.letter import LetterProblem, MailOutageError
from pos_loyalty.mailing.letter import message_of
from pos_loyalty.mailing.smtp import MailServer, Security, deliver
from tests.support.mail_server import (
    PASSWORD,
    USER,
    Postbox,
    asks_for_login,
    mail_server,
    server_tls,
    trusting,
)
from tests.unit.mailing.test_letter import ENVELOPE


def message() -> EmailMessage:
    """Anna's letter."""
    return message_of(ENVELOPE)


def server_at(
    port: int, security: Security = Security.NONE, user: str = "", password: str = ""
) -> MailServer:
    """The server as the settings name it."""
    return MailServer(
        host="127.0.0.1",
        port=port,
        security=security,
        user=user,
        password=password,
        timeout_s=5,
    )


def problem_of(server: MailServer) -> LetterProblem:
    """Why the letter is not taken."""
    with pytest.raises(MailOutageError) as caught:
        deliver(message(), server, trusting)
    return caught.value.problem


def test_a_letter_arrives_as_it_was_written() -> None:
    """With its files and all its letters."""
    with mail_server(Postbox()) as box:
        deliver(message(), server_at(box.port))
    (letter,) = box.letters
    assert letter["Subject"] == ENVELOPE.subject
    (file,) = letter.iter_attachments()
    assert file.get_content() == b"\x89PNG"


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_letter_goes_over_a_private_line(tmp_path: Path, security: Security) -> None:
    """With a login, which is never said in the clear."""
    tls = server_tls(tmp_path)
    kind = {"tls_context": tls} if security is Security.STARTTLS else {"ssl_context": tls}
    login = asks_for_login(require_tls=security is Security.STARTTLS)
    with mail_server(Postbox(), **kind, **login) as box:
        deliver(message(), server_at(box.port, security, USER, PASSWORD), trusting)
        assert problem_of(server_at(box.port, security, USER, "x")) is LetterProblem.LOGIN
    assert len(box.letters) == 1


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_stranger_s_certificate_is_not_believed(tmp_path: Path, security: Security) -> None:
    """A password is not told to whoever answers."""
    tls = server_tls(tmp_path)
    kind = {"tls_context": tls} if security is Security.STARTTLS else {"ssl_context": tls}
    with mail_server(Postbox(), **kind) as box, pytest.raises(MailOutageError) as caught:
        deliver(message(), server_at(box.port, security, USER, PASSWORD))
    assert caught.value.problem is LetterProblem.CERTIFICATE
    assert box.letters == []


def test_a_line_that_cannot_be_made_private_is_not_used() -> None:
    """A server without encryption gets no letter, and none that offers no login."""
    with mail_server(Postbox()) as box:
        bare = server_at(box.port, Security.STARTTLS)
        assert problem_of(bare) is LetterProblem.NO_ENCRYPTION
        mute = server_at(box.port, Security.NONE, USER, PASSWORD)
        assert problem_of(mute) is LetterProblem.NO_ENCRYPTION
    assert box.letters == []


@pytest.mark.parametrize(
    ("word", "answer", "problem"),
    [
        ("RCPT", "550 no such person", LetterProblem.RECIPIENT),
        ("RCPT", "450 try later", LetterProblem.BUSY),
        ("MAIL", "553 not yours", LetterProblem.SENDER),
        ("MAIL", "451 try later", LetterProblem.BUSY),
        ("DATA", "554 looks like spam", LetterProblem.REFUSED),
        ("DATA", "452 no room", LetterProblem.BUSY),
    ],
)
def test_a_refusal_is_understood(word: str, answer: str, problem: LetterProblem) -> None:
    """For good or for now, and about whom."""
    with mail_server(Postbox({word: answer})) as box:
        assert problem_of(server_at(box.port)) is problem
    assert box.letters == []


def test_a_server_that_is_not_there_is_unreachable() -> None:
    """Nobody listens, or something else answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert problem_of(server_at(port)) is LetterProblem.UNREACHABLE
    with mail_server(Postbox()) as box:
        assert problem_of(server_at(box.port, Security.TLS)) is LetterProblem.UNREACHABLE
