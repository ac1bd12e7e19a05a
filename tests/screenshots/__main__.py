"""Draws every screen in both languages, both themes and two sizes.

    python -m tests.screenshots --out DIR [--only PART] [--size 1366x768]

Each module beside this one that has ``scenes(look)`` takes part: it yields names and
widgets, ready to be grabbed once they have the size of the look.
"""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_loyalty.terminal import theme
from tests import screenshots
from tests.screenshots.look import LOOKS, SceneLook

Scenes = Callable[[SceneLook], Iterator[tuple[str, QWidget]]]


def main() -> int:
    """Take the pictures; 0 when each of them was written."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    app = cast("QApplication", QApplication.instance() or QApplication(sys.argv[:1]))
    written = 0
    for look in _looks(options.size):
        theme.apply(app, look.applied)
        for part, scenes in _parts():
            for name, widget in scenes(look):
                if options.only in f"{part}-{name}":
                    _take(app, widget, look, options.out / f"{part}-{name}-{look.suffix}.png")
                    written += 1
                widget.close()
                widget.deleteLater()
                app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    print(f"{written} pictures in {options.out}")
    return 0 if written else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--only", default="", help="only scenes whose name contains this")
    parser.add_argument("--size", default="", help="one size instead of both, like 1366x768")
    return parser.parse_args()


def _looks(size: str) -> Iterator[SceneLook]:
    if not size:
        yield from LOOKS
        return
    width, height = (int(part) for part in size.split("x"))
    seen = set()
    for look in LOOKS:
        other = SceneLook(look.language, look.theme, width, height)
        if other not in seen:
            seen.add(other)
            yield other


def _parts() -> Iterator[tuple[str, Scenes]]:
    for module in pkgutil.iter_modules(screenshots.__path__):
        if module.name not in ("__main__", "look"):
            loaded = importlib.import_module(f"{screenshots.__name__}.{module.name}")
            if hasattr(loaded, "scenes"):
                yield module.name, loaded.scenes


def _take(app: QApplication, widget: QWidget, look: SceneLook, path: Path) -> None:
    widget.resize(look.width, look.height)
    widget.show()
    for _turn in range(3):
        # Texts that break their lines tell their height when they know their width.
        app.processEvents()
    if not widget.grab().save(str(path)):
        raise OSError(path)


if __name__ == "__main__":
    sys.exit(main())
