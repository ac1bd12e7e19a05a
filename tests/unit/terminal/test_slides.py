from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.slides import SlideThread, slide_after

_SCREEN = QSize(200, 100)


def _picture(folder: Path, name: str, *, width: int = 400, height: int = 400) -> None:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#0f6656"))
    assert image.save(str(folder / name))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures, a text that calls itself one, a broken one and other files."""
    for name in ("b.png", "A.jpg", "c.bmp"):
        _picture(tmp_path, name)
    (tmp_path / "aa.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    (tmp_path / "notes.png").write_text("no picture", encoding="utf-8")
    (tmp_path / "read me.txt").write_text("pictures of spring", encoding="utf-8")
    return tmp_path


def test_pictures_come_by_name_and_begin_again(folder: Path) -> None:
    """Whatever the letters' case; what is no picture is passed over."""
    seen, name = [], ""
    for _turn in range(5):
        slide = slide_after(folder, name, _SCREEN)
        assert slide is not None
        name = slide.name
        seen.append(name)
    assert seen == ["A.jpg", "b.png", "c.bmp", "A.jpg", "b.png"]


def test_a_picture_fits_the_screen(folder: Path) -> None:
    """As large as it goes, in its own shape."""
    slide = slide_after(folder, "", _SCREEN)
    assert slide is not None
    assert slide.picture.size() == QSize(100, 100)


def test_nothing_to_show_is_no_trouble(tmp_path: Path) -> None:
    """An empty folder, or none at all: the shop's name is shown."""
    assert slide_after(tmp_path, "", _SCREEN) is None
    assert slide_after(tmp_path / "not there", "x", _SCREEN) is None
    (tmp_path / "only.png").write_bytes(b"broken")
    assert slide_after(tmp_path, "", _SCREEN) is None


def test_the_thread_shows_and_stops(folder: Path, qtbot: QtBot) -> None:
    """The first picture is there at once; another folder without any takes it away."""
    slides = SlideThread()
    with qtbot.waitSignal(slides.pictured) as shown:
        slides.start(folder, every_s=600, size=_SCREEN)
    assert isinstance(shown.args[0], QImage)
    with qtbot.waitSignal(slides.pictured) as shown:
        slides.start(folder / "none", every_s=600, size=_SCREEN)
    assert shown.args == [None]
    slides.stop()
    slides.stop()
