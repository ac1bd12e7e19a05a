"""Looks for printers in a range of the shop's own network, only when somebody asks for it.

Nothing is sent: whoever takes a connection on the port of raw printers is proposed, and the test
page shows whether it prints slips. A question would come out of an office printer as a page.
"""

import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from typing import Final

from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.printing.address import RAW_PORT

_WIDEST_PREFIX: Final = 22
_AT_ONCE: Final = 48
_KNOCK_S: Final = 0.5
_OWN: Final = tuple(
    IPv4Network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")
)

Knock = Callable[[str, int], bool]
"""Whether somebody takes a connection there."""


class NetworkRangeError(RefusalError):
    """A range of addresses that is not searched. Facts: ``range``, ``reason``.

    Reasons: ``form``, ``wide``, ``public``.
    """

    code = "network-range"


def parse_range(text: str) -> tuple[str, ...]:
    """The computers that ``text`` names: ``192.168.1.0/24``, or a single one.

    Refuses with ``NetworkRangeError`` what is no range, too wide, or not the shop's own network.
    """
    try:
        network = IPv4Network(text.strip(), strict=False)
    except (AddressValueError, NetmaskValueError, ValueError):
        raise NetworkRangeError(range=text, reason="form") from None
    if not any(network.subnet_of(own) for own in _OWN):
        raise NetworkRangeError(range=text, reason="public")
    if network.prefixlen < _WIDEST_PREFIX:
        raise NetworkRangeError(range=text, reason="wide")
    return tuple(str(host) for host in network.hosts())


def own_range() -> str | None:
    """The range that this computer is most likely in; nothing without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing: the system only chooses the way out.
            probe.connect(("192.0.2.1", RAW_PORT))
            own = str(probe.getsockname()[0])
            parse_range(own)
        except (OSError, NetworkRangeError):
            return None
    return str(IPv4Network(f"{own}/24", strict=False))


def takes_connections(host: str, port: int) -> bool:
    """Whether somebody listens there; hung up at once."""
    try:
        socket.create_connection((host, port), timeout=_KNOCK_S).close()
    except OSError:
        return False
    return True


def scan(
    hosts: Sequence[str],
    *,
    port: int = RAW_PORT,
    advance: Callable[[], None] = lambda: None,
    cancelled: Callable[[], bool] = lambda: False,
    knock: Knock = takes_connections,
) -> tuple[str, ...]:
    """Those who take connections, in order; what was found so far when cancelled.

    A few dozen are asked at once, each for half a second: the widest range takes seconds.
    ``advance`` is called after each, in the thread that called us.
    """
    found: set[str] = set()
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="printer-scan") as pool:
        asked: dict[Future[bool], str] = {pool.submit(knock, host, port): host for host in hosts}
        for done in as_completed(asked):
            if done.result():
                found.add(asked[done])
            advance()
            if cancelled():
                pool.shutdown(wait=False, cancel_futures=True)
                break
    return tuple(host for host in hosts if host in found)
