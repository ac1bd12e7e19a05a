"""A screen without a counter: members use it, and nobody gets past it without a manager's PIN."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.terminal.kiosk_floor import KioskFloor
from tests.support.shopfront import CASHIER_PIN, MANAGER_PIN, Shopfront, shopfront
from tests.support.till import TillAtWork, button_in

ANNA = "Anna Berger"
_CORNER = QPoint(30, 30)


@pytest.fixture
def shop(tmp_path: Path) -> Shopfront:
    """A shop with Anna, whose points are worth a look."""
    return shopfront(tmp_path)


@pytest.fixture
def till(shop: Shopfront, qtbot: QtBot, qapp: QApplication) -> Iterator[TillAtWork]:
    """Its screen for members, up and ready for a card."""
    made = TillAtWork(qtbot, qapp, shop.folder, load_floor=lambda: KioskFloor)
    made.until(lambda: _floor(made).member_side.kiosk, "the screen is ready")
    yield made
    made.window.release()
    made.close()


def _floor(till: TillAtWork) -> KioskFloor:
    floor = till.until(lambda: till.till._floor, "the shop is open")  # noqa: SLF001 - no counter
    assert isinstance(floor, KioskFloor)
    return floor


def _hold_corner(till: TillAtWork) -> None:
    window = _floor(till).member_side.window
    window._hold.setInterval(1)  # noqa: SLF001 - nobody waits three seconds here
    child = window.childAt(_CORNER)
    assert child is not None
    QTest.mousePress(child, Qt.MouseButton.LeftButton, pos=child.mapFrom(window, _CORNER))
    till.until(_floor(till).way_out.isVisible, "the PIN is asked for")
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_any_scanner_serves_members(shop: Shopfront, till: TillAtWork) -> None:
    """The card opens the account, the statement comes out, and the shop is shown again."""
    till.scan(shop.people[ANNA].card)
    till.until(lambda: till.says("Hallo, Anna!"), "the overview")
    till.press("Kontoauszug drucken")
    till.until(lambda: till.says("Ihr Kontoauszug wird gedruckt."), "it is printed")
    till.escape()
    till.until(lambda: not till.says("Anna"), "she has left")
    assert not till.window.bar.isVisible()
    till.settle()
    till.close()
    assert shop.rows("SELECT count(*) FROM print_job") == [(1,)]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_nobody_gets_out(shop: Shopfront, till: TillAtWork) -> None:
    """Closing, Escape, Ctrl+Q and the counter's keys do nothing, in a visit either."""
    for _before_and_in_a_visit in range(2):
        till.window.close()
        for key in (Qt.Key.Key_Escape, Qt.Key.Key_F6, Qt.Key.Key_F10, Qt.Key.Key_F11):
            till.key(key)
        QTest.keyClick(till.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(till.window, Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier)
        till.settle()
        assert till.window.isVisible()
        assert till.screen is _floor(till).member_side.window
        till.scan(shop.people[ANNA].card)
        till.until(lambda: till.says("Hallo, Anna!"), "the overview")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_managers_pin_ends_it(shop: Shopfront, till: TillAtWork) -> None:
    """A cashier's PIN is as wrong as any; who only tried is led back; a manager's closes it."""
    till.scan(shop.people[ANNA].card)
    till.until(lambda: till.says("Hallo, Anna!"), "the overview")
    _hold_corner(till)
    assert not till.says("Anna")
    till.type(CASHIER_PIN)
    till.enter()
    till.until(lambda: till.says("PIN ist falsch") or till.says("Falsche PIN"), "refused")
    till.escape()
    till.until(lambda: not _floor(till).way_out.isVisible(), "back")
    assert till.window.isVisible()
    _hold_corner(till)
    for digit in MANAGER_PIN:
        till.press(digit)
    till.press("Programm beenden")
    till.until(lambda: not till.window.isVisible(), "it is closed")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_somebody_becomes_a_member(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    """By the keys on the screen and beside it, with a tick of their own; then there is a card."""
    shop = shopfront(tmp_path)
    shop.inside(
        lambda inside: inside.settings.change(
            lambda settings: replace(settings, display=replace(settings.display, joining=True))
        )
    )
    till = TillAtWork(qtbot, qapp, shop.folder, load_floor=lambda: KioskFloor)
    till.until(lambda: _floor(till).member_side.kiosk, "the screen is ready")
    till.press("Mitglied werden")
    till.press("Weiter")
    till.press("Z")
    till.type("oe")
    till.until(lambda: till.says("Zoe"), "the name")
    till.press("Weiter")
    till.press("Überspringen")
    assert button_in(till.window, "Mitglied werden") is None
    till.press("Damit bin ich einverstanden")
    till.press("Mitglied werden")
    till.until(lambda: till.says("Machen Sie ein Foto davon"), "the card")
    till.press("Zurück")
    till.until(lambda: till.says("Hallo, Zoe!"), "the account")
    till.press("Fertig")
    till.until(lambda: not till.says("Zoe"), "nobody is here")
    till.settle()
    till.window.release()
    till.close()
    assert shop.rows("SELECT given_name, language FROM member WHERE given_name = 'Zoe'") == [
        ("Zoe", "de")
    ]
