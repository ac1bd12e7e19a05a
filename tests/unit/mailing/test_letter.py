from dataclasses import replace

import pytest

from pos_loyalty.domain.letter import LetterProblem, MailOutageError
from pos_loyalty.mailing.letter import Enclosure, Envelope, message_of
from tests.support.builders import at

ENVELOPE = Envelope(
    id="0190-a",
    sender="bonus@sonnenblume.example",
    sender_name="Sonnenblume Naturkost",
    recipient="anna@example.org",
    subject="Ihre Mitgliedskarte von Sonnenblume",
    text="Guten Tag Anna,\n\nhier ist Ihre Karte für 3 € Äpfel.\n",
    written_at=at("2026-05-04 12:00"),
    language="de",
    enclosures=(Enclosure("karte.png", "image/png", b"\x89PNG"),),
)


def test_a_letter_says_from_whom_to_whom_and_what() -> None:
    """Headers, text and files, with all letters of the alphabet."""
    message = message_of(ENVELOPE)
    assert message["From"] == "Sonnenblume Naturkost <bonus@sonnenblume.example>"
    assert message["To"] == "anna@example.org"
    assert message["Subject"] == ENVELOPE.subject
    assert message["Date"] == "Mon, 04 May 2026 10:00:00 +0000"
    body = message.get_body()
    assert body is not None
    assert "3 € Äpfel" in body.get_content()
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("karte.png", "image/png")
    assert file.get_content() == b"\x89PNG"


def test_a_letter_that_is_sent_again_bears_the_same_name() -> None:
    """So that a mail program shows it once."""
    assert message_of(ENVELOPE)["Message-ID"] == message_of(ENVELOPE)["Message-ID"]
    assert message_of(ENVELOPE)["Message-ID"] == "<0190-a@sonnenblume.example>"


@pytest.mark.parametrize("name", ["Shop\r\nBcc: a@example.org", "Shop\nX", "Ä" * 200])
def test_a_name_begins_no_other_header(name: str) -> None:
    """Line breaks are spaces, and what is too long is cut."""
    text = message_of(replace(ENVELOPE, sender_name=name, subject=name)).as_bytes()
    head = text.partition(b"\r\n\r\n")[0]
    assert b"\nBcc" not in head
    assert max(map(len, head.split(b"\r\n"))) < 200


@pytest.mark.parametrize("address", ["", "anna", "anna@", "@example.org", "a@b@c", "a b@c.de"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """The recipient's is hopeless, the shop's own is for the settings."""
    with pytest.raises(MailOutageError) as caught:
        message_of(replace(ENVELOPE, recipient=address))
    assert caught.value.problem is LetterProblem.RECIPIENT
    with pytest.raises(MailOutageError) as caught:
        message_of(replace(ENVELOPE, sender=address))
    assert caught.value.problem is LetterProblem.SENDER


def test_nobody_s_address_shows() -> None:
    """Letters stay out of logs."""
    shown = repr(ENVELOPE)
    assert "anna" not in shown.lower()
