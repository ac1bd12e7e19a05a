"""Addresses of this computer alone: what listens there is heard by nobody else."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.gateway.errors import NotLoopbackError, PortTakenError

DEFAULT_LISTEN: Final = "127.0.0.1:8765"
_LOCALHOST: Final = "localhost"
_LAST_PORT: Final = 65_535
_WAITING: Final = 64


@dataclass(frozen=True, slots=True)
class Loopback:
    """An address and a port; port 0 is any that is free."""

    address: IPv4Address | IPv6Address
    port: int

    def __post_init__(self) -> None:
        if not self.address.is_loopback or not 0 <= self.port <= _LAST_PORT:
            raise ValueError(self)

    def __str__(self) -> str:
        shown = f"[{self.address}]" if self.address.version == 6 else str(self.address)  # noqa: PLR2004 - the two versions have no other names
        return f"{shown}:{self.port}"

    def listen(self) -> socket.socket:
        """A socket that listens here. Raises PortTakenError."""
        family = socket.AF_INET if isinstance(self.address, IPv4Address) else socket.AF_INET6
        try:
            listening = socket.create_server(
                (str(self.address), self.port), family=family, backlog=_WAITING
            )
        except OSError as error:
            raise PortTakenError(address=str(self)) from error
        # Its connections have it from here; else each answer waits 40 ms for a receipt of its head.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening


def parse_loopback(text: str) -> Loopback:
    """The address that ``127.0.0.1:8765`` and its like mean. Raises NotLoopbackError."""
    host, _, port = text.rpartition(":")
    name = _host_name(host)
    is_number = port.isascii() and port.isdigit()
    try:
        address = ip_address("127.0.0.1" if name == _LOCALHOST else name)
        return Loopback(address, int(port) if is_number else -1)
    except ValueError as error:
        raise NotLoopbackError(address=text) from error


def is_own_host(header: str) -> bool:
    """Whether a request's ``Host`` names this computer itself.

    A web page may let its own name lead here; the browser then sends that name.
    """
    host = header if header.endswith("]") or ":" not in header else header.rpartition(":")[0]
    name = _host_name(host)
    if name == _LOCALHOST:
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _host_name(host: str) -> str:
    return host.removeprefix("[").removesuffix("]").lower()
