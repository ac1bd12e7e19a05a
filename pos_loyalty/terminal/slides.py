"""The shop's own pictures on the members' screen, loaded where nobody waits for them."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from pos_loyalty.domain.values import dataclass

_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})
_STOP_TIMEOUT_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Slide:
    """A picture that fits the screen, and the name of its file."""

    name: str
    picture: QImage


def slide_after(folder: Path, name: str, size: QSize) -> Slide | None:
    """The picture that follows ``name`` in the folder, the first one after the last.

    What is no picture is passed over. None where there is not a single one.
    """
    files = _pictures(folder)
    later = [file for file in files if file.name.casefold() > name.casefold()]
    earlier = [file for file in files if file.name.casefold() <= name.casefold()]
    for file in (*later, *earlier):
        picture = _loaded(file, size)
        if picture is not None:
            return Slide(file.name, picture)
    return None


class SlideThread(QObject):
    """Shows one picture after another. ``pictured`` carries a QImage, or None for none."""

    pictured = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self, folder: Path, *, every_s: int, size: QSize) -> None:
        """Show the folder's pictures on a screen of that size from now on."""
        self.stop()
        self._stop = Event()
        self._thread = Thread(
            target=_show_slides,
            args=(folder, every_s, QSize(size), self._stop, self.pictured.emit),
            name="slides",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Show no more pictures; the one that is seen stays."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_STOP_TIMEOUT_S)
            self._thread = None


def _show_slides(
    folder: Path, every_s: int, size: QSize, stop: Event, show: Callable[[QImage | None], None]
) -> None:
    name = ""
    while not stop.is_set():
        slide = slide_after(folder, name, size)
        shown, name = name, slide.name if slide is not None else ""
        # The same picture is not shown to itself again.
        if slide is None or name != shown:
            show(slide.picture if slide is not None else None)
        stop.wait(every_s)


def _pictures(folder: Path) -> list[Path]:
    try:
        files = [file for file in folder.iterdir() if file.suffix.lower() in _SUFFIXES]
    except OSError:
        # A stick that was pulled out: the shop's name is shown until it is back.
        return []
    return sorted(files, key=lambda file: file.name.casefold())


def _loaded(file: Path, size: QSize) -> QImage | None:
    reader = QImageReader(str(file))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    picture = reader.read()
    if picture.isNull():
        return None
    return picture.scaled(
        size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
