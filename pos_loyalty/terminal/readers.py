"""The scanners of a till: what stands at its keyboard plug and its ports, as one stream."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from pos_loyalty.config.settings import Scanner
from pos_loyalty.scanning.wedge_settings import wedge_settings_of
from pos_loyalty.terminal.devices.scan_router import ScanRouter
from pos_loyalty.terminal.devices.serial_thread import SerialThread
from pos_loyalty.terminal.devices.wedge_filter import WedgeFilter


class Readers(QObject):
    """Reads from ``start`` to ``stop``; ``scans`` says who gets what was read."""

    def __init__(
        self,
        app: QApplication,
        scanner: Scanner,
        *,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.scans = ScanRouter(now, self)
        self.wedge = WedgeFilter(app, wedge_settings_of(scanner), self)
        self.serial = SerialThread(self)
        self.wedge.scanned.connect(self.scans.from_keyboard)
        self.wedge.member_scanned.connect(self.scans.from_member_keyboard)
        self.serial.scanned.connect(self.scans.from_serial)
        self.serial.member_scanned.connect(self.scans.from_member_serial)

    def start(self) -> None:
        """Tell scans from typing. Every event of the program goes through it from now on."""
        self.wedge.start()

    def use(self, scanner: Scanner) -> None:
        """Go by other settings."""
        self.wedge.use(wedge_settings_of(scanner))
        self.serial.use(scanner)

    def stop(self) -> None:
        """Read no more."""
        self.wedge.stop()
        self.serial.stop()
