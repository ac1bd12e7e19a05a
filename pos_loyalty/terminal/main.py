"""Opens the terminal: the window first, everything else behind it."""

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from pos_loyalty.config import paths
from pos_loyalty.config.paths import DataFolder, data_folder
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.first_look import first_look
from pos_loyalty.terminal.milestones import FIRST_PAINT, milestones_wanted
from pos_loyalty.terminal.qt_features import skip_feature_search
from pos_loyalty.terminal.shell.geometry import kept_geometry
from pos_loyalty.terminal.shell.last_resort import LastResort
from pos_loyalty.terminal.shell.window import MainWindow

if TYPE_CHECKING:
    # For the checker alone: paint comes first.
    from pos_loyalty.terminal.till import FloorMaker


def run_terminal(arguments: Sequence[str]) -> int:
    """Open the window on the data folder that ``arguments`` name, until it is closed."""
    # Until everything is there nothing is thrown away: ``Till`` lets it look for rubbish again.
    gc.disable()
    skip_feature_search()
    options = _options(arguments)
    folder = data_folder(options.data)
    app = QApplication.instance() or theme.new_application(sys.argv[0])
    if not isinstance(app, QApplication):
        raise TypeError(app)
    app.setApplicationName("pos-loyalty")
    theme.color_in(app, first_look(folder, paths.resources()))
    window = MainWindow()
    window.place(kept_geometry(folder))
    opening = _Opening(window, lambda: _till(app, window, folder, kiosk=options.kiosk))
    if options.kiosk:
        window.showFullScreen()
    else:
        window.show()
    # The till has one of its own, but may fail to load: an empty window helps nobody.
    last_resort = LastResort(lambda _error: app.exit(1))
    last_resort.install()
    status = app.exec()
    opening.close()
    last_resort.remove()
    return status


def play_demo(arguments: Sequence[str]) -> int:
    """Play one whole counter story offscreen and leave its pictures in a folder."""
    from pos_loyalty.terminal.demo import play  # noqa: PLC0415 - it imports every room there is

    return play(_options(arguments))


class _Closable(Protocol):
    def close(self) -> None: ...


class _Opening(QObject):
    """Waits for the first frame, then has the till built that opens everything else."""

    def __init__(self, window: MainWindow, build: Callable[[], _Closable | None]) -> None:
        super().__init__()
        self._window = window
        self._build = build
        self._till: _Closable | None = None
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and watched is self._window:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._painted)
        return False

    def close(self) -> None:
        """Finish what the till is at, and close it."""
        if self._till is not None:
            self._till.close()

    def _painted(self) -> None:
        self._till = self._build()


def _till(
    app: QApplication, window: MainWindow, folder: DataFolder, *, kiosk: bool
) -> _Closable | None:
    milestones = milestones_wanted()
    if milestones.reached(FIRST_PAINT):
        app.quit()
        return None
    theme.apply(app, theme.look())
    from pos_loyalty.terminal.till import (  # noqa: PLC0415 - paint comes first
        Till,
        settings_in,
        shop_floor,
    )

    till = Till(
        app=app,
        window=window,
        folder=folder,
        settings=settings_in(folder),
        milestones=milestones,
        load_floor=_kiosk_floor if kiosk else shop_floor,
    )
    till.open()
    return till


def _kiosk_floor() -> "FloorMaker":
    from pos_loyalty.terminal.kiosk_floor import KioskFloor  # noqa: PLC0415 - as above

    return KioskFloor


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="pos-loyalty")
    parser.add_argument("--data", type=Path)
    # As in ``config.settings``, which the first paint does not wait for.
    parser.add_argument("--lang", choices=("de", "en"))
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run")
    run.add_argument("--kiosk", action="store_true", help="one screen, for members alone")
    demo = commands.add_parser("demo")
    demo.add_argument("--out", type=Path, required=True)
    demo.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)
