import random
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from pos_loyalty.bootstrap.printing import ReceiptPrinter
from pos_loyalty.domain.print_job import JobState
from pos_loyalty.printing.draining import drain_once
from tests.support.killing import Say, killed_after
from tests.support.shop import Shop, disk_shop, reopened

_KILLS = 15
_SLIPS = 4
_LONGEST_S = 0.15
_DONE = {JobState.PRINTED.value, JobState.UNCERTAIN.value}

pytestmark = pytest.mark.skipif("not hasattr(__import__('os'), 'fork')")


def _printer(shop: Shop) -> ReceiptPrinter:
    assert shop.folder is not None
    return ReceiptPrinter(shop.application, shop.folder)


def _spool(shop: Shop, say: Say) -> None:
    opened = reopened(shop)
    spooler = _printer(opened).spooler(lambda _status: None)
    say("ready")
    drain_once(spooler)


def _sell(shop: Shop, member_id: str) -> None:
    for _ in range(_SLIPS):
        shop.sell(member_id, "10.00")


def _states(shop: Shop) -> dict[str, str]:
    with shop.application.store.read() as reading:
        return dict(reading.connection.execute("SELECT id, state FROM print_job"))


def test_no_slip_is_lost_and_none_comes_out_twice_unasked(tmp_path: Path) -> None:
    """Killed while it prints, the till knows of each slip: out, waiting, or to be asked about."""
    shop = disk_shop(tmp_path)
    slips = tmp_path / "slips"
    shop.application.settings.change(
        lambda settings: replace(
            settings, printer=replace(settings.printer, receipt=f"file://{slips}")
        )
    )
    anna = shop.enroll()
    _sell(shop, anna)
    _printer(shop).warm_up()
    shop.close()
    chance = random.Random(5)  # noqa: S311 - chance, not secrecy
    for blows in range(1, _KILLS + 1):
        killed_after(chance.uniform(0, _LONGEST_S), partial(_spool, shop), once_ready=True)
        shop.clock.advance(timedelta(seconds=1))
        again = reopened(shop)
        # The start of a window: what was being sent is in doubt.
        _printer(again).spooler(lambda _status: None).recover_all()
        states = _states(again)
        assert len(states) == blows * _SLIPS
        assert set(states.values()) <= {*_DONE, JobState.QUEUED.value}
        assert list(states.values()).count(JobState.UNCERTAIN.value) <= blows
        out = {path.stem for path in slips.glob("*.escpos")}
        printed = sum(state == JobState.PRINTED.value for state in states.values())
        assert printed <= len(out) <= sum(state in _DONE for state in states.values())
        _sell(again, anna)
        again.close()
    last = reopened(shop)
    drain_once(_printer(last).spooler(lambda _status: None))
    assert set(_states(last).values()) <= _DONE
    assert last.verified().ok
    last.close()
