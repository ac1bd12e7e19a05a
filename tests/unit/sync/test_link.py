import socket
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pos_loyalty.domain.shared_records import RecordChange, Stamped
from pos_loyalty.domain.shares import Grant, SharePart
from pos_loyalty.security.device_key import DeviceKey
from pos_loyalty.sync.errors import HubAddressError, HubUnreachableError
from pos_loyalty.sync.link import LARGEST_ANSWER, HubLine, Patience, checked_url
from pos_loyalty.sync.protocol import (
    Change,
    Hello,
    Page,
    Problem,
    Push,
    Pushed,
    Shares,
    Want,
    Wants,
    Welcome,
    Whose,
)
from tests.support.certificates import HERE, certified
from tests.support.hub_door import Asked, HubDoor, Said, hub_door, said
from tests.support.hub_tls import own_certificate, shown
from tests.support.mail_server import server_tls

KEY = DeviceKey(bytes(range(32)))
HELLO = Hello(
    device="till-1", epoch=1, seq=3, tip_hash="00", boot_id="b", mono_ms=1, wall_us=2, backlog=3
)
WELCOME = Welcome(
    version=1, incarnation=2, epoch=1, seq=3, tip_hash="00", heads={"shop": 4}, server_us=5
)
SHORT = Patience(connect_s=0.2, read_s=0.2, total_s=0.2)


@pytest.fixture
def door() -> Iterator[HubDoor]:
    """A hub that says what it is told to."""
    with hub_door() as door:
        yield door


@pytest.fixture
def line(door: HubDoor) -> Iterator[HubLine]:
    """A till's line to it."""
    line = HubLine(door.url, device="till-1", key=KEY)
    yield line
    line.close()


def refused_problem(line: HubLine, patience: Patience | None = None) -> str:
    """What the line says of a hub that cannot be understood."""
    with pytest.raises(HubUnreachableError) as caught:
        line.hello(HELLO, patience=patience)
    return str(caught.value.facts["problem"])


def test_a_message_comes_back_as_a_message(door: HubDoor, line: HubLine) -> None:
    """What the hub answers is read as what it is."""
    door.answer("/v1/hello", WELCOME)
    assert line.hello(HELLO) == WELCOME
    assert msgspec.convert(door.asked[0].json(), Hello) == HELLO


def test_every_request_is_signed(door: HubDoor, line: HubLine) -> None:
    """Verb, path with query, till and the bytes that were sent are under the till's signature."""
    door.answer("/v1/hello", WELCOME)
    door.answer("/v1/feeds/shop", Page(feed="shop", start=7, to=9, head=9, incarnation=1))
    line.hello(HELLO)
    line.page("shop", after=7, limit=10, with_own=True)
    assert [each.target for each in door.asked] == [
        "/v1/hello",
        "/v1/feeds/shop?from=7&limit=10&own=1",
    ]
    assert all(each.is_signed_by(KEY.public) for each in door.asked)
    assert {each.headers["X-Device"] for each in door.asked} == {"till-1"}


def test_a_large_push_travels_packed(door: HubDoor, line: HubLine) -> None:
    """From a kilobyte on a body is packed; the hash that is signed is that of what was sent."""
    events = tuple(msgspec.Raw(b'{"n":%d,"x":"%s"}' % (n, b"y" * 90)) for n in range(100))
    record = RecordChange(
        kind="member", key="m1", fields={"name": Stamped(value="Anna", hlc=5, device="till-1")}
    )
    push = Push(epoch=1, first_seq=1, prev_hash="00", tip_seq=100, events=events, records=(record,))
    door.answer("/v1/push", Pushed(epoch=1, seq=100, tip_hash="aa", incarnation=1))
    answer = line.push(push)
    assert isinstance(answer, Pushed)
    (asked,) = door.asked
    assert asked.headers["Content-Encoding"] == "deflate"
    assert len(asked.sent) < len(asked.body) / 4
    assert asked.is_signed_by(KEY.public)
    assert msgspec.json.decode(asked.body, type=Push) == push
    assert b'{"n":7,' in asked.body


def test_a_packed_answer_is_unpacked(door: HubDoor, line: HubLine) -> None:
    """An event's bytes come out as the till wrote them."""
    raw = b'{"a": 1,  "b":2}'
    rows = (Change(seq=1, kind="event", key="e", body=msgspec.Raw(raw)),)
    page = Page(feed="events", start=0, to=1, head=1, incarnation=1, rows=rows)
    packed = zlib.compress(msgspec.json.encode(page))
    door.answers["/v1/feeds/events"] = lambda _asked: Said(
        packed, headers={"Content-Encoding": "deflate"}
    )
    answer = line.page("events", after=0)
    assert isinstance(answer, Page)
    assert bytes(answer.rows[0].body) == raw


