import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from pos_loyalty.storage.hub_store import HubStore
from tests.support.hub_tls import own_certificate
from tests.support.running_hub import Caller, new_code

DEADLINE_S = 60


@contextmanager
def served(database: str, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The program itself, serving; killed in the end if it is still there."""
    command = [sys.executable, "-m", "pos_loyalty", "hub", "serve", "--json"]
    process = subprocess.Popen(
        [*command, "--database", database, "--listen", "127.0.0.1:0", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> dict[str, str]:
    """What it said when it was heard."""
    assert process.stdout is not None
    answer: dict[str, str] = json.loads(process.stdout.readline())
    return answer


def ran(*words: str, environment: dict[str, str] | None = None) -> tuple[int, Any]:
    """A command of the program, its status and its answer."""
    done = subprocess.run(
        [sys.executable, "-m", "pos_loyalty", "hub", *words, "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE_S,
        env={**os.environ, **(environment or {})},
    )
    return done.returncode, json.loads(done.stdout)


def events_in(log: str) -> Sequence[dict[str, object]]:
    """The lines of a log."""
    return [json.loads(line) for line in log.splitlines()]


def test_it_serves_until_it_is_told_to_end(database: str) -> None:
    """It says where it is heard, logs ids only, and ends in order with status 0."""
    with served(database) as process:
        url = said(process)["url"]
        status, code = ran("pair", "--database", database, "--store", "Mitte")
        assert (status, code["url"]) == (0, url)
        caller = Caller(url, "till-1")
        caller.found(str(code["code"]))
        caller.push()
        caller.close()
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0
    assert str(code["code"]) not in log
    routes = [line["route"] for line in events_in(log)]
    assert routes == ["enrol", "bring-keys", "push"]


def test_it_ends_with_whoever_started_it(database: str) -> None:
    """Asked to, it ends when standard input does."""
    with served(database, "--end-with-input") as process:
        assert httpx2.get(said(process)["url"] + "/health").status_code == 200
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(DEADLINE_S) == 0


def test_several_processes_answer_at_one_address(database: str) -> None:
    """With workers, any of them answers, and all end together."""
    with served(database, "--workers", "2") as process:
        url = said(process)["url"]
        assert httpx2.get(f"{url}/health", timeout=DEADLINE_S).json()["ok"] is True
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE_S) == 0
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{url}/health")


def test_metrics_are_those_of_all_processes(database: str) -> None:
    """Whichever of them answers, it tells what all have counted."""
    with served(database, "--workers", "2") as process:
        url = said(process)["url"]
        while _metric(url, "workers") < 2:
            assert process.poll() is None
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda _n: httpx2.post(f"{url}/v1/hello"), range(40)))
        found = [_metric(url, 'requests_total{route="hello",status="401"}') for _ in range(12)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE_S) == 0
    assert found == [40] * 12


def test_no_worker_outlives_who_started_it(database: str) -> None:
    """Killed in the middle, it leaves nobody behind who answers in its name."""
    with served(database, "--workers", "2") as process:
        url = said(process)["url"]
        assert httpx2.get(f"{url}/health", timeout=DEADLINE_S).status_code == 200
        process.kill()
        # Its workers hold the other end, and let go of it when they end.
        assert process.stderr is not None
        process.stderr.read()
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{url}/health")


def test_it_is_encrypted_with_a_certificate(database: str, store: HubStore, tmp_path: Path) -> None:
    """With a certificate it speaks TLS, and a till that trusts it gets in."""
    certificate = own_certificate(tmp_path)
    options = ("--tls-certificate", str(certificate), "--tls-key", str(certificate))
    with served(database, *options) as process:
        url = said(process)["url"]
        assert url.startswith("https://127.0.0.1:")
        caller = Caller(url, "till-1", authority=certificate)
        caller.found(new_code(store))
        caller.close()


def test_a_database_that_is_away_is_an_outage(tmp_path: Path) -> None:
    """Exit status 3 and a sentence, for a server that nobody runs."""
    nowhere = f"postgresql://nobody@/nothing?host={tmp_path}"
    for words in (("serve", "--listen", "127.0.0.1:0"), ("tills",), ("pair",)):
        status, answer = ran(*words, "--database", nowhere)
        assert status == 3
        assert answer["error"]["code"] == "hub-database-away"


def test_the_database_may_come_from_the_environment(database: str) -> None:
    """A password need not stand in the list of processes."""
    status, answer = ran("tills", environment={"POS_LOYALTY_HUB_DATABASE": database})
    assert (status, answer) == (0, [])


@pytest.mark.parametrize(
    "options",
    [
        ("--listen", "nowhere"),
        ("--listen", "127.0.0.1:99999"),
        ("--tls-certificate", "here.pem"),
        ("--tls-certificate", "here.pem", "--tls-key", "there.pem"),
    ],
)
def test_wrong_use_is_said_so(database: str, options: Sequence[str]) -> None:
    """Exit status 2 before anything is heard."""
    status, answer = ran("serve", "--database", database, *options)
    assert status == 2
    assert "error" in answer


def _metric(url: str, name: str) -> int:
    """One figure, from whichever process answers."""
    text = httpx2.get(f"{url}/metrics", timeout=DEADLINE_S).text
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return int(lines[f"pos_loyalty_hub_{name}"])
