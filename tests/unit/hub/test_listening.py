import socket
from pathlib import Path

import pytest

from pos_loyalty.hub.errors import HubCertificateError, HubListenError
from pos_loyalty.hub.listening import check_certificate, listen_at


def test_port_0_takes_one_that_is_free() -> None:
    """Whoever asks for any port gets one, on the address that was named."""
    with listen_at("127.0.0.1:0") as listening:
        host, port = listening.getsockname()
        assert host == "127.0.0.1"
        assert port > 0


def test_a_port_that_is_taken_is_said_so() -> None:
    """Two hubs do not share a port by accident."""
    with listen_at("127.0.0.1:0") as listening:
        with pytest.raises(HubListenError) as caught:
            listen_at(f"127.0.0.1:{listening.getsockname()[1]}")
        assert "127.0.0.1" in str(caught.value.facts["address"])


@pytest.mark.parametrize("text", ["", "8780", ":8780", "localhost", "127.0.0.1:x", "[::1]:99999"])
def test_what_is_no_address_is_said_so(text: str) -> None:
    """An address has a host and a port."""
    with pytest.raises(HubListenError):
        listen_at(text)


@pytest.mark.skipif(not socket.has_ipv6, reason="this system has no IPv6")
def test_the_newer_kind_of_address_is_heard_too() -> None:
    """Brackets are how people write it."""
    try:
        listening = listen_at("[::1]:0")
    except HubListenError:
        pytest.skip("this machine has no IPv6 address")
    with listening:
        assert listening.family is socket.AF_INET6


def test_a_certificate_is_tried_before_anything_is_heard(tmp_path: Path) -> None:
    """What is no certificate, or not there, is said at once; none at all is fine."""
    check_certificate(None, None)
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate", "utf-8")
    for certificate in (broken, tmp_path / "missing.pem"):
        with pytest.raises(HubCertificateError):
            check_certificate(certificate, broken)
