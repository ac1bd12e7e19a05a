import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.theme_tokens import (
    DARK,
    LIGHT,
    READABLE_CONTRAST,
    TARGET_PX,
    Colors,
    contrast,
)
from pos_loyalty.terminal.widgets.buttons import (
    HOVERED,
    PRESSED,
    Button,
    Height,
    IconButton,
    Rank,
    button_colors,
)
from pos_loyalty.terminal.widgets.chips import Chip, Health
from pos_loyalty.terminal.widgets.keypad import Keypad
from pos_loyalty.terminal.widgets.rows import ListRow
from tests.support.fingers import press_key
from tests.support.looks import dark, dress, light


@pytest.mark.parametrize("rank", list(Rank))
@pytest.mark.parametrize("height", list(Height))
def test_a_button_is_large_enough_for_a_finger(qtbot: QtBot, rank: Rank, height: Height) -> None:
    """44 px at least, in each rank and height, and never less than its text needs."""
    dress(light())
    button = Button("Gutschreiben", rank, height=height, key="Enter", icon_name="plus")
    qtbot.addWidget(button)
    assert min(button.sizeHint().toTuple()) >= TARGET_PX
    assert button.minimumSizeHint() == button.sizeHint()
    assert not button.grab().isNull()


@pytest.mark.parametrize("percent", [0, HOVERED, PRESSED])
@pytest.mark.parametrize("rank", list(Rank))
@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_a_button_can_be_read_however_it_is_held(colors: Colors, rank: Rank, percent: int) -> None:
    """Under the mouse, pressed and chosen too."""
    ground, _border, ink = button_colors(rank, colors, percent=percent)
    assert contrast(ink, ground or colors.surface) >= READABLE_CONTRAST


def test_a_longer_text_makes_a_wider_button(qtbot: QtBot) -> None:
    """Changing the language never cuts a word."""
    dress(light())
    button = Button("Credit")
    qtbot.addWidget(button)
    before = button.sizeHint().width()
    button.set_label("Aufteilen nach Warengruppe", key="F6")
    assert button.sizeHint().width() > before
    assert button.toolTip() == "Aufteilen nach Warengruppe (F6)"
    assert button.key == "F6"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press(qtbot: QtBot, key: Qt.Key) -> None:
    """A button, a row and a chip with the focus are pressed by either."""
    dress(light())
    for widget in (Button("Eins"), ListRow(), Chip()):
        qtbot.addWidget(widget)
        widget.show()
        with qtbot.waitSignal(widget.clicked):
            press_key(widget, key)


def test_a_picture_alone_has_a_name(qtbot: QtBot) -> None:
    """Who cannot see the cross hears what it is."""
    button = IconButton("x", "Schließen")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("Schließen", "Schließen")


def test_disabled_looks_different(qtbot: QtBot) -> None:
    """What cannot be pressed now can be told from what can, in each rank and theme."""
    for look in (light(), dark()):
        dress(look)
        for rank in (Rank.PRIMARY, Rank.SOFT, Rank.QUIET, Rank.DANGER):
            button = Button("Eins", rank)
            qtbot.addWidget(button)
            before = button.grab().toImage()
            button.setEnabled(False)
            assert button.grab().toImage() != before


def test_the_keypad_tells_its_keys_and_keeps_the_focus_away(qtbot: QtBot) -> None:
    """Twelve keys of 72 px or more, none of which takes the cursor out of the field."""
    dress(light())
    keypad = Keypad()
    qtbot.addWidget(keypad)
    keypad.set_words(sign=",", delete_name="Löschen")
    pressed: list[str] = []
    keypad.pressed.connect(pressed.append)
    for key in keypad.figures():
        key.click()
    assert sorted(pressed) == sorted("0123456789,")
    with qtbot.waitSignal(keypad.delete_pressed):
        keypad.delete.click()
    assert keypad.delete.accessibleName() == "Löschen"
    for key in (*keypad.figures(), keypad.delete):
        assert key.focusPolicy() is Qt.FocusPolicy.NoFocus
        assert min(key.minimumSizeHint().toTuple()) >= 72


def test_a_chip_without_words_is_not_there(qtbot: QtBot) -> None:
    """Nothing to tell takes no room; a text makes it as wide as it needs."""
    dress(light())
    chip = Chip(icon_name="printer")
    qtbot.addWidget(chip)
    chip.show_state("", Health.NONE)
    assert chip.isHidden()
    chip.show_state("Drucker bereit", Health.GOOD)
    short = chip.sizeHint().width()
    chip.show_state("Verbindung zum Drucker verloren", Health.BAD)
    assert chip.sizeHint().width() > short
    assert chip.sizeHint().height() >= TARGET_PX
