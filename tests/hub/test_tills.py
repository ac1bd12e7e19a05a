import base64
import hashlib
import socket
import zlib
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager

import httpx2
import msgspec
import pytest

from pos_loyalty.bootstrap.hub_office import HubOffice
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.hub import wire
from pos_loyalty.hub.wire import LARGEST_PACKED, LARGEST_UNPACKED
from pos_loyalty.security.device_key import DeviceKey
from pos_loyalty.storage import hub_store
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.sync.link import HubLine
from pos_loyalty.sync.protocol import (
    EVENTS,
    SHOP,
    MemberHistory,
    Page,
    Problem,
    Pushed,
    Shares,
    Want,
    Wants,
    Welcome,
    Whose,
    request_text,
)
from tests.support.hub_events import credit, purchase
from tests.support.postgres import Cluster
from tests.support.running_hub import Caller, new_code, running_hub


@contextmanager
def another(url: str, device: str, key: DeviceKey) -> Iterator[HubLine]:
    """A line under a name and a key of a test's choice."""
    line = HubLine(url, device=device, key=key)
    try:
        yield line
    finally:
        line.close()


def code_of(answer: object) -> str:
    """What the hub said no with."""
    assert isinstance(answer, Problem), answer
    return answer.code


def signed(caller: Caller, method: str, target: str, body: bytes) -> dict[str, str]:
    """The headers with which a till signs."""
    sha256 = hashlib.sha256(body).hexdigest()
    words = request_text(method=method, target=target, device=caller.device, body_sha256=sha256)
    signature = base64.b64encode(caller.key.sign(words)).decode()
    return {"X-Device": caller.device, "X-Signature": signature}


def test_a_till_is_greeted(founder: Caller) -> None:
    """A till that was let in hears how far the hub has come with it."""
    founder.push(credit(50), credit(60))
    welcome = founder.line.hello(founder.hello())
    assert isinstance(welcome, Welcome)
    assert (welcome.seq, welcome.tip_hash) == (2, founder.tip.hex())
    assert welcome.key_version == 1


def test_what_one_pushes_the_other_pulls(founder: Caller, second: Caller) -> None:
    """A credit at one till is in the feed of the other, byte for byte."""
    push = founder.next_push((credit(70),))
    assert isinstance(founder.line.push(push), Pushed)
    page = second.line.page(EVENTS, after=0)
    assert isinstance(page, Page)
    assert [bytes(row.body) for row in page.rows] == [bytes(push.events[0])]
    history = second.line.history("M1")
    assert isinstance(history, MemberHistory)
    assert len(history.events) == 1


@pytest.mark.parametrize("sale", ["S1", "../A 1/2?id=x&#%", "Ü" * 100])
def test_a_till_asks_whose_a_sale_is(founder: Caller, second: Caller, sale: str) -> None:
    """Whatever id the other till gave it; of what nobody sold there is nobody."""
    founder.push(purchase(sale))
    assert second.line.whose(sale) == Whose(subject=sale, members=("M1",))
    assert second.line.whose(f"{sale}x") == Whose(subject=f"{sale}x")
    assert code_of(second.line.whose("")) == "bad-request"


def test_a_large_push_and_page_travel_packed(founder: Caller, second: Caller) -> None:
    """What is worth packing is packed on both ways, and comes out as it went in."""
    push = founder.next_push([credit(1) for _ in range(300)])
    assert isinstance(founder.line.push(push), Pushed)
    page = second.line.page(EVENTS, after=0)
    assert isinstance(page, Page)
    assert [bytes(row.body) for row in page.rows] == [bytes(each) for each in push.events]


def test_a_push_may_be_repeated(founder: Caller, second: Caller) -> None:
    """An answer that got lost costs nothing: the same push again changes nothing."""
    push = founder.next_push((credit(70),))
    first, again = founder.line.push(push), founder.line.push(push)
    assert first == again
    page = second.line.page(EVENTS, after=0)
    assert isinstance(page, Page)
    assert len(page.rows) == 1


