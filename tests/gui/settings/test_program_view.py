from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.panels import Editor
from pos_loyalty.terminal.screens.settings.program_fields_view import MomentEditor, SegmentsEditor
from pos_loyalty.terminal.screens.settings.program_paths import found
from pos_loyalty.terminal.screens.settings.program_view import TableCard
from pos_loyalty.terminal.widgets.buttons import IconButton
from pos_loyalty.terminal.widgets.marks import ColorDot
from tests.support.fingers import press_key, type_text
from tests.support.rule_setter import RuleSetter
from tests.support.shop import Shop, scratch_shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop in memory."""
    made = scratch_shop()
    yield made
    made.close()


@pytest.fixture
def manager(shop: Shop, qapp: QApplication) -> Iterator[RuleSetter]:
    """Its manager at the settings."""
    assert qapp is not None
    setter = RuleSetter(shop)
    yield setter
    setter.view.close()
    setter.view.deleteLater()


def _value(manager: RuleSetter, path: str) -> object:
    return found(manager.screen.program.document(), path)


def _labels(manager: RuleSetter) -> set[str]:
    editors = manager.view.findChildren(Editor)
    return {each.label.text() for each in editors if each.isVisible()}


def test_what_is_rarely_needed_is_folded(manager: RuleSetter) -> None:
    """More shows it, Less puts it away; a card where nothing is folded has no such button."""
    manager.turn_to("Programm")
    card = manager.card("Sammeln")
    assert "Max. je Tag (Punkte)" not in _labels(manager)
    card.more()
    assert "Max. je Tag (Punkte)" in _labels(manager)
    card.press("Weniger")
    assert "Max. je Tag (Punkte)" not in _labels(manager)


def test_a_wrong_line_is_never_folded_away(manager: RuleSetter) -> None:
    """What has to be mended stays in sight."""
    manager.turn_to("Programm")
    card = manager.card("Sammeln").more().write("Max. je Tag (Punkte)", "viele")
    card.press("Weniger")
    shown = {each.removesuffix(" · geändert") for each in _labels(manager)}
    assert "Max. je Tag (Punkte)" in shown
    assert "Max. je Einkauf (Punkte)" not in shown
    manager.press_button("Veröffentlichen …")
    assert "Sammeln · Max. je Tag" in manager.texts()


def test_things_are_copied_moved_and_taken_out(manager: RuleSetter) -> None:
    """By the buttons below the open one; what was taken out comes back with one press."""
    manager.turn_to("Prämien")
    rewards = manager.card("Prämien").open("Kaffee gratis").press("Duplizieren")
    table = next(each for each in manager.view.findChildren(TableCard) if each.isVisible())
    assert [row.title() for row in table.rows] == [
        "Kaffee gratis",
        "Kaffee gratis (Kopie)",
        "Geschenkkorb",
    ]
    assert not table.thing.up.isEnabled() or table.thing.down.isEnabled()
    manager.press(table.thing.down)
    assert table.rows[2].title() == "Kaffee gratis (Kopie)"
    manager.press(table.thing.up)
    manager.press(table.thing.up)
    assert table.rows[0].title() == "Kaffee gratis (Kopie)"
    assert not table.thing.up.isEnabled()
    rewards.press("Herausnehmen")
    assert len(table.rows) == 2
    manager.press_button("Rückgängig")
    assert len(table.rows) == 3


def test_a_new_thing_waits_for_its_name(manager: RuleSetter) -> None:
    """The cursor is in the name at once, and the line above follows what is typed."""
    manager.turn_to("Extrapunkte")
    manager.card("Punkte für mehr als Einkaufen").add()
    type_text(manager.view, "Größe")
    manager.settle()
    assert _value(manager, "action[2].id") == "groesse"
    table = next(each for each in manager.view.findChildren(TableCard) if each.part.id == "action")
    assert table.rows[2].title() == "Größe"
    assert table.rows[2].detail() == "25 Punkte · 1\u00a0× im Jahr"


def test_limits_are_a_number_and_a_period(manager: RuleSetter) -> None:
    """Or none at all; a number that is none is marked."""
    manager.turn_to("Extrapunkte")
    card = manager.card("Punkte für mehr als Einkaufen").open("Bewertung")
    card.choose("Wie oft je Mitglied", "in der Woche").write("Wie oft je Mitglied", "3")
    assert _value(manager, "action[0].limit") == "3 per week"
    card.write("Wie oft je Mitglied", "x")
    assert manager.screen.program.state.has_errors
    card.choose("Wie oft je Mitglied", "ohne Grenze")
    assert _value(manager, "action[0].limit") is None
    assert not manager.screen.program.state.has_errors


def test_colors_are_chosen_or_typed(manager: RuleSetter) -> None:
    """A dot for those that can be read well; any other by its number."""
    manager.turn_to("Stufen")
    card = manager.card("Stufen").open("Gold")
    dots = [each for each in manager.view.findChildren(ColorDot) if each.isVisible()]
    manager.press(dots[3])
    assert _value(manager, "tier[2].color") == dots[3].color
    assert dots[3].isChecked()
    card.write("Farbe", "#123456")
    assert _value(manager, "tier[2].color") == "#123456"
    assert not any(dot.isChecked() for dot in dots)


def test_segments_of_a_wheel(manager: RuleSetter) -> None:
    """They come, win rewards, and go; a weight that is none is said below its line."""
    manager.turn_to("Spiele & Ziele")
    card = manager.card("Glücksräder").add().write("Name", "Rad")
    card.press("Feld hinzufügen")
    editor = next(each for each in manager.view.findChildren(SegmentsEditor) if each.isVisible())
    boxes = [each for each in editor.findChildren(QComboBox) if each.isVisible()]
    boxes[2].setFocus()
    press_key(manager.view, Qt.Key.Key_Down)
    assert _value(manager, "wheel[0].segments[2].reward") == "free-coffee"
    card.write_segment(2, "Gewicht", "viel")
    assert "„viel“ ist keine Zahl. Nichts wurde geändert." in manager.texts()
    card.write_segment(2, "Gewicht", "5")
    bins = [each for each in editor.findChildren(IconButton) if each.isVisible()]
    manager.press(bins[0])
    assert _value(manager, "wheel[0].segments[1].weight") == 5


def test_members_are_marked_and_typed(manager: RuleSetter) -> None:
    """Marks for what is known, words for segments; both stand in the document."""
    manager.turn_to("Kampagnen")
    card = manager.card("Kampagnen").add().write("Name", "Für Freunde")
    card.mark("Erster Einkauf", "Geburtstag: die ganze Woche").write(
        "Für diese Mitglieder", "vip, stammtisch"
    )
    card.mark("Erster Einkauf")
    assert _value(manager, "campaign[0].members") == ["birthday-week", "vip", "stammtisch"]


def test_search_leads_into_a_folded_card(manager: RuleSetter) -> None:
    """The page turns, the card opens, and the cursor is in the line."""
    manager.press(manager.view.bar.search)
    type_text(manager.view, "vergleich ausgelassen")
    manager.screen.program.add("campaign")
    press_key(manager.view.bar.search, Qt.Key.Key_Return)
    manager.settle()
    focused = manager.view.focusWidget()
    assert isinstance(focused, QLineEdit)
    assert focused.accessibleName() == "Zum Vergleich ausgelassen (Prozent)"
    type_text(manager.view, "1")
    manager.settle()
    assert manager.view.focusWidget() is focused


def test_search_leads_to_what_is_off_and_to_empty_lists(manager: RuleSetter) -> None:
    """The switch that turns a section on, or the button that adds the first."""
    for words in ("neu empfehlung", "glücksräder gewicht"):
        manager.screen.presenter.search(words)
        hits = manager.screen.presenter.state.hits
        assert hits, words
        manager.screen.presenter.choose_hit(hits[0].key)
        manager.settle()
        focused = manager.view.focusWidget()
        assert focused is not None
        assert focused.isVisible()


def test_the_templates_can_be_put_away(manager: RuleSetter) -> None:
    """Esc closes the list and leaves the draft alone."""
    manager.turn_to("Programm")
    manager.press_button("Vorlage wählen …")
    assert manager.view.presets.isVisible()
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(manager.view.presets, press)
    assert not manager.view.presets.isVisible()
    assert not manager.screen.program.state.changes


def test_files_are_written_and_read(
    manager: RuleSetter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the system's own dialogs; who changes his mind there changes nothing."""
    file = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (f"{file}.toml", ""))
    manager.turn_to("Programm")
    manager.card("Sammeln").write("Punkte", "4")
    manager.press_button("Als Datei sichern …")
    assert "Die Datei ist geschrieben." in manager.texts()
    manager.press_button("Verwerfen")
    assert _value(manager, "earn.points") is None
    manager.press_button("Datei laden …")
    assert _value(manager, "earn.points") == 4
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("", ""))
    manager.press_button("Rückgängig")
    manager.press_button("Als Datei sichern …")
    manager.press_button("Datei laden …")
    assert not manager.screen.program.state.changes


