"""Looks for texts that do not fit where they stand.

    python -m tests.support.fit WIDTHxHEIGHT

Prints one line for each label or button that is smaller than its text, in both languages.
A program of its own, because the scale of a screen is fixed once an application runs.
"""

import importlib
import os
import re
import sys
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.widgets.chips import TierBadge
from pos_loyalty.terminal.widgets.rows import ListRow
from pos_loyalty.terminal.widgets.text import ElidedText
from tests.screenshots.look import SceneLook

# These cut their text on purpose and tell it whole in a tooltip.
_MAY_CUT = (ElidedText, ListRow)


def unfit(window: QWidget) -> Iterator[str]:
    """What is smaller than it needs to be, of all that can be seen in a window."""
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, QLabel | QAbstractButton | TierBadge):
            continue
        if isinstance(widget, _MAY_CUT) or not widget.isVisibleTo(window):
            continue
        needed = _needed(widget)
        if widget.width() < needed.width() or widget.height() < needed.height():
            text = widget.text() if hasattr(widget, "text") else ""
            name = text or widget.accessibleName()
            yield f"{type(widget).__name__} {name!r}: {_pair(widget.size())} < {_pair(needed)}"


def _needed(widget: QWidget) -> QSize:
    if isinstance(widget, QLabel) and widget.wordWrap():
        # What breaks its lines needs height for the width it has, and a width for its longest word;
        # a word with hyphens breaks behind them.
        words = re.split(r"\s+|(?<=-)", widget.text())
        longest = max(widget.fontMetrics().horizontalAdvance(word) for word in words)
        return QSize(min(longest, widget.sizeHint().width()), widget.heightForWidth(widget.width()))
    if isinstance(widget, QAbstractButton):
        return widget.minimumSizeHint()
    return widget.sizeHint()


def _pair(size: QSize) -> str:
    return f"{size.width()}x{size.height()}"


def main(arguments: list[str]) -> int:
    """Print what does not fit; 0 when everything does."""
    width, height = (int(part) for part in arguments[0].split("x"))
    app = QApplication([])
    found = 0
    for language in ("de", "en"):
        look = SceneLook(language, "light", width, height)
        theme.apply(app, look.applied)
        for part in arguments[1:]:
            module = importlib.import_module(f"tests.screenshots.{part}")
            for name, window in module.scenes(look):
                window.resize(width, height)
                window.show()
                for _turn in range(3):
                    # Texts that break their lines tell their height when they know their width.
                    app.processEvents()
                lines = [] if window.width() == width else [f"the window is {window.width()} wide"]
                if window.height() != height:
                    lines.append(f"the window is {window.height()} high")
                for line in (*lines, *unfit(window)):
                    found += 1
                    print(f"{part}-{name} ({language}): {line}")  # noqa: T201 - read by the test
                window.close()
                window.deleteLater()
                app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
