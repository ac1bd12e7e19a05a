"""A window behind a wedge filter, run as a program of its own on a real display.

It says ``ready`` when it can be typed into, and on F12 what it has seen, as JSON.
"""

import json
import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QVBoxLayout

from pos_loyalty.terminal.devices.wedge_filter import WedgeFilter


class Pace(QObject):
    """When keys were pressed, by the window system's own clock."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[int] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note it once, however many hear of it, and let it pass."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            time = event.timestamp()
            if event.spontaneous() and time not in self.times[-1:]:
                self.times.append(time)
        return False


def main() -> int:
    """Show the window until F12."""
    application = QApplication(sys.argv)
    wedge = WedgeFilter(application)
    wedge.start()
    pace = Pace()
    application.installEventFilter(pace)
    # A dialog, for in one Enter presses the default button from within a field.
    window = QDialog()
    window.setWindowTitle("wedge window")
    edit, button = QLineEdit(), QPushButton("&Confirm")
    layout = QVBoxLayout(window)
    layout.addWidget(edit)
    layout.addWidget(button)
    button.setDefault(True)
    seen: dict[str, object] = {}
    scans: list[str] = []
    presses: list[str] = []
    wedge.scanned.connect(scans.append)
    button.clicked.connect(lambda: presses.append(edit.text()))

    def report() -> None:
        seen.update(scans=scans, presses=presses, text=edit.text(), times=pace.times)
        application.quit()

    QShortcut("F12", window).activated.connect(report)
    window.show()
    edit.setFocus()

    def tell_when_ready() -> None:
        if window.isActiveWindow():
            print("ready", flush=True)  # noqa: T201 - the test waits for it
            waiting.stop()

    print(f"window {int(window.winId())}", flush=True)  # noqa: T201 - as above
    waiting = QTimer(window)
    waiting.timeout.connect(tell_when_ready)
    waiting.start(20)
    application.exec()
    wedge.stop()
    print(json.dumps(seen), flush=True)  # noqa: T201 - as above
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