def test_points_are_set_apart_once(founder: Caller, second: Caller) -> None:
    """What one till was given, another is not, and the same wish is answered alike."""
    founder.publish()
    founder.push(credit(100))
    asked = Wants(epoch=1, wants=(Want(grant="g1", member="M1", points=80),))
    given = founder.line.shares(asked)
    assert isinstance(given, Shares)
    again = founder.line.shares(asked)
    assert isinstance(again, Shares)
    assert again.grants == given.grants
    other = second.line.shares(Wants(epoch=1, wants=(Want(grant="g2", member="M1", points=80),)))
    assert isinstance(other, Shares)
    assert [grant.points for grant in given.grants] == [80]
    assert [(no.available, no.elsewhere) for no in other.refused] == [(20, 80)]


def test_a_stranger_is_told_so(hub: str) -> None:
    """A till that nobody let in is unknown; never revoked, which it may not be."""
    with another(hub, "nobody", DeviceKey(bytes(32))) as line:
        assert code_of(line.page(SHOP, after=0)) == "unknown-device"


def test_a_wrong_key_is_no_key(hub: str, founder: Caller) -> None:
    """Who knows a till's name and not its key is not let in, nor is the till shut out by it."""
    with another(hub, founder.device, DeviceKey(bytes([9]) * 32)) as line:
        assert code_of(line.push(founder.next_push())) == "bad-signature"
    assert isinstance(founder.line.page(SHOP, after=0), Page)


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        ("/v1/feeds/shop?from=0", "/v1/feeds/shop?from=1"),
        ("/v1/feeds/shop?from=0", "/v1/feeds/events?from=0"),
    ],
)
def test_a_signature_is_for_one_request(hub: str, founder: Caller, target: str, asked: str) -> None:
    """What was signed for one place does not open another."""
    found = httpx2.get(hub + asked, headers=signed(founder, "GET", target, b""))
    assert (found.status_code, found.json()["code"]) == (401, "bad-signature")


def test_a_changed_body_is_noticed(hub: str, founder: Caller) -> None:
    """The signature is over the body as it was sent."""
    body = msgspec.json.encode(founder.hello())
    headers = signed(founder, "POST", "/v1/hello", body)
    found = httpx2.post(f"{hub}/v1/hello", content=body + b" ", headers=headers)
    assert found.status_code == 401


def test_without_headers_nobody_is_anybody(hub: str) -> None:
    """A request that says nothing of a till is refused, whatever else it holds."""
    assert httpx2.post(f"{hub}/v1/push", content=b"{}").status_code == 401
    assert httpx2.get(f"{hub}/v1/hints").status_code == 401


def test_what_is_no_message_is_refused(hub: str, founder: Caller) -> None:
    """A body that cannot be read is said to be so, and nothing else happens."""
    for body in (b"", b"{", b'{"device": 5}', b"\xff\xfe"):
        headers = signed(founder, "POST", "/v1/hello", body)
        found = httpx2.post(f"{hub}/v1/hello", content=body, headers=headers)
        assert (found.status_code, found.json()["code"]) == (400, "bad-request")


def test_what_the_database_has_no_room_for_is_refused(hub: str, founder: Caller) -> None:
    """Said to be wrong, so that it is not sent again and again; the line stays open."""
    deep = b'{"device":' + b"[" * 5000 + b"]" * 5000 + b"}"
    hello = msgspec.structs.replace(founder.hello(), wall_us=1 << 80)
    asked = (
        ("GET", "/v1/members/%00/events", b""),
        ("GET", "/v1/members?after=%00", b""),
        ("POST", "/v1/hello", msgspec.json.encode(hello)),
        ("POST", "/v1/hello", deep),
    )
    with httpx2.Client(base_url=hub) as line:
        for method, target, body in asked:
            headers = signed(founder, method, target, body)
            found = line.request(method, target, content=body, headers=headers)
            assert (found.status_code, found.json()["code"]) == (400, "bad-request"), target


