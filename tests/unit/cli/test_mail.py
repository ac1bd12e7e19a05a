import io
import socket

import pytest

from tests.support.command_line import CommandLine
from tests.support.mail_server import Postbox, mail_server


def point_to(till: CommandLine, port: int) -> None:
    """Let the till send through a server on this machine."""
    for key, value in (
        ("mail.host", "127.0.0.1"),
        ("mail.port", str(port)),
        ("mail.security", "none"),
        ("mail.sender", "bonus@example.org"),
    ):
        till.done("settings", "set", key, value)


def test_a_card_is_sent_by_mail(till: CommandLine) -> None:
    """Queued by one command, sent by another, and listed."""
    number = till.done("member", "enroll", "--email", "anna@example.org")["number"]
    with mail_server(Postbox()) as box:
        point_to(till, box.port)
        queued = till.done("card", "email", number, "--key", "k")
        assert till.done("card", "email", number, "--key", "k") == {**queued, "repeated": True}
        assert till.done("mail", "queue")[0]["state"] == "queued"
        assert till.done("mail", "send") == {"sent": 1, "waiting": 0, "failed": 0}
    (letter,) = box.letters
    assert letter["To"] == "anna@example.org"
    assert till.done("mail", "queue")[0]["state"] == "sent"
    assert "verschickt" in till("mail", "queue").out


def test_letters_wait_for_a_server_that_is_away(till: CommandLine) -> None:
    """It is an outage, told in words, and the letter stays."""
    number = till.done("member", "enroll", "--email", "anna@example.org")["number"]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    point_to(till, port)
    till.done("card", "email", number)
    said = till("mail", "send")
    assert said.status == 3
    assert "nicht zu erreichen" in said.err
    assert till.done("mail", "queue")[0]["problem"] == "unreachable"
    assert "nicht zu erreichen" in till("mail", "queue").out


def test_the_settings_can_be_tried(till: CommandLine) -> None:
    """A letter goes at once, or the reason is told; without a server it is refused."""
    assert till.json("mail", "test", "jonas@example.org").code == "not-allowed"
    with mail_server(Postbox()) as box:
        point_to(till, box.port)
        assert till.done("mail", "test", "jonas@example.org") == {"sent": True}
        assert till.json("mail", "test", "jonas").code == "mail"
        box.answers["RCPT"] = "550 nobody"
        refused = till.json("mail", "test", "jonas@example.org")
        assert (refused.status, refused.code) == (3, "mail")
    assert len(box.letters) == 1


def test_the_password_lies_with_the_keys(
    till: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read from standard input, so that no list of processes shows it."""
    monkeypatch.setattr("sys.stdin", io.StringIO("geheim\n"))
    till.done("mail", "password")
    file = till.folder / "keys" / "mail_password"
    assert file.read_text("utf-8") == "geheim"
    assert file.stat().st_mode & 0o077 == 0


def test_nothing_sent_is_said(till: CommandLine) -> None:
    """An empty list has a sentence of its own."""
    assert "Bisher keine Briefe" in till("mail", "queue").out
