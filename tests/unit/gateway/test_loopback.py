import socket

import pytest

from pos_loyalty.gateway.errors import NotLoopbackError, PortTakenError
from pos_loyalty.gateway.loopback import is_own_host, parse_loopback


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("127.0.0.1:8765", "127.0.0.1:8765"),
        ("localhost:0", "127.0.0.1:0"),
        ("127.3.2.1:1", "127.3.2.1:1"),
        ("[::1]:8765", "[::1]:8765"),
    ],
)
def test_addresses_of_this_computer(text: str, shown: str) -> None:
    """By number or by name, in both versions of the protocol."""
    assert str(parse_loopback(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0:8765",
        "192.168.1.5:8765",
        "[::]:8765",
        "shop.example:8765",
        ":8765",
        "8765",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:http",
        "127.0.0.1:65536",
        "127.0.0.1:-1",
        "127.0.0.1:²",
        "",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """What a neighbor could hear is no place for balances, nor is what cannot be understood."""
    with pytest.raises(NotLoopbackError):
        parse_loopback(text)


def test_a_port_that_is_taken_is_told() -> None:
    """Two servers at one port would answer by turns."""
    with parse_loopback("127.0.0.1:0").listen() as first:
        port = first.getsockname()[1]
        with pytest.raises(PortTakenError):
            parse_loopback(f"127.0.0.1:{port}").listen()


def test_answers_are_not_held_back() -> None:
    """Else the system waits for more before it sends a small one."""
    with (
        parse_loopback("127.0.0.1:0").listen() as server,
        socket.create_connection(server.getsockname()),
        server.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1:8765", True),
        ("localhost", True),
        ("[::1]", True),
        ("::1", False),
        ("localhost.example", False),
        ("10.0.0.1:8765", False),
        ("", False),
    ],
)
def test_the_names_that_a_request_may_call_us(host: str, own: bool) -> None:  # noqa: FBT001 - a table
    """A name that somebody else gave this address is none of them."""
    assert is_own_host(host) is own