def test_shares_come_back_whole(door: HubDoor, line: HubLine) -> None:
    """A grant keeps its parts, their ends and its token."""
    grant = Grant(
        grant="g", member="m", device="till-1", epoch=1, parts=(SharePart(5, 99),), token="t"
    )
    door.answer("/v1/shares", Shares(grants=(grant,)))
    wants = Wants(epoch=1, wants=(Want(grant="g", member="m", points=5),))
    assert line.shares(wants) == Shares(grants=(grant,))


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "bad-signature"),
        (403, "revoked"),
        (409, "fork"),
        (426, "upgrade-required"),
        (410, "cursor-too-old"),
    ],
)
def test_a_refusal_of_the_hub_is_a_problem(
    door: HubDoor, line: HubLine, status: int, code: str
) -> None:
    """What the hub says no to is told by its code and its facts, whatever the status."""
    problem = Problem(code=code, facts={"seq": 4})
    door.answer("/v1/hello", problem, status=status)
    assert line.hello(HELLO) == problem


def test_a_busy_hub_says_when_to_come_back(door: HubDoor, line: HubLine) -> None:
    """The seconds are taken from the header where the body does not say them."""
    door.answer("/v1/hello", Problem(code="retry-later"), status=429, Retry_After="7")
    assert line.hello(HELLO) == Problem(code="retry-later", facts={"after_s": 7})
    door.answers["/v1/hello"] = lambda _asked: Said(b"<html>", 503, {"Retry-After": "9"})
    assert line.hello(HELLO) == Problem(code="retry-later", facts={"after_s": 9})
    door.answers["/v1/hello"] = lambda _asked: Said(b"", 503, {"Retry-After": "soon"})
    assert line.hello(HELLO) == Problem(code="retry-later")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Said(b"<html>Welcome to the guest network</html>"), "no-hub"),
        (Said(b"<html>not found</html>", 404), "no-hub"),
        (Said(b"oops", 500), "trouble"),
        (Said(b"", 302, {"Location": "http://elsewhere.example/"}), "no-hub"),
        (Said(b"no zlib", headers={"Content-Encoding": "deflate"}), "no-hub"),
        (Said(b"whatever", headers={"Content-Encoding": "br"}), "no-hub"),
    ],
)
def test_rubbish_is_no_answer(door: HubDoor, line: HubLine, answer: Said, problem: str) -> None:
    """Somebody else's words, or half of ours, are an outage: nothing is taken for an answer."""
    door.answers["/v1/hello"] = lambda _asked: answer
    assert refused_problem(line) == problem


def test_an_older_hub_cannot_be_asked_whose_a_sale_is(door: HubDoor, line: HubLine) -> None:
    """It knows no such question: that is not to say that the sale is nobody's."""
    answers = iter((Said(b"Not Found", 404), Said(b"{}")))
    door.answers["/v1/subjects"] = lambda _asked: next(answers)
    for _ in range(2):
        with pytest.raises(HubUnreachableError):
            line.whose("S1")
    door.answer("/v1/subjects", Whose(subject="A/1"))
    assert line.whose("A/1") == Whose(subject="A/1")
    assert door.asked[-1].target == "/v1/subjects?id=A%2F1"


