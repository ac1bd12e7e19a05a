"""The floor of a start: a bare window, painted once. Run as a process of its own.

    python -m tests.bench.bare_window TRACE [stay]

Notes ``first-paint`` in the file; then it ends or, told to stay, waits to be looked at.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow


class _Witness(QObject):
    """Notes the first paint once it is over."""

    def __init__(self, app: QApplication, trace: Path, *, stays: bool) -> None:
        super().__init__()
        self._app = app
        self._trace = trace
        self._stays = stays

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._painted)
        return False

    def _painted(self) -> None:
        mark = {"mark": "first-paint", "t": time.monotonic()}
        self._trace.write_text(json.dumps(mark) + "\n", encoding="utf-8")
        if not self._stays:
            self._app.quit()


def main() -> int:
    """Paint, note, go."""
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1366, 820)
    witness = _Witness(app, Path(sys.argv[1]), stays="stay" in sys.argv)
    window.installEventFilter(witness)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
