import threading
from collections.abc import Iterator, Mapping

import pytest

from pos_loyalty.security.device_key import DeviceKey
from pos_loyalty.sync.errors import NotPairedError
from pos_loyalty.sync.hint_ear import HintEar
from pos_loyalty.sync.link import HubLine
from tests.support.hub_door import HubDoor, hub_door


@pytest.fixture
def door() -> Iterator[HubDoor]:
    """A hub that calls out what it is told to."""
    with hub_door() as door:
        yield door


@pytest.fixture
def line(door: HubDoor) -> Iterator[HubLine]:
    """A till's line to it."""
    line = HubLine(door.url, device="till-1", key=DeviceKey(bytes(32)))
    yield line
    line.close()


def test_what_the_hub_calls_is_heard(door: HubDoor, line: HubLine) -> None:
    """Each hint is handed on; the ear ends when it is told to, in the middle of listening."""
    door.calls = [b'data: {"shop":4}\n\n']
    heard: list[Mapping[str, int]] = []
    rang = threading.Event()

    def hear(heads: Mapping[str, int]) -> None:
        heard.append(heads)
        rang.set()

    ear = HintEar(lambda: line, hear)
    ear.start()
    assert rang.wait(20)
    ear.stop()
    assert heard == [{"shop": 4}]


def test_a_line_that_breaks_is_taken_up_again(door: HubDoor, line: HubLine) -> None:
    """After a pause it listens anew, and hears at once how far the feeds are."""
    door.calls = [b'data: {"shop":4}\n\n']
    door.quiet.set()
    ear = HintEar(lambda: line, lambda _heads: None, pause_s=lambda: 0.01)
    ear.start()
    door.wait_for("/v1/hints", times=3)
    ear.stop()


def test_a_hub_that_is_away_is_waited_for() -> None:
    """Whatever is in the way, the ear tries again, and can be stopped."""
    asked = threading.Event()

    def no_line() -> HubLine:
        asked.set()
        raise NotPairedError

    ear = HintEar(no_line, lambda _heads: None)
    ear.start()
    assert asked.wait(20)
    ear.stop()


def test_an_ear_that_never_listened(line: HubLine) -> None:
    """Stopping it is no matter."""
    HintEar(lambda: line, lambda _heads: None).stop()
