"""Fingers and scanners before the windows; keys by their places."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from pytestqt.qtbot import QtBot

from pos_loyalty.scanning.strokes import KeyKind, KeyStroke
from pos_loyalty.scanning.wedge_settings import WedgeSettings
from pos_loyalty.terminal.devices.key_events import stroke_of
from pos_loyalty.terminal.devices.wedge_filter import WedgeFilter
from tests.support.counter_window import Counter, Ear, click, key_event, press, send
from tests.support.wedge import (
    CARD,
    keys,
    scanned,
)


def test_the_members_scanner_has_a_signal_of_its_own(
    counter: Counter, wedge: WedgeFilter, ear: Ear, qtbot: QtBot
) -> None:
    """Told by the key that it sends first; the counter hears nothing of it."""
    members: list[str] = []
    wedge.member_scanned.connect(members.append)
    wedge.use(WedgeSettings(member_prefix=("F13",)))
    press(counter, [KeyStroke("F13", 4995, KeyKind.NAMED), *scanned(start_ms=5000)])
    qtbot.waitUntil(lambda: members == [CARD])
    assert (ear.scans, counter.edit.text()) == ([], "")


def test_a_key_that_a_finger_stays_on_is_parted_from_the_scan_around_it(
    counter: Counter, ear: Ear, qtbot: QtBot
) -> None:
    """It arrives in the field, down and up; the scan is whole."""
    code = scanned()
    finger = KeyStroke("5", code[6].time_ms + 1)
    press(counter, code[:7])
    send(counter, key_event(QEvent.Type.KeyPress, finger))
    press(counter, code[7:])
    send(counter, key_event(QEvent.Type.KeyRelease, replace(finger, time_ms=finger.time_ms + 95)))
    qtbot.waitUntil(lambda: ear.scans == [CARD])
    qtbot.waitUntil(lambda: counter.edit.text() == "5")


def test_a_click_amid_a_scan_does_not_spill_it(counter: Counter, ear: Ear, qtbot: QtBot) -> None:
    """The button is pressed, the card is read, the field stays empty."""
    code = scanned()
    press(counter, code[:12])
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        send(counter, click(kind, counter.button))
    press(counter, code[12:])
    qtbot.waitUntil(lambda: ear.scans == [CARD])
    assert (counter.edit.text(), counter.pressed) == ("", 1)


def test_a_slow_card_is_read_and_a_slow_text_arrives(
    counter: Counter, ear: Ear, qtbot: QtBot
) -> None:
    """Both at the pace of a person: only the one is a code."""
    press(counter, scanned(gaps=(50,)))
    qtbot.waitUntil(lambda: ear.scans == [CARD])
    press(counter, keys("LTE-Vertrag", gaps=(90,), start_ms=90_000))
    qtbot.waitUntil(lambda: counter.edit.text() == "LTE-Vertrag")


@pytest.mark.parametrize(
    ("platform", "code", "shift", "expected"),
    [
        ("xcb", 24, False, "q"),
        ("xcb", 24, True, "Q"),
        ("windows", 16, True, "Q"),
        ("cocoa", 16, False, ""),
    ],
)
def test_what_a_us_keyboard_would_have_written_is_known_by_the_keys_place(
    monkeypatch: pytest.MonkeyPatch, platform: str, code: int, *, shift: bool, expected: str
) -> None:
    """Where the system counts its keys in a way that is known, Caps Lock or not."""
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: platform)
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, held, code, 0, 0, "a")
    assert stroke_of(event).us_text == expected


@pytest.mark.parametrize(("code", "name"), [(190, ""), (191, "F13"), (202, "F24"), (203, "")])
def test_function_keys_that_no_keyboard_has_go_by_their_places(
    monkeypatch: pytest.MonkeyPatch, code: int, name: str
) -> None:
    """X11 gives them names of other things, of which scanners know nothing."""
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    none = Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tools, none, code, 0, 0, "")
    stroke = stroke_of(event)
    assert stroke.text == name
    assert stroke.kind is (KeyKind.NAMED if name else KeyKind.OTHER)
