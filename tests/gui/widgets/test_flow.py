import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.widgets.flow import FlowLayout


def _filled(around: QWidget, *, count: int, line_gap: int = 8) -> tuple[FlowLayout, list[QWidget]]:
    flow = FlowLayout(around, gap=10, line_gap=line_gap)
    things: list[QWidget] = []
    for _each in range(count):
        thing = QPushButton()
        thing.setFixedSize(100, 40)
        flow.addWidget(thing)
        thing.show()
        things.append(thing)
    return flow, things


@pytest.fixture
def around(qtbot: QtBot) -> QWidget:
    """What the things are in."""
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def test_things_go_on_in_the_next_line(around: QWidget) -> None:
    """As many in a line as there is room for; the height follows the width."""
    flow, things = _filled(around, count=3)
    flow.setGeometry(QRect(0, 0, 210, 200))
    assert [(each.x(), each.y()) for each in things] == [(0, 0), (110, 0), (0, 48)]
    assert flow.heightForWidth(210) == 88
    assert flow.heightForWidth(320) == 40
    assert flow.hasHeightForWidth()
    assert flow.minimumSize().width() == 100


def test_hidden_things_take_no_room(around: QWidget) -> None:
    """What is put away leaves no gap."""
    flow, things = _filled(around, count=3, line_gap=0)
    things[0].hide()
    flow.setGeometry(QRect(0, 0, 100, 200))
    assert [each.y() for each in things[1:]] == [0, 40]


def test_things_can_be_taken_out(around: QWidget) -> None:
    """As of any layout; a place where nothing is gives nothing."""
    flow, _things = _filled(around, count=1)
    assert flow.count() == 1
    assert flow.itemAt(1) is None
    assert flow.takeAt(1) is None
    assert flow.takeAt(0) is not None
    assert flow.count() == 0
    assert flow.sizeHint().width() == 0
    assert not flow.expandingDirections()
