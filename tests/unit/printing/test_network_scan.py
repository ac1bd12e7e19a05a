from contextlib import closing
from socket import create_server

import pytest

from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import words_for
from pos_loyalty.printing.network_scan import NetworkRangeError, own_range, parse_range, scan


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("192.168.1.0/24", "192.168.1.1", "192.168.1.254", 254),
        (" 192.168.1.77/24 ", "192.168.1.1", "192.168.1.254", 254),
        ("10.0.0.0/22", "10.0.0.1", "10.0.3.254", 1022),
        ("172.16.5.9", "172.16.5.9", "172.16.5.9", 1),
        ("169.254.0.0/30", "169.254.0.1", "169.254.0.2", 2),
    ],
)
def test_a_range_names_the_computers_in_it(text: str, first: str, last: str, count: int) -> None:
    """As people write it, with or without the part for the computer."""
    hosts = parse_range(text)
    assert (hosts[0], hosts[-1], len(hosts)) == (first, last, count)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "form"),
        ("the shop", "form"),
        ("192.168.1.0/33", "form"),
        ("fe80::/64", "form"),
        ("192.168.0.0/21", "wide"),
        ("10.0.0.0/8", "wide"),
        ("8.8.8.0/24", "public"),
        ("0.0.0.0/0", "public"),
        ("192.0.2.0/24", "public"),
        ("172.32.0.0/24", "public"),
    ],
)
def test_what_is_not_the_shops_own_network_is_not_searched(text: str, reason: str) -> None:
    """Nobody's computers are knocked at by a mistyped number; the sentence says what would do."""
    with pytest.raises(NetworkRangeError) as refused:
        parse_range(text)
    assert refused.value.facts == {"range": text, "reason": reason}
    for language in "de", "en":
        assert "192.168." in message_for(refused.value, words_for(language))


def test_this_computers_own_range_can_be_searched() -> None:
    """The field for the range can be filled in beforehand; without a network it stays empty."""
    own = own_range()
    assert own is None or parse_range(own)


def test_those_who_answer_are_found_in_order() -> None:
    """Whoever answers first, the list is sorted as addresses are."""
    hosts = parse_range("192.168.1.0/28")
    steps: list[None] = []
    found = scan(
        hosts,
        knock=lambda host, port: host.endswith((".9", ".3")) and port == 9100,
        advance=lambda: steps.append(None),
    )
    assert found == ("192.168.1.3", "192.168.1.9")
    assert len(steps) == len(hosts)


def test_who_listens_is_found_and_hung_up_on() -> None:
    """Nothing is sent: an office printer would print the question."""
    with closing(create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        assert scan(parse_range("127.0.0.1"), port=port) == ("127.0.0.1",)
        connection, _peer = server.accept()
        with connection:
            assert connection.recv(1) == b""
    assert scan(parse_range("127.0.0.1"), port=port) == ()


def test_a_search_ends_when_it_is_cancelled() -> None:
    """The computers that were not asked yet are left alone."""
    asked: list[str] = []

    def knock(host: str, _port: int) -> bool:
        asked.append(host)
        return True

    hosts = parse_range("10.0.0.0/22")
    steps: list[None] = []
    found = scan(
        hosts, knock=knock, advance=lambda: steps.append(None), cancelled=lambda: bool(steps)
    )
    assert len(steps) == 1
    assert len(found) == 1
    assert set(found) <= set(asked)
