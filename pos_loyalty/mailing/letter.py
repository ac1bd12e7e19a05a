"""A letter as mail servers want it: headers, a text, and files that go along."""

import re
from dataclasses import field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from pos_loyalty.domain.letter import LetterProblem, MailOutageError
from pos_loyalty.domain.values import dataclass

_LONGEST_NAME: Final = 60
_MAILBOX: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes along. ``media_type`` is ``type/subtype``."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A letter ready to go. ``id`` stays the same when it is sent again."""

    id: str
    sender: str
    sender_name: str
    recipient: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    written_at: datetime
    language: str
    enclosures: tuple[Enclosure, ...] = ()


def message_of(envelope: Envelope) -> EmailMessage:
    """The message of RFC 5322. Raises MailOutageError for an address that is none."""
    sender = _address(envelope.sender, LetterProblem.SENDER, _one_line(envelope.sender_name))
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = _address(envelope.recipient, LetterProblem.RECIPIENT)
    message["Subject"] = _one_line(envelope.subject)
    message["Date"] = format_datetime(envelope.written_at)
    message["Message-ID"] = f"<{envelope.id}@{sender.domain}>"
    # Nobody's automatic answer shall answer this.
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = envelope.language
    message.set_content(envelope.text)
    for enclosure in envelope.enclosures:
        main, _, sub = enclosure.media_type.partition("/")
        message.add_attachment(
            enclosure.content, maintype=main, subtype=sub, filename=enclosure.name
        )
    return message


def _address(text: str, problem: LetterProblem, name: str = "") -> Address:
    if not _MAILBOX.fullmatch(text):
        raise MailOutageError(problem=problem)
    user, _, domain = text.partition("@")
    return Address(name, user, domain)


def _one_line(text: str) -> str:
    """A header takes one line; a name with a line break in it would begin another header."""
    return " ".join(text.split())[:_LONGEST_NAME]
