"""Where the hub is heard, and what it is encrypted with."""

import socket
import ssl
from pathlib import Path
from typing import Final

from pos_loyalty.hub.errors import HubCertificateError, HubListenError

_EXAMPLE: Final = "0.0.0.0:8780"
_LAST_PORT: Final = 65_535
_WAITING: Final = 512


def listen_at(text: str) -> socket.socket:
    """A socket that listens at ``host:port``; port 0 takes any that is free.

    Raises HubListenError.
    """
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (host and port.isascii() and port.isdigit() and int(port) <= _LAST_PORT):
        raise HubListenError(address=text, example=_EXAMPLE)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, int(port)), family=family, backlog=_WAITING)
    except OSError as error:
        raise HubListenError(address=text, example=_EXAMPLE) from error
    # Its connections have it from here; else each answer waits 40 ms for a receipt of its head.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def check_certificate(certificate: Path | None, key: Path | None) -> None:
    """Whether they can be used, before anybody is told an address. Raises HubCertificateError."""
    if certificate is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ValueError) as error:
        raise HubCertificateError from error
