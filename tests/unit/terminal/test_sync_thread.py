from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_loyalty.bootstrap.application import Application
from pos_loyalty.domain.counter import Link, LinkStatus
from pos_loyalty.sync.protocol import EVENTS, SHOP
from pos_loyalty.terminal.sync_thread import SyncPace, SyncThread
from tests.support.hub_door import Asked, Said
from tests.support.joined_shop import joined_shop
from tests.support.shop import Shop, disk_shop, rules
from tests.support.tiny_hub import TinyHub, tiny_hub

PATIENCE_MS = 20_000
TILL = {"name": "Kasse 2", "store": "Mitte", "status": "active"}


@pytest.fixture
def hub() -> Iterator[TinyHub]:
    """A hub that nobody has joined."""
    with tiny_hub() as hub:
        yield hub


@pytest.fixture
def shop(tmp_path: Path, hub: TinyHub) -> Iterator[Shop]:
    """The shop that has founded the hub's."""
    with joined_shop(tmp_path, hub) as shop:
        yield shop


Begin = Callable[[Application], SyncThread]


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Starts threads, and stops them at the end."""
    threads: list[SyncThread] = []
    stumbles: list[Exception] = []

    def start(application: Application) -> SyncThread:
        thread = SyncThread(
            application,
            stumbled=stumbles.append,
            pace=SyncPace(lambda least, _most: least),
            looks_every_s=0.02,
        )
        threads.append(thread)
        return thread

    yield start
    for thread in threads:
        thread.stop()
    assert stumbles == []


def test_a_pace_polls_now_and_then() -> None:
    """After a talk that went well the next one is due within a third of the usual time."""
    pace = SyncPace(lambda least, _most: least)
    assert pace.is_due(0.0, has_news=False)
    pace.went_well(100.0, 45)
    assert not pace.is_due(130.0, has_news=False)
    assert pace.is_due(130.2, has_news=False)
    assert pace.is_due(100.0, has_news=True)


def test_a_pace_backs_off() -> None:
    """Each failure doubles the wait, up to a minute; news hurry it on, but not at once."""
    pace = SyncPace(lambda _least, _most: 1.0)
    waits = []
    for _ in range(8):
        pace.failed(0.0)
        waits.append(next(n for n in range(100) if pace.is_due(n, has_news=False)))
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    assert not pace.is_due(1.9, has_news=True)
    assert pace.is_due(2.0, has_news=True)
    pace.went_well(50.0, 45)
    pace.failed(50.0)
    assert pace.is_due(52.0, has_news=False)


def test_a_hub_that_asks_for_a_pause_gets_it() -> None:
    """Not even a sale hurries a till on that was told to wait."""
    pace = SyncPace(lambda _least, _most: 1.0)
    pace.failed(0.0, after_s=30)
    assert not pace.is_due(29.0, has_news=True)
    assert pace.is_due(30.0, has_news=True)


def test_a_till_that_stands_alone_is_left_alone(tmp_path: Path, begin: Begin) -> None:
    """Nothing is said, and nothing that sync needs is loaded."""
    shop = disk_shop(tmp_path)
    thread = begin(shop.application)
    thread.start()
    thread.nudge()
    thread.stop()
    assert thread.status == LinkStatus(Link.ALONE)
    shop.application.close()


def test_a_sale_goes_to_the_hub(shop: Shop, hub: TinyHub, begin: Begin, qtbot: QtBot) -> None:
    """Without being told, the thread sees what was written and sends it."""
    thread = begin(shop.application)
    with qtbot.waitSignal(thread.talked, timeout=PATIENCE_MS):
        thread.start()
    (log,) = hub.logs.values()
    before = len(log)
    shop.enroll()
    qtbot.waitUntil(lambda: len(log) > before, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: thread.status == LinkStatus(Link.CONNECTED), timeout=PATIENCE_MS)


def test_a_call_of_the_hub_is_followed(
    shop: Shop, hub: TinyHub, begin: Begin, qtbot: QtBot
) -> None:
    """What other tills did is read as soon as the hub calls."""

    def let_listen(_asked: Asked) -> Said:
        hub.tell(SHOP, "device", "till-2", TILL)
        return Said(status=404)

    thread = begin(shop.application)
    hub.door.calls = [b'data: {"shop":%d}\n\n' % (hub.heads[SHOP] + 1)]
    hub.door.answers["/v1/hints"] = let_listen
    with qtbot.waitSignal(thread.arrived, timeout=PATIENCE_MS):
        thread.start()


def test_another_program_is_told(shop: Shop, hub: TinyHub, begin: Begin, qtbot: QtBot) -> None:
    """Rules that were published elsewhere are told to the window."""
    thread = begin(shop.application)
    thread.start()
    note = {
        "number": 2,
        "valid_from": "2026-03-01T00:00:00Z",
        "published_at": "2026-03-01T00:00:00Z",
        "document": {**rules(), "name": "Neu"},
    }
    with qtbot.waitSignal(thread.program_changed, timeout=PATIENCE_MS):
        hub.tell(SHOP, "program", "2", note)
        thread.hurry()
    assert shop.application.programs.timeline().versions[-1].program.name == "Neu"


def test_an_outage_is_shown_with_what_waits(
    shop: Shop, hub: TinyHub, begin: Begin, qtbot: QtBot
) -> None:
    """The chip says since when, and counts what is sold meanwhile; later all is sent."""
    serving = dict(hub.door.answers)
    hub.door.answers.clear()
    thread = begin(shop.application)
    with qtbot.waitSignal(thread.talked, timeout=PATIENCE_MS):
        thread.start()
    assert thread.status == LinkStatus(Link.OFFLINE, shop.now, 0)
    shop.enroll()
    qtbot.waitUntil(lambda: thread.status.waiting > 0, timeout=PATIENCE_MS)
    hub.door.answers.update(serving)
    with qtbot.waitSignal(
        thread.status_changed, timeout=PATIENCE_MS, check_params_cb=_is_connected
    ):
        thread.hurry()
    assert hub.heads[EVENTS] == 0


def _is_connected(status: LinkStatus) -> bool:
    return status.link is Link.CONNECTED


@pytest.mark.expected_log("the talk with the hub stumbled")
def test_a_bug_is_told_and_the_thread_lives(
    shop: Shop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A stumble goes to the last resort, and into the log with its trace; the thread goes on."""
    assert shop.application.hub is not None
    till = shop.application.hub.till_hub()
    run_once, stumbles = till.run_once, list[Exception]()

    def stumble(*_args: object, **_named: object) -> None:
        monkeypatch.setattr(till, "run_once", run_once)
        raise ValueError("a bug")

    monkeypatch.setattr(till, "run_once", stumble)
    thread = SyncThread(shop.application, stumbled=stumbles.append, looks_every_s=0.02)
    thread.start()
    qtbot.waitUntil(lambda: bool(stumbles), timeout=PATIENCE_MS)
    assert [each.exc_info[1] for each in caplog.records if each.exc_info] == stumbles
    with qtbot.waitSignal(thread.talked, timeout=PATIENCE_MS):
        thread.hurry()
    thread.stop()
    thread.stop()