def test_a_purchase_is_tried_beside_the_page(manager: RuleSetter) -> None:
    """Amount and product group; a change of the rules shows both figures."""
    manager.turn_to("Programm")
    box = manager.view.meaning.example
    manager.press(box.amount)
    box.amount.selectAll()
    type_text(manager.view, "200")
    manager.settle()
    assert {"Warum, für Gold:", "+200", "+100", "300"} <= manager.texts()
    manager.card("Sammeln").write("Punkte", "2")
    assert {"600", "300", "heute"} <= manager.texts()
    manager.press(box.category)
    type_text(manager.view, "kaffee")
    assert manager.screen.program.state.example.category == "kaffee"


def test_every_page_speaks_the_other_language(manager: RuleSetter) -> None:
    """Also pages that were never looked at, and a thing that is open."""
    manager.turn_to("Prämien")
    manager.card("Prämien").open("Kaffee gratis")
    manager.screen.speak(words_for("en"))
    manager.settle()
    assert {"Rewards", "Price in points", "Points as a discount"} <= manager.texts()
    manager.turn_to("Games and goals")
    assert "Wheels of fortune" in manager.texts()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_day_is_chosen_from_a_month(manager: RuleSetter) -> None:
    """By key and by press; a time of day that was typed stays."""
    manager.turn_to("Kampagnen")
    card = manager.card("Kampagnen").add().write("Name", "Ostern").write("Von", "31.3.2026 08:00")
    editor = next(
        each
        for each in manager.view.findChildren(MomentEditor)
        if each.isVisible() and each.line.key == "from"
    )
    buttons = editor.findChildren(IconButton)
    opener = next(each for each in buttons if each.accessibleName() == "Tag wählen")
    manager.press(opener)
    picker = editor.picker
    assert picker.isVisible()
    press_key(picker, Qt.Key.Key_Right)
    press_key(picker, Qt.Key.Key_Down)
    press_key(picker, Qt.Key.Key_Return)
    assert _value(manager, "campaign[0].from") == "2026-04-08T08:00"
    assert not picker.isVisible()
    manager.press(opener)
    picker.later.click()
    picker.earlier.click()
    picker.earlier.click()
    next(each for each in picker.days if each.day == date(2026, 3, 2)).click()
    assert _value(manager, "campaign[0].from") == "2026-03-02T08:00"
    manager.press(opener)
    press_key(picker, Qt.Key.Key_Tab)
    press_key(picker, Qt.Key.Key_Escape)
    assert not picker.isVisible()
    card.write("Von", "bald")
    manager.press(opener)
    assert picker.isVisible()
    picker.hide()


