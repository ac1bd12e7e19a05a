import logging
from datetime import timedelta

import pytest

from pos_loyalty.scanning.scan import Scan, ScanSide, ScanSource
from pos_loyalty.terminal.devices.scan_router import ScanRouter
from tests.support.clock import FixedClock


@pytest.fixture
def clock() -> FixedClock:
    """The time, which stands still."""
    return FixedClock()


@pytest.fixture
def router(clock: FixedClock) -> ScanRouter:
    """A router with no screen yet."""
    return ScanRouter(clock.now)


def test_each_device_delivers_to_the_screen_that_is_up(
    router: ScanRouter, clock: FixedClock
) -> None:
    """With where it came from, and when."""
    seen: list[Scan] = []
    router.hand_to(seen.append)
    router.from_keyboard("A")
    router.from_serial("B")
    router.from_camera("C")
    sources = (ScanSource.KEYBOARD, ScanSource.SERIAL, ScanSource.CAMERA)
    expected = [
        Scan(text, source, clock.now()) for text, source in zip("ABC", sources, strict=True)
    ]
    assert seen == expected


def test_the_screen_before_hears_nothing_more(router: ScanRouter) -> None:
    """A scan has one receiver."""
    before: list[Scan] = []
    after: list[Scan] = []
    router.hand_to(before.append)
    router.hand_to(after.append)
    router.from_keyboard("A")
    assert (len(before), len(after)) == (0, 1)


def test_each_side_has_a_receiver_of_its_own(router: ScanRouter) -> None:
    """The card that a member holds up is not the one that the cashier scanned."""
    counter: list[Scan] = []
    members: list[Scan] = []
    router.hand_to(counter.append)
    router.hand_member_side_to(members.append)
    router.from_keyboard("A")
    router.from_member_keyboard("B")
    router.from_member_serial("C")
    assert [(scan.text, scan.side) for scan in counter] == [("A", ScanSide.COUNTER)]
    assert [(scan.text, scan.side) for scan in members] == [
        ("B", ScanSide.MEMBER),
        ("C", ScanSide.MEMBER),
    ]


def test_the_members_reader_serves_the_counter_when_nobody_takes_its_side(
    router: ScanRouter,
) -> None:
    """A shop without a members' screen may put a second scanner there; it says where it stood."""
    counter: list[Scan] = []
    router.hand_to(counter.append)
    router.hand_member_side_to(None)
    router.from_member_keyboard("B")
    assert [(scan.text, scan.side) for scan in counter] == [("B", ScanSide.MEMBER)]


def test_one_card_before_the_readers_of_both_sides_is_one_scan(router: ScanRouter) -> None:
    """Two readers that stand close to each other both see it."""
    seen: list[Scan] = []
    router.hand_to(seen.append)
    router.hand_member_side_to(seen.append)
    router.from_keyboard("A")
    router.from_member_keyboard("A")
    assert len(seen) == 1


def test_a_scan_that_nobody_wants_is_not_kept(
    router: ScanRouter, caplog: pytest.LogCaptureFixture
) -> None:
    """The next screen does not act on a card of before; the log has no code in it."""
    seen: list[Scan] = []
    with caplog.at_level(logging.INFO):
        router.from_keyboard("LT7K48217P2M9")
    router.hand_to(seen.append)
    assert seen == []
    assert "keyboard" in caplog.text
    assert "LT7" not in caplog.text


def test_two_devices_that_see_one_card_make_one_scan(router: ScanRouter, clock: FixedClock) -> None:
    """Within a second; after that the card was shown on purpose."""
    seen: list[Scan] = []
    router.hand_to(seen.append)
    router.from_camera("A")
    router.from_keyboard("A")
    assert [scan.source for scan in seen] == [ScanSource.CAMERA]
    clock.advance(timedelta(seconds=1))
    router.from_camera("A")
    assert len(seen) == 2


@pytest.mark.parametrize("back", [timedelta(0), timedelta(hours=1)])
def test_the_same_device_means_what_it_says(
    router: ScanRouter, clock: FixedClock, back: timedelta
) -> None:
    """Its own repeats are ignored before they come here; a clock set back changes nothing."""
    seen: list[Scan] = []
    router.hand_to(seen.append)
    router.from_keyboard("A")
    clock.advance(-back)
    router.from_keyboard("A")
    assert len(seen) == 2
