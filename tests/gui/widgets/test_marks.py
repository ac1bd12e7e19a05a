from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.widgets.marks import ColorDot, MarkButton
from tests.support.fingers import press_key, touch
from tests.support.looks import dark, dress, light


def test_a_mark_is_set_by_finger_and_by_key(qtbot: QtBot) -> None:
    """Enter, Space and a press turn it; its width does not change under the finger."""
    mark = MarkButton()
    qtbot.addWidget(mark)
    mark.setText("Dienstag")
    mark.show()
    width = mark.sizeHint().width()
    touch(mark)
    assert mark.isChecked()
    assert mark.sizeHint().width() == width
    mark.setFocus()
    press_key(mark, Qt.Key.Key_Return)
    assert not mark.isChecked()
    press_key(mark, Qt.Key.Key_Space)
    assert mark.isChecked()
    assert mark.minimumSizeHint() == mark.sizeHint()


def test_marks_are_told_apart_without_color(qtbot: QtBot) -> None:
    """A set mark carries its sign, in both looks."""
    for look in (light(), dark()):
        dress(look)
        mark = MarkButton()
        qtbot.addWidget(mark)
        mark.setText("Gold")
        mark.resize(mark.sizeHint())
        unset = mark.grab().toImage()
        mark.setChecked(True)
        assert mark.grab().toImage() != unset


def test_a_color_has_a_name(qtbot: QtBot) -> None:
    """And a ring when it is the chosen one."""
    dot = ColorDot("#0f6656")
    qtbot.addWidget(dot)
    assert dot.accessibleName() == "#0f6656"
    plain = dot.grab().toImage()
    dot.setChecked(True)
    assert dot.grab().toImage() != plain