@pytest.mark.parametrize("query", ["from=-1", "from=x", "limit=9e9", "from=99999999999999999999"])
def test_a_wrong_place_is_refused(hub: str, founder: Caller, query: str) -> None:
    """A page that cannot be named is not looked for."""
    target = f"/v1/feeds/shop?{query}"
    found = httpx2.get(hub + target, headers=signed(founder, "GET", target, b""))
    assert (found.status_code, found.json()["code"]) == (400, "bad-request")


def test_an_unknown_feed_is_refused(hub: str, founder: Caller) -> None:
    """There are two feeds, and no other."""
    target = "/v1/feeds/secrets?from=0"
    found = httpx2.get(hub + target, headers=signed(founder, "GET", target, b""))
    assert found.status_code == 400


def test_a_body_that_is_too_large_is_not_read(hub: str, founder: Caller) -> None:
    """More than any till sends is refused, before a signature is looked at."""
    body = bytes(LARGEST_PACKED + 1)
    headers = signed(founder, "POST", "/v1/push", body)
    assert httpx2.post(f"{hub}/v1/push", content=body, headers=headers).status_code == 413


def test_a_bomb_does_not_go_off(hub: str, founder: Caller) -> None:
    """A small body that would unpack to a huge one is refused."""
    body = zlib.compress(bytes(LARGEST_UNPACKED + 1), 9)
    headers = signed(founder, "POST", "/v1/push", body) | {"Content-Encoding": "deflate"}
    assert httpx2.post(f"{hub}/v1/push", content=body, headers=headers).status_code == 413


@pytest.mark.parametrize("coding", ["deflate", "br"])
def test_what_cannot_be_unpacked_is_refused(hub: str, founder: Caller, coding: str) -> None:
    """A coding that nobody agreed on, or a broken one, is the sender's mistake."""
    headers = signed(founder, "POST", "/v1/push", b"abc") | {"Content-Encoding": coding}
    assert httpx2.post(f"{hub}/v1/push", content=b"abc", headers=headers).status_code == 400


def test_a_revoked_till_is_shut_out_at_once(
    store: HubStore, founder: Caller, second: Caller
) -> None:
    """It is told nothing any more; what it still sends is kept, and not booked."""
    HubOffice(store, SystemClock()).revoke(second.device)
    assert code_of(second.line.page(EVENTS, after=0)) == "revoked"
    assert code_of(second.line.card_keys()) == "revoked"
    assert code_of(second.line.history("M1")) == "revoked"
    assert code_of(second.line.whose("S1")) == "revoked"
    pushed = second.push(credit(40))
    assert [each.code for each in pushed.refused] == ["revoked"]
    page = founder.line.page(EVENTS, after=0)
    assert isinstance(page, Page)
    assert page.rows == ()


def test_what_was_kept_can_be_booked(store: HubStore, founder: Caller, second: Caller) -> None:
    """The sales of a revoked till are not lost: a person books them, and all tills hear of it."""
    office = HubOffice(store, SystemClock())
    office.revoke(second.device)
    second.push(credit(40))
    (line,) = office.refused()
    office.accept(line.row.id)
    page = founder.line.page(EVENTS, after=0)
    assert isinstance(page, Page)
    assert [row.key for row in page.rows] == [line.row.id]
    assert office.refused() == []
    assert office.totals().points == 40


def test_two_replicas_are_one_hub(database: str, founder: Caller) -> None:
    """What is said to one is known to the other."""
    with running_hub(database) as other:
        line = founder.also_at(other)
        founder.push(credit(30))
        welcome = line.hello(founder.hello())
        line.close()
    assert isinstance(welcome, Welcome)
    assert (welcome.seq, welcome.tip_hash) == (1, founder.tip.hex())


def test_a_push_at_one_replica_is_called_out_by_the_other(
    database: str, founder: Caller, second: Caller
) -> None:
    """A till that listens at one hub hears at once what was sent to another."""
    with running_hub(database) as other:
        line = second.also_at(other)
        with line.hints() as hints:
            heard = iter(hints)
            next(heard)
            pushed = founder.push(credit(30))
            while (heads := next(heard)).get(EVENTS) != pushed.heads[EVENTS]:
                assert heads.get(EVENTS, 0) < pushed.heads[EVENTS]
        line.close()


