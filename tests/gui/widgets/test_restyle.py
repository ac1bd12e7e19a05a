import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal import theme
from pos_loyalty.terminal.widgets.restyle import restyle
from pos_loyalty.terminal.widgets.text import Text, Tone
from tests.support.looks import dress, light


def _ink(text: Text) -> QColor:
    return text.palette().color(QPalette.ColorRole.WindowText)


def test_what_can_be_seen_changes_at_once(qtbot: QtBot) -> None:
    """A warning is no longer the color of a hint."""
    dress(light())
    text = Text("Kein Papier", tone=Tone.MUTED)
    qtbot.addWidget(text)
    text.show()
    assert _ink(text) == theme.color("muted")
    text.set_tone(Tone.BAD)
    assert _ink(text) == theme.color("bad")


def test_what_was_never_seen_comes_as_it_has_become(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it waits inside of something that is shown later; no ``QStyle`` is asked for."""
    dress(light())
    page = QWidget()
    qtbot.addWidget(page)
    text = Text("Kein Papier", tone=Tone.MUTED, parent=page)
    monkeypatch.delattr(QWidget, "style")
    text.setProperty("tone", Tone.BAD.value)
    restyle(text)
    page.show()
    assert _ink(text) == theme.color("bad")
