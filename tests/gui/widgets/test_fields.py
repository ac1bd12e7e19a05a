from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.widgets.fields import AmountField, Field, SearchField
from tests.support.fingers import type_text
from tests.support.looks import dark, dress, light


def test_what_is_typed_is_told(qtbot: QtBot) -> None:
    """Each letter, also from the keypad and the clipboard, is told as a whole text."""
    dress(light())
    amount = AmountField()
    qtbot.addWidget(amount)
    told: list[str] = []
    amount.amount_edited.connect(told.append)
    type_text(amount, "3,")
    amount.press("5")
    amount.press_delete()
    QApplication.clipboard().setText("99 €")
    amount.selectAll()
    amount.paste()
    assert told == ["3", "3,", "3,5", "3,", "99 €"]


def test_what_is_shown_is_not_told(qtbot: QtBot) -> None:
    """Drawing a state is no typing; and the cursor stays where somebody put it."""
    amount = AmountField()
    qtbot.addWidget(amount)
    told: list[str] = []
    amount.show_text("36,50")
    amount.amount_edited.connect(told.append)
    amount.setCursorPosition(2)
    amount.show_text("36,50")
    amount.show_text("7")
    assert told == []
    amount.show_text("36,50")
    amount.setCursorPosition(2)
    amount.show_text("36,50")
    assert amount.cursorPosition() == 2


def test_a_field_says_what_is_wrong_in_place_of_its_hint(qtbot: QtBot) -> None:
    """The error stands below the line and is read to those who cannot see it."""
    dress(light())
    field = Field("E-Mail", hint="freiwillig")
    qtbot.addWidget(field)
    assert field.line.accessibleName() == "E-Mail"
    field.show_error("Das ist keine Adresse.")
    assert field.line.accessibleDescription() == "Das ist keine Adresse."
    assert field.line.property("wrong")
    field.show_error("")
    assert field.line.accessibleDescription() == "freiwillig"
    assert not field.line.property("wrong")


def test_the_prompt_of_a_search_is_its_name(qtbot: QtBot) -> None:
    """What can be searched for is also what a screen reader says."""
    search = SearchField(key="F2")
    qtbot.addWidget(search)
    search.set_prompt("Name oder Nummer")
    assert search.accessibleName() == "Name oder Nummer"
    assert not search.grab().isNull()


def test_a_prompt_can_be_read(qtbot: QtBot) -> None:
    """What a field asks for is in the muted color itself, and not in half of it."""
    for look in (light(), dark()):
        dress(look)
        search = SearchField()
        qtbot.addWidget(search)
        search.set_prompt("MMMMMMMM")
        search.resize(300, 60)
        image = search.grab().toImage()
        seen = {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
        }
        assert look.colors.muted in seen
