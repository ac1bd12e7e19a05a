from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication

from pos_loyalty.config.settings import Scanner
from pos_loyalty.scanning.scan import Scan, ScanSource
from pos_loyalty.scanning.serial_link import SerialState
from pos_loyalty.terminal.readers import Readers

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def readers(qapp: QApplication) -> Readers:
    """The scanners of a till without one at a port."""
    return Readers(qapp, Scanner(), now=lambda: NOON)


def test_all_scanners_make_one_stream(readers: Readers) -> None:
    """Who holds it gets each scan, with where it came from; the members' side has its own."""
    counter: list[Scan] = []
    members: list[Scan] = []
    readers.scans.hand_to(counter.append)
    readers.scans.hand_member_side_to(members.append)
    readers.wedge.scanned.emit("K1")
    readers.serial.scanned.emit("S1")
    readers.wedge.member_scanned.emit("K2")
    readers.serial.member_scanned.emit("S2")
    assert [(scan.text, scan.source) for scan in counter] == [
        ("K1", ScanSource.KEYBOARD),
        ("S1", ScanSource.SERIAL),
    ]
    assert [(scan.text, scan.source) for scan in members] == [
        ("K2", ScanSource.KEYBOARD),
        ("S2", ScanSource.SERIAL),
    ]


def test_other_settings_are_followed_and_nothing_is_left(readers: Readers) -> None:
    """A scanner that is named now is looked for, and no more when the till closes."""
    readers.start()
    readers.use(Scanner(serial="usb:05E0:1701"))
    assert readers.serial.link.state is SerialState.SEARCHING
    readers.stop()
    assert readers.serial._thread is None  # noqa: SLF001 - a thread that lives on is a fault
