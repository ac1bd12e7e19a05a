"""The local API as a process, asked over the network of this computer."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import pytest

from pos_loyalty.config.paths import STATE_VARIABLE
from pos_loyalty.security.api_token import API_TOKEN_NAME, ApiToken
from tests.architecture.source import ROOT
from tests.support.shop import Shop, disk_shop, reopened

_PATIENCE_S = 30


@dataclass
class _Server:
    """A process that answers."""

    process: subprocess.Popen[str]
    port: int
    token: str

    def ask(self, method: str, path: str, key: str = "", **body: Any) -> tuple[int, Any]:  # noqa: ANN401 - what JSON holds
        """Status and value of a reply."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_S)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        try:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop that its window has open meanwhile."""
    shop = disk_shop(tmp_path)
    yield shop
    shop.close()


@contextmanager
def _serving(shop: Shop, *words: str, stdin: int | IO[str] | None = None) -> Iterator[_Server]:
    folder = shop.folder
    assert folder is not None
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "pos_loyalty", "--data", str(folder.root)),
            *("api", "serve", "--listen", "127.0.0.1:0", "--json", *words),
        ],
        cwd=ROOT,
        env={**os.environ, STATE_VARIABLE: str(folder.state)},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.stderr.read() if process.stderr else ""
        port = urlsplit(json.loads(line)["url"]).port
        assert port is not None
        token = ApiToken(folder.keys / API_TOKEN_NAME).text()
        yield _Server(process, port, token)
    finally:
        process.kill()
        process.communicate()


def test_it_serves_while_the_window_is_open_and_ends_in_order(shop: Shop) -> None:
    """Both write to one shop; told to end, the server ends without a complaint."""
    anna = shop.enroll()
    card = shop.application.members.card(anna).payload
    with _serving(shop) as server:
        status, sold = server.ask("POST", "/v1/sale", "k1", card=card, amount="36.50")
        assert (status, sold["repeated"]) == (200, False)
        shop.sell(anna, "10.00")
        status, stands = server.ask("GET", f"/v1/balance?card={card}")
        assert (status, stands["balance"]) == (200, shop.balance(anna))
        assert server.ask("GET", "/v1/status")[0] == 200
        server.process.send_signal(signal.SIGTERM)
        out, err = server.process.communicate(timeout=_PATIENCE_S)
        assert (server.process.returncode, out, err) == (0, "", "")
    assert shop.verified().ok


def test_many_at_once_book_each_once(shop: Shop) -> None:
    """Sixteen tills ask each twice under one key: sixteen sales, and every point is there."""
    anna = shop.enroll()
    card = shop.application.members.card(anna).payload
    with _serving(shop) as server, ThreadPoolExecutor(8) as tills:

        def sell(number: int) -> tuple[int, Any]:
            return server.ask("POST", "/v1/sale", f"k{number % 16}", card=card, amount="10.00")

        replies = list(tills.map(sell, range(32)))
    assert {status for status, _sold in replies} == {200}
    assert len({sold["sale"] for _status, sold in replies}) == 16
    assert sum(sold["repeated"] for _status, sold in replies) == 16
    assert shop.written()["sale"] == 16
    assert shop.verified().ok


def test_what_was_answered_survives_a_kill(shop: Shop) -> None:
    """The process dies behind its answer; the next one knows the key."""
    card = shop.application.members.card(shop.enroll()).payload
    with _serving(shop) as server:
        _status, sold = server.ask("POST", "/v1/sale", "k", card=card, amount="36.50")
    with _serving(shop) as server:
        status, again = server.ask("POST", "/v1/sale", "k", card=card, amount="36.50")
    assert (status, again["sale"], again["repeated"]) == (200, sold["sale"], True)
    after = reopened(shop)
    assert after.written()["sale"] == 1
    after.close()


def test_an_attached_server_ends_with_whoever_started_it(shop: Shop) -> None:
    """A window that died leaves nobody behind who holds the port."""
    with _serving(shop, "--attached", stdin=subprocess.PIPE) as server:
        assert server.ask("GET", "/v1/status")[0] == 200
        _out, err = server.process.communicate(timeout=_PATIENCE_S)
        assert (server.process.returncode, err) == (0, "")