def test_tab_walks_as_people_read(manager: RuleSetter) -> None:
    """Through the lines of a list, into the thing that is open, and on to the next line."""
    manager.turn_to("Kampagnen")
    manager.card("Kampagnen").add().write("Name", "Eins")
    manager.card("Kampagnen").add().write("Name", "Zwei")
    manager.card("Kampagnen").open("Eins")
    table = next(each for each in manager.view.findChildren(TableCard) if each.isVisible())
    table.rows[0].setFocus(Qt.FocusReason.TabFocusReason)
    walked = []
    for _step in range(14):
        press_key(manager.view, Qt.Key.Key_Tab)
        focused = manager.view.focusWidget()
        assert focused is not None
        walked.append(focused.accessibleName())
    assert walked[:5] == ["Name", "Was es gibt", "Faktor", "Von", "Tag wählen"]
    assert walked[7:14] == [
        f"An diesen Wochentagen: {day}" for day in ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
    ]
    table.thing.down.setFocus(Qt.FocusReason.TabFocusReason)
    press_key(manager.view, Qt.Key.Key_Tab)
    assert manager.view.focusWidget() is table.rows[1]


def test_a_message_can_be_dismissed(manager: RuleSetter) -> None:
    """Its cross takes it away and changes nothing."""
    manager.turn_to("Prämien")
    manager.card("Prämien").open("Kaffee gratis").press("Herausnehmen")
    assert "„Kaffee gratis“ ist herausgenommen." in manager.texts()
    manager.screen.presenter.answer("stay")
    assert "„Kaffee gratis“ ist herausgenommen." not in manager.texts()
    assert manager.screen.program.state.changes


def test_enter_turns_marks(manager: RuleSetter, qtbot: QtBot) -> None:
    """Everything that a finger can do, a key can."""
    assert qtbot is not None
    manager.turn_to("Kampagnen")
    manager.card("Kampagnen").add()
    editor = next(
        each
        for each in manager.view.findChildren(Editor)
        if each.isVisible() and each.line.key == "weekdays"
    )
    editor.setFocus()
    press_key(manager.view, Qt.Key.Key_Return)
    assert _value(manager, "campaign[0].weekdays") == ["mon"]
