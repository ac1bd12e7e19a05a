from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.widgets.buttons import Button
from pos_loyalty.terminal.widgets.fields import AmountField
from pos_loyalty.terminal.widgets.focus import FocusRing
from pos_loyalty.terminal.widgets.lists import ScrollColumn
from tests.support.looks import dress, light


def _window(qtbot: QtBot, *widgets: QWidget) -> tuple[QWidget, FocusRing]:
    dress(light())
    window = QWidget()
    window.resize(400, 300)
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    ring = FocusRing(window)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window, ring


def test_the_ring_lies_around_the_button_with_the_focus(qtbot: QtBot) -> None:
    """2 px of line after 2 px of gap on each side, and it goes along with the focus."""
    first, second = Button("Eins"), Button("Zwei")
    _, ring = _window(qtbot, first, second)
    for button in (first, second):
        button.setFocus(Qt.FocusReason.TabFocusReason)
        assert ring.isVisible()
        assert ring.geometry() == button.geometry().adjusted(-4, -4, 4, 4)


def test_the_ring_follows_a_widget_that_moves(qtbot: QtBot) -> None:
    """A layout that changes takes the ring along; a widget that hides takes it away."""
    button = Button("Eins")
    _, ring = _window(qtbot, button)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    button.move(QPoint(50, 60))
    assert ring.geometry().topLeft() == QPoint(46, 56)
    button.hide()
    assert not ring.isVisible()


def test_the_ring_follows_what_its_widget_lies_in(qtbot: QtBot) -> None:
    """A message that appears above pushes the whole line down, and the ring with it."""
    line = QWidget()
    button = Button()
    button.setParent(line)
    window, ring = _window(qtbot, line)
    button.setFocus()
    before = ring.geometry()
    line.move(line.x(), line.y() + 40)
    assert ring.geometry() == before.translated(0, 40)
    assert window.isVisible()


def test_the_amount_has_a_border_of_its_own(qtbot: QtBot) -> None:
    """Two borders around one field would be one too many."""
    amount = AmountField()
    _, ring = _window(qtbot, amount)
    amount.setFocus(Qt.FocusReason.TabFocusReason)
    assert not ring.isVisible()


def test_the_ring_is_cut_where_the_list_scrolls(qtbot: QtBot) -> None:
    """A button half out of sight has half a ring, not one over the neighbor."""
    scroll = ScrollColumn()
    scroll.setMaximumHeight(100)
    buttons = [Button(str(number)) for number in range(8)]
    for button in buttons:
        scroll.column.addWidget(button)
    window, ring = _window(qtbot, scroll)
    QApplication.processEvents()
    buttons[1].setFocus(Qt.FocusReason.TabFocusReason)
    scroll.verticalScrollBar().setValue(20)
    QApplication.processEvents()
    corner = scroll.viewport().mapTo(window, QPoint(0, 0))
    assert ring.geometry().top() >= corner.y()
    assert ring.geometry().bottom() <= corner.y() + scroll.viewport().height()
