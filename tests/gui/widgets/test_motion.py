from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal import motion, theme
from pos_loyalty.terminal.theme_tokens import LIGHT
from tests.support.looks import dress, light


def test_a_panel_ends_where_it_belongs(qtbot: QtBot) -> None:
    """It slides in from an offset and comes to rest at its place."""
    look = theme.Look(LIGHT, light().resources)
    dress(look)
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = QWidget(parent)
    panel.move(100, 20)
    parent.show()
    motion.slide_in(panel, from_x=32, from_y=0)
    qtbot.waitUntil(lambda: panel.pos() == QPoint(100, 20))
    dress(light())


def test_nothing_moves_for_those_who_asked_for_rest(qtbot: QtBot) -> None:
    """With reduced motion the end is there at once, in one step."""
    dress(light())
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = QWidget(parent)
    panel.move(100, 20)
    parent.show()
    motion.slide_in(panel, from_x=32, from_y=0)
    assert panel.pos() == QPoint(100, 20)
    shares: list[float] = []
    motion.animate(panel, shares.append, duration_ms=150)
    assert shares == [1.0]
