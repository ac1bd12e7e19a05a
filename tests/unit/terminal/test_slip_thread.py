from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.print_job import PrinterState
from pos_loyalty.printing.transports.folder import slips_in
from pos_loyalty.terminal.slip_thread import SlipPictures, SlipThread
from tests.support.shop import Shop, disk_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop in a folder, with the virtual printer."""
    made = disk_shop(tmp_path)
    yield made
    made.close()


def _folder(shop: Shop) -> DataFolder:
    assert shop.folder is not None
    return shop.folder


def test_what_waits_is_printed_and_told(shop: Shop, qtbot: QtBot) -> None:
    """A slip of before the start, and one that comes later."""
    stumbles: list[Exception] = []
    anna = shop.enroll(given_name="Anna")
    shop.sell(anna, "36.50")
    slips = SlipThread(shop.application, _folder(shop), stumbled=stumbles.append)
    assert slips.status.state is PrinterState.UNKNOWN
    slips.start()
    qtbot.waitUntil(lambda: len(slips_in(_folder(shop).spool)) == 1, timeout=20_000)
    shop.sell(anna, "20.00")
    slips.nudge()
    qtbot.waitUntil(lambda: len(slips_in(_folder(shop).spool)) == 2, timeout=20_000)
    qtbot.waitUntil(lambda: slips.status.state is PrinterState.READY, timeout=20_000)
    slips.stop()
    assert stumbles == []


@pytest.mark.usefixtures("qapp")
def test_a_thread_that_never_started_can_be_stopped(shop: Shop) -> None:
    """Closing the till is no matter of how far it had come."""
    SlipThread(shop.application, _folder(shop), stumbled=lambda _error: None).stop()


def test_a_slip_can_be_looked_at(shop: Shop) -> None:
    """As a picture, whatever printer is set."""
    outcome = shop.sell(shop.enroll(given_name="Anna"), "36.50")
    picture = SlipPictures(shop.application, _folder(shop)).draw(shop.job(outcome).facts)
    assert picture.startswith(b"\x89PNG")
