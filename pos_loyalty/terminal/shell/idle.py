"""Notices when nobody has touched the till for a while."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

_ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchBegin,
        QEvent.Type.Wheel,
    }
)


class IdleWatch(QObject):
    """Emits ``idle`` once when there was no input for so long; input starts it anew."""

    idle = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.idle)

    def watch(self, timeout_s: int) -> None:
        """Wait for so many seconds without input; 0 never locks."""
        if timeout_s <= 0:
            self.rest()
            return
        # Every event of the program goes through a filter: there is one only while it is needed.
        self._app.installEventFilter(self)
        self._timer.start(timeout_s * 1000)

    def rest(self) -> None:
        """Stop watching, as while nobody is signed in."""
        self._timer.stop()
        self._app.removeEventFilter(self)

    def remaining_ms(self) -> int:
        """How long until the till counts as left alone; negative while nobody watches."""
        return self._timer.remainingTime()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._timer.isActive() and event.type() in _ACTIVITY:
            self._timer.start()
        return False
