"""Short movements that explain; they never hold back input."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QObject, QPoint, QVariantAnimation
from PySide6.QtWidgets import QWidget

from pos_loyalty.terminal import theme

DURATION_MS = 160


def slide_in(widget: QWidget, *, from_x: int, from_y: int) -> None:
    """Let a widget arrive from an offset; at once when movement is unwanted."""
    home = widget.pos()
    if theme.look().reduced_motion or not widget.isVisible():
        return
    start = home + QPoint(from_x, from_y)

    def place(share: float) -> None:
        widget.move(start + (home - start) * share)

    animate(widget, place, duration_ms=DURATION_MS)


def animate(owner: QObject, step: Callable[[float], None], *, duration_ms: int) -> None:
    """Call ``step`` with shares from 0 to 1, easing out; once with 1 when still.

    The animation belongs to ``owner`` and ends with it.
    """
    if theme.look().reduced_motion:
        step(1.0)
        return
    animation = QVariantAnimation(owner)
    animation.setStartValue(0.0)
    animation.setEndValue(1.0)
    animation.setDuration(duration_ms)
    animation.setEasingCurve(QEasingCurve.Type.OutCubic)
    animation.valueChanged.connect(step)
    animation.start(QAbstractAnimation.DeletionPolicy.DeleteWhenStopped)
