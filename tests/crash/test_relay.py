import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_loyalty.config.clock import SystemClock
from pos_loyalty.config.paths import STATE_VARIABLE
from pos_loyalty.gateway.relay import Address
from pos_loyalty.gateway.relay_office import listen_address
from pos_loyalty.services.relay_folder import RelayFolder
from tests.architecture.source import ROOT
from tests.support.printers import LoopbackPrinter, mute, printer
from tests.support.relaying import ended, eventually, till_at
from tests.support.shop import Shop, disk_shop
from tests.support.taught import taught
from tests.support.till_receipts import BY_NAME, Sold

BAKERY = BY_NAME["bakery"]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop on the disk, whose till was taught."""
    made = disk_shop(tmp_path)
    assert made.folder is not None
    RelayFolder(made.folder.relay).put_template(taught(BAKERY))
    yield made
    made.application.store.close()


@contextmanager
def _relay(shop: Shop, real: LoopbackPrinter) -> Iterator[tuple[Address, int]]:
    """The relay as a process of its own, killed at the end; its address and its process."""
    folder = shop.folder
    assert folder is not None
    command = [sys.executable, "-m", "pos_loyalty", "--data", str(folder.root), "relay", "run"]
    where = f"network://127.0.0.1:{real.address.port}"
    with subprocess.Popen(
        [*command, "--listen", "127.0.0.1:0", "--printer", where, "--json"],
        cwd=ROOT,
        env={**os.environ, STATE_VARIABLE: str(folder.state.parent)},
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        try:
            told = json.loads(process.stdout.readline())
            yield listen_address(told["listen"]), process.pid
        finally:
            process.kill()


def _print(address: Address, *numbers: int) -> None:
    for number in numbers:
        with till_at(address) as connection:
            connection.sendall(BAKERY.print(Sold(str(number))))
            ended(connection)


def _offered(shop: Shop) -> list[str]:
    offers = shop.application.till_receipts.open_ones(SystemClock().now()).offers
    return sorted(offer.receipt for offer in offers)


def test_a_relay_that_is_killed_offers_each_receipt_once(shop: Shop) -> None:
    """Killed between receipts, in the middle of one, started again, everything printed twice."""
    with printer(mute) as real:
        with _relay(shop, real) as (address, process):
            _print(address, 1, 2)
            eventually(lambda: _offered(shop) == ["1", "2"])
            with till_at(address) as half:
                half.sendall(BAKERY.print(Sold("3"))[:200])
                os.kill(process, signal.SIGKILL)
        with _relay(shop, real) as (address, _process):
            _print(address, 1, 2, 3, 3)
            eventually(lambda: _offered(shop) == ["1", "2", "3"])
    rest = b"".join(BAKERY.print(Sold(str(number))) for number in (1, 2, 3, 3))
    assert real.printed().endswith(rest)


def test_a_second_relay_is_refused(shop: Shop) -> None:
    """Two of them would take the till's port in turns; when the first is dead, it is free."""
    with printer(mute) as real:
        with _relay(shop, real), pytest.raises(KeyError), _relay(shop, real):
            pass
        with _relay(shop, real) as (address, _process):
            _print(address, 1)
