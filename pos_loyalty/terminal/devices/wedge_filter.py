"""Takes scans out of the stream of keys before any field or button sees them.

Each key reaches an application's filter several times: once on its way to the window,
then for each widget that is asked. Only the first is looked at, so a scan is
recognized whatever has the focus, in a dialog too. Keys that turn out to be typed
are sent to their window again, in order, and go the usual way from there.
"""

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from shiboken6 import isValid

from pos_loyalty.cards.code_shapes import CodeShapes
from pos_loyalty.scanning.key_run import Verdict
from pos_loyalty.scanning.scan import ScanSide
from pos_loyalty.scanning.wedge import Decision, Fate, WedgeReader
from pos_loyalty.scanning.wedge_lesson import LESSON_CODE, LESSON_PAUSE_MS, WedgeLesson
from pos_loyalty.scanning.wedge_settings import WedgeSettings
from pos_loyalty.terminal.devices.key_events import copy_of, is_modifier, key_id, stroke_of

_KEYS: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
# What a person does between keys, and what must not overtake them.
_INTERRUPTING: Final = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
        QEvent.Type.FocusAboutToChange,
    }
)


@dataclass(slots=True)
class _Held:
    """A press that waits, and what came behind it: releases, and modifiers."""

    window: QWindow
    press: QKeyEvent
    behind: list[QKeyEvent] = field(default_factory=list)

    @property
    def events(self) -> list[QKeyEvent]:
        return [self.press, *self.behind]


