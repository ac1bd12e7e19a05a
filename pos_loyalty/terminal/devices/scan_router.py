"""One stream of scans from all devices, for the screen that is up."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QObject, Slot

from pos_loyalty.scanning.scan import Scan, ScanSide, ScanSource

_log = logging.getLogger(__name__)

# A card lies before camera and scanner alike; both see it.
_REPEAT: Final = timedelta(seconds=1)


class ScanRouter(QObject):
    """Devices deliver to its slots, from any thread; the shell says who is served.

    A scan is for the screen that is up when it arrives. It is not kept for later: the
    person with the card sees that nothing happened and scans once more.
    """

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._receivers: dict[ScanSide, Callable[[Scan], None] | None] = {}
        self._last: Scan | None = None

    def hand_to(self, receiver: Callable[[Scan], None] | None) -> None:
        """From now on the counter's scans go to ``receiver``; None while no screen wants any."""
        self._receivers[ScanSide.COUNTER] = receiver

    def hand_member_side_to(self, receiver: Callable[[Scan], None] | None) -> None:
        """From now on the members' reader serves ``receiver``; None: it serves the counter."""
        self._receivers[ScanSide.MEMBER] = receiver

    @Slot(str)
    def from_keyboard(self, text: str) -> None:
        self.deliver(text, ScanSource.KEYBOARD)

    @Slot(str)
    def from_member_keyboard(self, text: str) -> None:
        self.deliver(text, ScanSource.KEYBOARD, ScanSide.MEMBER)

    @Slot(str)
    def from_serial(self, text: str) -> None:
        self.deliver(text, ScanSource.SERIAL)

    @Slot(str)
    def from_member_serial(self, text: str) -> None:
        self.deliver(text, ScanSource.SERIAL, ScanSide.MEMBER)

    @Slot(str)
    def from_camera(self, text: str) -> None:
        self.deliver(text, ScanSource.CAMERA)

    def deliver(self, text: str, source: ScanSource, side: ScanSide = ScanSide.COUNTER) -> None:
        """Hand on what a device read; to be called in the window's thread."""
        scan = Scan(text, source, self._now(), side)
        last, self._last = self._last, scan
        if last is not None and _is_repeat(scan, last):
            return
        receiver = self._receivers.get(side) or self._receivers.get(ScanSide.COUNTER)
        if receiver is None:
            _log.info("scan from %s, but no screen takes scans", source)
            return
        receiver(scan)


def _is_repeat(scan: Scan, last: Scan) -> bool:
    is_other_device = (scan.source, scan.side) != (last.source, last.side)
    same = scan.text == last.text and is_other_device
    return same and timedelta(0) <= scan.at - last.at < _REPEAT