def test_a_bomb_is_not_unpacked(door: HubDoor, line: HubLine) -> None:
    """However small an answer is packed, no more of it is unpacked than we have room for."""
    packer = zlib.compressobj(1)
    zeros = bytes(1 << 20)
    pieces = [packer.compress(zeros) for _ in range(LARGEST_ANSWER // len(zeros) + 2)]
    bomb = b"".join([*pieces, packer.flush()])
    door.answers["/v1/hello"] = lambda _asked: Said(bomb, headers={"Content-Encoding": "deflate"})
    assert refused_problem(line) == "no-hub"


def test_a_silent_hub_is_not_waited_for(door: HubDoor, line: HubLine) -> None:
    """Who does not answer in time is not there."""

    def hold(_asked: Asked) -> Said:
        door.holding.wait(20)
        return said(WELCOME)

    door.answers["/v1/hello"] = hold
    assert refused_problem(line, SHORT) == "timeout"


def test_a_hub_that_trickles_is_not_waited_for(door: HubDoor) -> None:
    """A piece now and then does not lengthen the time in all."""
    trickling = socket.create_server(("127.0.0.1", 0))

    def trickle() -> None:
        caller, _ = trickling.accept()
        with caller:
            caller.recv(65536)
            caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while not door.holding.wait(0.05):
                try:
                    caller.sendall(b" ")
                except OSError:
                    return

    thread = threading.Thread(target=trickle)
    thread.start()
    port = trickling.getsockname()[1]
    line = HubLine(f"http://127.0.0.1:{port}", device="till-1", key=KEY)
    assert refused_problem(line, SHORT) == "timeout"
    door.holding.set()
    thread.join()
    line.close()
    trickling.close()


def test_nobody_there(tmp_path: Path) -> None:
    """A port that nobody listens at, and a name that nobody has, are told apart."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    line = HubLine(f"http://127.0.0.1:{port}", device="till-1", key=KEY)
    assert refused_problem(line) == "connection"
    line.close()
    line = HubLine("https://hub.invalid", device="till-1", key=KEY, authority=tmp_path / "none.pem")
    assert refused_problem(line, SHORT) in {"name", "timeout", "connection"}
    line.close()


def test_a_certificate_of_ones_own_is_trusted_once_it_is_named(tmp_path: Path) -> None:
    """Nobody vouches for it: nothing is sent. Paired with it, the till speaks to that hub alone."""
    with hub_door(server_tls(tmp_path)) as door:
        door.answer("/v1/hello", WELCOME)
        line = HubLine(door.url, device="till-1", key=KEY)
        assert refused_problem(line) == "certificate"
        line.close()
        assert door.asked == []
        line = HubLine(door.url, device="till-1", key=KEY, authority=tmp_path / "server.pem")
        assert line.hello(HELLO) == WELCOME
        line.close()


def test_the_hubs_own_certificate_need_not_vouch_for_others(tmp_path: Path) -> None:
    """Some are made that way; to be known is enough."""
    file = own_certificate(tmp_path, is_authority=False)
    with hub_door(shown(file)) as door:
        door.answer("/v1/hello", WELCOME)
        line = HubLine(door.url, device="till-1", key=KEY, authority=file)
        assert line.hello(HELLO) == WELCOME
        line.close()


def test_the_hubs_own_certificate_is_enough_without_whoever_signed_it(tmp_path: Path) -> None:
    """What its operator copies from the hub is that one, and not the company's root."""
    file = own_certificate(tmp_path, is_authority=False, by=certified())
    with hub_door(shown(file)) as door:
        door.answer("/v1/hello", WELCOME)
        line = HubLine(door.url, device="till-1", key=KEY, authority=file)
        assert line.hello(HELLO) == WELCOME
        line.close()


@pytest.mark.parametrize(
    ("address", "begun_days", "days", "problem"),
    [
        ("127.0.0.9", 9, 1, "certificate-host"),
        (HERE, 9, -1, "certificate-expired"),
        (HERE, -1, 2, "certificate-expired"),
    ],
)
def test_what_is_wrong_with_a_certificate(
    tmp_path: Path, address: str, begun_days: int, days: int, problem: str
) -> None:
    """Another address and a date that is past or to come are told apart; nothing is sent."""
    file = own_certificate(tmp_path, address=address, begun_days=begun_days, days=days)
    with hub_door(shown(file)) as door:
        line = HubLine(door.url, device="till-1", key=KEY, authority=file)
        assert refused_problem(line) == problem
        line.close()
        assert door.asked == []


def test_a_certificate_for_another_name(tmp_path: Path) -> None:
    """It is good for the number, and the till was given a name."""
    file = own_certificate(tmp_path)
    with hub_door(shown(file)) as door:
        url = door.url.replace(HERE, "localhost")
        line = HubLine(url, device="till-1", key=KEY, authority=file)
        assert refused_problem(line) == "certificate-host"
        line.close()
        assert door.asked == []


def test_a_line_that_was_closed_opens_again(door: HubDoor, line: HubLine) -> None:
    """Closing lets go of connections, and of nothing else."""
    door.answer("/v1/hello", WELCOME)
    line.hello(HELLO)
    line.close()
    assert line.hello(HELLO) == WELCOME


def test_hints_are_heard(door: HubDoor, line: HubLine) -> None:
    """Each hint is told; what is none is passed over."""
    door.calls = [
        b': still here\n\ndata: {"shop":1,',
        b'"events":2}\n\n',
        b"data: [rubbish\n\n",
        b'event: x\ndata: {"shop":3}\n\n',
    ]
    with line.hints() as hints:
        heard = iter(hints)
        assert next(heard) == {"shop": 1, "events": 2}
        assert next(heard) == {"shop": 3}
        hints.stop()
        assert next(heard, None) is None


def test_who_waits_for_a_hint_can_be_stopped(door: HubDoor, line: HubLine) -> None:
    """Stopping from another thread ends the waiting."""
    door.calls = [b'data: {"shop":1}\n\n']
    with line.hints() as hints:
        heard = iter(hints)
        next(heard)
        stopper = threading.Timer(0.05, hints.stop)
        stopper.start()
        assert next(heard, None) is None
        stopper.join()


def test_a_hub_without_hints(door: HubDoor, line: HubLine) -> None:
    """Where the hub does not call out, that is an outage and no silence."""
    door.answer("/v1/hints", Problem(code="revoked"), status=403)
    with pytest.raises(HubUnreachableError), line.hints():
        pass


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("hub.example", "form"),
        ("ftp://hub.example", "form"),
        ("https://", "form"),
        ("https://hub.example:port", "form"),
        ("https://hub.example/?x=1", "form"),
        ("http://hub.example", "not-encrypted"),
        ("http://192.168.1.4:8443", "not-encrypted"),
    ],
)
def test_what_is_no_address(url: str, reason: str) -> None:
    """Names of members never travel in clear; only this very machine needs no encryption."""
    with pytest.raises(HubAddressError) as caught:
        checked_url(url)
    assert caught.value.facts["reason"] == reason


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (" https://hub.example/ ", "https://hub.example"),
        ("https://shop.example/hub/", "https://shop.example/hub"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_what_is_an_address(url: str, kept: str) -> None:
    """An address is kept without the slash at its end."""
    assert checked_url(url) == kept