def test_a_hub_that_ends_lets_its_listeners_go(database: str, founder: Caller) -> None:
    """Nobody has to be waited for: an open stream does not hold up the end."""
    with running_hub(database) as other:
        line = founder.also_at(other)
        hints = line.hints()
        heard = iter(hints.__enter__())
        next(heard)
    assert list(heard) == []
    hints.__exit__(None, None, None)
    line.close()


def test_health_metrics_and_document_need_no_till(hub: str, founder: Caller) -> None:
    """Monitoring sees how the hub is, in figures and without a name."""
    founder.push(credit(30))
    health = httpx2.get(f"{hub}/health").json()
    assert (health["ok"], health["incarnation"], health["shop"]) == (True, 1, True)
    metrics = httpx2.get(f"{hub}/metrics").text
    assert "pos_loyalty_hub_events_total 1\n" in metrics
    assert 'pos_loyalty_hub_requests_total{route="push",status="200"} 1\n' in metrics
    assert 'pos_loyalty_hub_tills{status="active"} 1\n' in metrics
    assert "pos_loyalty_hub_points 30\n" in metrics
    assert founder.device not in metrics
    assert httpx2.get(f"{hub}/openapi.json").json()["paths"]["/v1/push"]["post"]


def test_one_till_does_one_thing_at_a_time(store: HubStore, founder: Caller) -> None:
    """While a request of a till is not answered, another one is told to come again."""
    push = founder.next_push()
    with ThreadPoolExecutor(2) as threads:
        with store.begin() as work:
            # Who holds the till's row makes its push wait.
            work.device(founder.device)
            both = [threads.submit(founder.line.push, push) for _ in range(2)]
            done, _ = wait(both, return_when=FIRST_COMPLETED)
            (early,) = done
            answer = early.result()
            assert isinstance(answer, Problem)
            assert (answer.code, answer.facts) == ("retry-later", {"after_s": 1})
        (late,) = set(both) - done
        assert isinstance(late.result(), Pushed)


def test_nobody_stands_in_the_way_of_a_till(hub: str, founder: Caller) -> None:
    """Who only says that they are a till, and sends half a body, does not hold it up."""
    host, _, port = hub.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port))) as idler:
        head = f"POST /v1/push HTTP/1.1\r\nHost: hub\r\nX-Device: {founder.device}\r\n"
        idler.sendall(f"{head}Content-Length: 100\r\n\r\nhalf".encode())
        assert founder.push(credit(10)).seq == 1


def test_a_body_that_never_comes_is_not_waited_for(
    hub: str, founder: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that went dead in the middle of a push ends as a wrong request."""
    monkeypatch.setattr(wire, "LONGEST_READ_S", 0.1)
    host, _, port = hub.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=20) as idler:
        head = f"POST /v1/push HTTP/1.1\r\nHost: hub\r\nX-Device: {founder.device}\r\n"
        idler.sendall(f"{head}Content-Length: 100\r\n\r\nhalf".encode())
        assert idler.recv(12) == b"HTTP/1.1 400"


@pytest.mark.expected_log("psycopg.pool")
@pytest.mark.expected_log("the database does not answer")
def test_an_outage_of_the_database_is_no_refusal(
    server: Cluster, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a database tills are told to come again, and health says what is wrong."""
    monkeypatch.setattr(hub_store, "_PATIENCE_S", 0.2)
    database = server.create(template)
    with running_hub(database, threads=1) as url:
        opened = HubStore.open(database, most_connections=1)
        caller = Caller(url, "till-1")
        caller.found(new_code(opened))
        opened.close()
        server.drop(database)
        assert code_of(caller.line.page(SHOP, after=0)) == "retry-later"
        health = httpx2.get(f"{url}/health")
        assert (health.status_code, health.json()["ok"]) == (503, False)
        assert "pos_loyalty_hub_up 0\n" in httpx2.get(f"{url}/metrics").text
        caller.close()
