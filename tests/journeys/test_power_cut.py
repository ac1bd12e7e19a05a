"""The program is killed around Enter, again and again, and nothing that was shown is lost."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.storage.verify import LedgerReport
from tests.support.escpos_oracle import Paper, decode
from tests.support.printers import READY, LoopbackPrinter, answering, printer
from tests.support.shop import verified_ledger
from tests.support.shopfront import CASHIER_PIN, Shopfront, shopfront
from tests.support.xvfb import IS_HERE, RunningTill, display

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs Xvfb, xdotool and openbox")

ANNA = "Anna Berger"
_BLOWS = 10
_LATEST_S = 0.24


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """A display for all of these."""
    with display() as name:
        yield name


@pytest.mark.timeout(240)
def test_ten_power_cuts_around_enter(tmp_path: Path, screen: str) -> None:
    """No sale that was shown is lost, none is credited twice, and every slip has its place."""
    chance = random.Random(20261122)  # noqa: S311 - chance, not secrecy
    shown: set[str] = set()
    with printer(answering, condition=READY) as server:
        shop = shopfront(tmp_path, printer=f"network://127.0.0.1:{server.address.port}")
        card = shop.people[ANNA].card
        for blow in range(_BLOWS):
            with RunningTill(screen, shop.folder) as till:
                till.sign_in(CASHIER_PIN)
                till.scan(card)
                till.heard("a member is served")
                till.type(f"1{blow},50")
                till.press_and_go("Return")
                _wait_until(time.monotonic() + chance.uniform(0, _LATEST_S))
                till.kill()
                shown |= {line["sale_id"] for line in till.told("recorded and shown")}
            _assert_whole(shop, shown)
        with RunningTill(screen, shop.folder) as till:
            till.sign_in(CASHIER_PIN)
            till.scan(card)
            till.heard("a member is served")
            till.until(lambda: not _waiting(shop), "what waited is printed")
            till.press("ctrl+q")
            assert till.ended() == 0
    _assert_whole(shop, shown)
    _assert_printed_once(shop, server)


def _assert_whole(shop: Shopfront, shown: set[str]) -> None:
    """What was shown is in the books; each sale once, with its points and its one slip."""
    sales = shop.rows("SELECT id, total_minor, earned FROM sale ORDER BY number")
    assert shown <= {sale_id for sale_id, _, _ in sales}
    assert max(Counter(total for _, total, _ in sales).values(), default=1) == 1
    assert shop.balance(ANNA) == 500 + sum(earned for _, _, earned in sales)
    origins = [origin for (origin,) in shop.rows("SELECT origin FROM print_job ORDER BY id")]
    assert origins == [sale_id for sale_id, _, _ in sales]
    assert shop.inside(_verified).ok


def _verified(shop: Application) -> LedgerReport:
    with shop.store.read() as reading:
        return verified_ledger(shop, reading)


def _waiting(shop: Shopfront) -> int:
    states = shop.rows(
        "SELECT count(*) FROM print_job WHERE state IN ('queued','failed','sending')"
    )
    count: int = states[0][0]
    return count


def _assert_printed_once(shop: Shopfront, server: LoopbackPrinter) -> None:
    """Each slip is out, or somebody is asked about it; no paper looks like another's original."""
    states = Counter(state for (state,) in shop.rows("SELECT state FROM print_job"))
    assert set(states) <= {"printed", "uncertain"}
    whole = [paper for paper in map(_read, server.jobs) if paper is not None and paper.cuts]
    numbers = Counter(
        line for paper in whole for line in paper.text.splitlines() if line.startswith("Beleg ")
    )
    assert states["printed"] <= len(whole)
    assert max(numbers.values(), default=1) == 1, numbers


def _read(job: bytes) -> Paper | None:
    """A slip, or nothing for a connection that was cut with the power."""
    try:
        return decode(job)
    except (ValueError, IndexError):
        return None


def _wait_until(instant: float) -> None:
    while time.monotonic() < instant:
        pass