class WedgeFilter(QObject):
    """Sits in front of all windows. ``scanned`` carries each code, ``learned`` a ``Lesson``.

    What a scanner on the members' side reads comes by ``member_scanned``.
    """

    scanned = Signal(str)
    member_scanned = Signal(str)
    learned = Signal(object)

    def __init__(
        self,
        application: QGuiApplication,
        settings: WedgeSettings | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._application = application
        self._reader = WedgeReader(settings or WedgeSettings(), CodeShapes())
        self._lesson: WedgeLesson | None = None
        self._held: list[_Held] = []
        self._swallowed: set[int] = set()
        self._is_our_own = False
        self._sending: list[int] = []
        self._has_waited = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setTimerType(Qt.TimerType.PreciseTimer)
        self._patience.timeout.connect(self._patience_ended)

    @property
    def settings(self) -> WedgeSettings:
        return self._reader.settings

    def start(self) -> None:
        """Listen from now on."""
        self._application.installEventFilter(self)

    def stop(self) -> None:
        """Listen no longer; what was held is played back."""
        self._flush_all()
        self._end_lesson()
        self._application.removeEventFilter(self)

    def use(self, settings: WedgeSettings) -> None:
        """Go by other settings, those of a lesson say."""
        self._flush_all()
        self._reader = WedgeReader(settings, CodeShapes())

    def learn(self, expected: str = LESSON_CODE) -> None:
        """Take the next run of keys as a scan of ``expected``; Escape gives up."""
        self._flush_all()
        self._lesson = WedgeLesson(expected, current=self.settings)

    def stop_learning(self) -> None:
        """Back to scanning, with nothing learned."""
        self._end_lesson()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _KEYS and isinstance(watched, QWindow) and isinstance(event, QKeyEvent):
            if self._is_our_own:
                # This one only: it may open a dialog, and then others follow before it is over.
                self._is_our_own = False
                return False
            return self._key(watched, event)
        if kind in _INTERRUPTING and self._held and not self._is_answer(kind):
            self._flush()
        return False

    def _is_answer(self, kind: QEvent.Type) -> bool:
        """Whether the focus moves because of a key that is being played back.

        Then what is held was typed after that key, and must not overtake it. In a dialog that
        the key has opened, another loop turns: there the focus moves for reasons of its own.
        """
        if kind is not QEvent.Type.FocusAboutToChange or not self._sending:
            return False
        return self._sending[-1] == QThread.currentThread().loopLevel()

    def _key(self, window: QWindow, event: QKeyEvent) -> bool:
        """Whether the key ends here."""
        if event.type() == QEvent.Type.KeyRelease or is_modifier(event):
            return self._companion(event)
        if self._lesson is not None:
            return self._lesson_key(self._lesson, event)
        if self._held and self._held[-1].window is not window:
            self._flush()
        decision = self._reader.feed(stroke_of(event))
        self._swallowed.discard(key_id(event))
        if decision.fate is Fate.SWALLOW:
            self._swallowed.add(key_id(event))
        held = _Held(window, copy_of(event)) if decision.fate is Fate.HOLD else None
        self._obey(decision, held)
        return decision.fate is not Fate.PASS

    def _companion(self, event: QKeyEvent) -> bool:
        """A release or a modifier: it shares the fate of the press that it came with."""
        is_release = event.type() == QEvent.Type.KeyRelease
        if is_release and not event.isAutoRepeat():
            self._released(event)
        if is_release and key_id(event) in self._swallowed:
            # A key held down is released between its repeats on some systems.
            if not event.isAutoRepeat():
                self._swallowed.discard(key_id(event))
            return True
        if self._held:
            self._held[-1].behind.append(copy_of(event))
            return True
        return False

    def _released(self, event: QKeyEvent) -> None:
        """How long a key was down says more about it, and about how long to wait for the next."""
        before_ms = self._reader.patience_ms
        self._reader.release(key_id(event), event.timestamp())
        changed_ms = self._reader.patience_ms - before_ms
        if changed_ms and self._held and self._patience.isActive():
            self._wait(max(self._patience.remainingTime() + changed_ms, 0))

    def _obey(self, decision: Decision, new: _Held | None = None) -> None:
        """Play back, drop, announce. The books are in order before any key is sent again.

        For a key may open a dialog, and more keys come in before we are back here.
        """
        decided = self._held[: len(decision.verdicts)]
        del self._held[: len(decided)]
        if new is not None:
            self._held.append(new)
            self._wait(self._reader.patience_ms)
        elif not self._held:
            self._patience.stop()
        judged = list(zip(decided, decision.verdicts, strict=True))
        # In this order: a key that is played back may open a dialog, and a scan's are gone by then.
        for held in [held for held, verdict in judged if verdict is Verdict.REPLAY]:
            for event in held.events:
                self._send(held.window, event)
        self._drop([held for held, verdict in judged if verdict is Verdict.DROP])
        if decision.scan is not None:
            self._announce(decision.scan, decision.side)

    def _drop(self, dropped: list[_Held]) -> None:
        """Forget a scan's keys. A person's key that was let go meanwhile is let go all the same."""
        for held in dropped:
            for event in held.events:
                if event.type() == QEvent.Type.KeyPress:
                    self._swallowed.add(key_id(event))
                elif key_id(event) in self._swallowed:
                    self._swallowed.discard(key_id(event))
                else:
                    self._send(held.window, event)

    def _send(self, window: QWindow, event: QKeyEvent) -> None:
        # A key may have closed the window that the next one was for.
        if isValid(window):
            self._is_our_own = True
            self._sending.append(QThread.currentThread().loopLevel())
            QCoreApplication.sendEvent(window, event)
            self._sending.pop()
            self._is_our_own = False

    def _flush(self) -> None:
        if self._held:
            self._obey(self._reader.flush())

    def _flush_all(self) -> None:
        """Nobody listens from here on."""
        self._flush()
        if self._held:
            self._obey(self._reader.expire())

    def _wait(self, pause_ms: int) -> None:
        self._has_waited = False
        self._patience.start(pause_ms)

    def _patience_ended(self) -> None:
        """No key came, or the window was too busy to see it: what waits gets one more turn."""
        if not self._has_waited:
            self._has_waited = True
            self._patience.start(0)
        elif self._lesson is not None:
            lesson = self._lesson.finish()
            self._end_lesson()
            self.learned.emit(lesson)
        else:
            self._obey(self._reader.expire())

    def _announce(self, code: str, side: ScanSide) -> None:
        # Not from within the filter: whoever listens may open a dialog, and the key that ended the
        # scan would not be over until that is closed.
        told = self.member_scanned if side is ScanSide.MEMBER else self.scanned
        QTimer.singleShot(0, self, lambda: told.emit(code))

    def _lesson_key(self, lesson: WedgeLesson, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._end_lesson()
            return False
        lesson.feed(stroke_of(event))
        self._swallowed.add(key_id(event))
        self._wait(LESSON_PAUSE_MS)
        return True

    def _end_lesson(self) -> None:
        self._lesson = None
        self._patience.stop()
