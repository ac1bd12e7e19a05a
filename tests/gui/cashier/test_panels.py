from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.widgets.overlay import OverlayPanel
from tests.gui.cashier.conftest import Till


def _panels(till: Till) -> list[OverlayPanel]:
    return till.view.findChildren(OverlayPanel)


def test_a_panel_is_built_when_it_is_first_opened(till: Till) -> None:
    """No scan waits for panels that nobody has asked for, and none is built twice."""
    assert _panels(till) == []
    for _ in range(3):
        QTest.keyClick(till.view, Qt.Key.Key_F1)
    assert _panels(till) == [till.view.help]
    assert not till.view.help.isHidden()


def test_a_panel_speaks_as_the_till_does_when_it_is_opened(till: Till) -> None:
    """Somebody else's language reaches a panel that was not there yet, and one that was."""
    till.screen.speak(words_for("en"))
    QTest.keyClick(till.view, Qt.Key.Key_F1)
    assert till.view.help.heading.text() == "Keyboard shortcuts"
    till.screen.speak(words_for("de"))
    assert till.view.help.heading.text() == "Tasten"
