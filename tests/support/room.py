"""Finds words that have less room on the screen than they ask for."""

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget


def cut_widgets(screen: QWidget) -> list[str]:
    """The texts of visible labels and buttons that are smaller than they may be.

    A label that breaks its lines needs the height that goes with its width.
    """
    cut = []
    speaking: list[QLabel | QAbstractButton] = [
        *screen.findChildren(QLabel),
        *screen.findChildren(QAbstractButton),
    ]
    for widget in speaking:
        if not widget.isVisible() or not widget.text():
            continue
        least = widget.minimumSizeHint()
        height = least.height()
        if isinstance(widget, QLabel) and widget.wordWrap():
            height = widget.heightForWidth(widget.width())
        if widget.width() < least.width() or widget.height() < height:
            cut.append(widget.text())
    return cut
