from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.domain.print_job import JobState, PrinterState
from pos_loyalty.printing.transports.folder import slips_in
from pos_loyalty.services.drawer import NoDrawerError
from pos_loyalty.terminal.slip_thread import SlipPictures, SlipThread
from tests.support.printers import READY, answering, printer
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


def test_the_drawer_opens_in_the_spooler_s_thread(shop: Shop, qtbot: QtBot) -> None:
    """One pulse, at once; nobody else speaks to the printer meanwhile."""
    with printer(answering, condition=READY) as server:
        address = server.address
        _set(shop, receipt=f"network://{address.host}:{address.port}")
        slips = SlipThread(shop.application, _folder(shop), stumbled=lambda _error: None)
        slips.start()
        qtbot.waitUntil(lambda: slips.status.state is PrinterState.READY, timeout=20_000)
        slips.open_drawer()
        qtbot.waitUntil(lambda: any(b"\x1bp" in job for job in server.jobs), timeout=20_000)
        slips.stop()
    assert b"".join(server.jobs).count(b"\x1bp") == 1


def test_a_drawer_that_stays_shut_is_told(shop: Shop, qtbot: QtBot) -> None:
    """A printer on the screen has no plug for one."""
    slips = SlipThread(shop.application, _folder(shop), stumbled=lambda _error: None)
    refused: list[object] = []
    slips.drawer_refused.connect(refused.append)
    slips.start()
    slips.open_drawer()
    qtbot.waitUntil(lambda: bool(refused), timeout=20_000)
    slips.stop()
    assert isinstance(refused[0], NoDrawerError)


def test_the_second_printer_takes_over_and_is_told_of(shop: Shop, qtbot: QtBot) -> None:
    """The window knows how both are, and where the slip went."""
    folder = _folder(shop).root / "second"
    _set(shop, receipt="network://127.0.0.1:1", fallback=f"file://{folder}", fallback_after_s=5)
    shop.sell(shop.enroll(given_name="Anna"), "36.50")
    slips = SlipThread(shop.application, _folder(shop), stumbled=lambda _error: None)
    assert [status.printer for status in slips.statuses] == ["receipt", "fallback"]
    slips.start()
    qtbot.waitUntil(lambda: slips.status.state is PrinterState.TROUBLE, timeout=20_000)
    shop.wait(seconds=60)
    slips.nudge()
    qtbot.waitUntil(lambda: len(slips_in(folder)) == 1, timeout=20_000)
    slips.stop()
    with shop.application.store.read() as reading:
        (listed,) = reading.print_jobs.latest_jobs(1)
    assert (listed.job.state, listed.job.moved_from) == (JobState.PRINTED, "receipt")


def _set(shop: Shop, **changes: Any) -> None:  # noqa: ANN401 - any of the printer's settings
    shop.application.settings.change(
        lambda settings: replace(settings, printer=replace(settings.printer, **changes))
    )
