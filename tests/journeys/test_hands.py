"""Everything at the counter with two hands on the keyboard, and again with one finger."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.terminal import theme
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage
from tests.support.shopfront import (
    CASHIER,
    CASHIER_PIN,
    MANAGER,
    MANAGER_PIN,
    Shopfront,
    shopfront,
)
from tests.support.till import TillAtWork

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA = "Anna Berger"


def _spooled(shop: Shopfront) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(shop.folder.spool.glob("*.txt"))]


def test_two_hands_on_the_keyboard(tmp_path: Path, open_till: OpenTill) -> None:
    """Sign in, search, redeem, enroll, print again, void with a manager, lock, take over."""
    shop = shopfront(tmp_path)
    till = open_till(shop.folder)
    _sign_in_by_keys(till)
    _redeem_by_keys(till)
    assert shop.balance(ANNA) == 466
    _enroll_by_keys(till)
    _reprint_by_keys(till)
    till.until(lambda: any("Kopie 1" in slip for slip in _spooled(shop)), "the copy is out")
    _void_by_keys(till)
    assert shop.balance(ANNA) == 500
    _change_hands_by_keys(till)
    till.close()
    assert shop.count("sale") == 1
    assert shop.count("reversal") == 1
    assert shop.count("member") == 2


def _sign_in_by_keys(till: TillAtWork) -> None:
    door = till.floor.entrance.view
    till.until(lambda: till.screen is door and CASHIER in till.words(), "the names")
    till.key(Qt.Key.Key_Down)
    till.type(CASHIER_PIN)
    till.enter()
    till.until(lambda: till.screen is till.counter, "the counter is up")


def _redeem_by_keys(till: TillAtWork) -> None:
    till.type("berger")
    till.until(lambda: till.state.find.hits, "somebody is found")
    till.enter()
    till.until(lambda: till.state.stage is Stage.SALE, "the sale is open")
    till.type("20")
    till.key(Qt.Key.Key_F4)
    till.until(lambda: till.state.overlay is Overlay.REDEEM, "what can be redeemed")
    till.key(Qt.Key.Key_Space)
    till.until(lambda: any(line.is_chosen for line in till.state.redeem.rewards), "a coffee")
    till.escape()
    till.until(lambda: till.state.overlay is Overlay.NONE, "back at the sale")
    till.until(lambda: till.state.sale.earned, "the preview is there")
    till.enter()
    till.until(lambda: "Kaffee gratis" in till.notice, "it is redeemed")
    till.until(lambda: till.state.recent.lines, "it is in the list")


def _enroll_by_keys(till: TillAtWork) -> None:
    till.key(Qt.Key.Key_F3)
    till.until(lambda: till.state.stage is Stage.ENROLL, "the form")
    till.type("Maja")
    till.key(Qt.Key.Key_Tab)
    till.type("Neumann")
    till.enter()
    till.until(lambda: till.state.stage is Stage.SALE, "she is a member")
    assert till.state.member is not None
    assert till.state.member.name == "Maja Neumann"
    till.escape()
    till.until(lambda: till.state.stage is Stage.READY, "the prompt")


def _open_latest(till: TillAtWork) -> None:
    till.key(Qt.Key.Key_F9)
    till.enter()
    till.until(lambda: till.state.overlay is Overlay.AFTERWARDS, "the latest sale")


def _reprint_by_keys(till: TillAtWork) -> None:
    _open_latest(till)
    till.key(Qt.Key.Key_Space)
    till.until(lambda: till.state.overlay is Overlay.NONE, "it goes to the printer")


def _void_by_keys(till: TillAtWork) -> None:
    _open_latest(till)
    for _ in till.state.after.choices[1:]:
        till.key(Qt.Key.Key_Tab)
    till.key(Qt.Key.Key_Space)
    till.until(lambda: till.says("Den ganzen Einkauf stornieren?"), "the question")
    till.enter()
    till.until(lambda: till.state.after.asks_pin, "a manager is asked for")
    till.type("111222")
    till.enter()
    till.until(lambda: "Falsche PIN" in till.state.after.error, "a wrong PIN")
    till.settle()
    till.type(MANAGER_PIN)
    till.enter()
    till.until(lambda: till.state.overlay is Overlay.NONE, "it is voided")


def _change_hands_by_keys(till: TillAtWork) -> None:
    door = till.floor.entrance.view
    till.key(Qt.Key.Key_F6)
    till.until(lambda: till.screen is door and till.floor.entrance.actor is None, "locked")
    till.until(lambda: till.says("Gesperrt") and CASHIER in till.words(door), "the names")
    till.settle()
    till.type(CASHIER_PIN)
    till.enter()
    till.until(lambda: till.screen is till.counter, "the cashier is back")
    till.key(Qt.Key.Key_F7)
    till.until(lambda: till.screen is door and MANAGER in till.words(door), "who takes over")
    till.settle()
    till.key(Qt.Key.Key_Down)
    till.type(MANAGER_PIN)
    till.enter()
    till.until(lambda: till.screen is till.counter, "the manager is in")
    assert till.floor.entrance.actor is not None
    assert till.floor.entrance.actor.name == MANAGER


def test_one_finger_on_the_screen(tmp_path: Path, open_till: OpenTill) -> None:
    """Name, PIN, amount, reward, reprint, return and enrollment without a single key."""
    shop = shopfront(tmp_path)
    till = open_till(shop.folder)
    door = till.floor.entrance.view
    till.until(lambda: till.screen is door and MANAGER in till.words(), "the names")
    till.press(MANAGER, door)
    _tap(till, MANAGER_PIN, door)
    till.press("Anmelden", door)
    till.until(lambda: till.screen is till.counter, "the counter is up")
    till.scan(shop.people[ANNA].card)
    till.until(lambda: till.state.stage is Stage.SALE, "the member is there")
    _tap(till, "36,50", till.counter.sale.keypad)
    till.until(lambda: till.state.sale.earned, "the preview is there")
    till.click(till.counter.sale.redeem)
    till.click(till.until(till.counter.redeem.first, "a reward"))
    till.until(lambda: any(line.is_chosen for line in till.state.redeem.rewards), "it is taken")
    till.click(till.counter.redeem.done)
    till.until(lambda: till.state.overlay is Overlay.NONE, "back at the sale")
    till.click(till.counter.sale.confirm)
    till.until(lambda: till.state.stage is Stage.READY and till.notice, "it is booked")
    till.until(lambda: till.state.recent.lines, "it is in the list")
    till.press(ANNA, till.counter.recent)
    till.press("Rückgabe …")
    till.press("Rückgabe buchen")
    till.until(lambda: "Rückgabe gebucht" in till.notice, "it is given back")
    till.press("Neues Mitglied")
    till.press("Anlegen")
    till.until(lambda: till.state.stage is Stage.SALE, "somebody without a name is a member")
    till.close()
    assert shop.balance(ANNA) == 500
    assert shop.count("member") == 2


def _tap(till: TillAtWork, text: str, keypad: QWidget) -> None:
    for character in text:
        till.press(character, keypad)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_language_and_look_change_under_an_open_sale(tmp_path: Path, open_till: OpenTill) -> None:
    """Every word and color changes in place; what was typed stays; the next start remembers."""
    shop = shopfront(tmp_path)
    till = open_till(shop.folder)
    till.sign_in(CASHIER, CASHIER_PIN)
    till.scan(shop.people[ANNA].card)
    till.until(lambda: till.state.stage is Stage.SALE, "the member is there")
    till.type("36,50")
    till.until(lambda: till.state.sale.earned, "the preview is there")
    till.choose("English")
    till.until(lambda: till.says("Purchase"), "it speaks English")
    till.choose("Dark")
    till.until(lambda: theme.look().colors.is_dark, "it is dark")
    assert not till.says("Einkauf")
    assert till.state.sale.amount_text == "36,50"
    till.enter()
    till.until(lambda: "New balance 536" in till.notice, "it is booked")
    till.close()
    again = open_till(shop.folder)
    again.until(lambda: again.says("Who is working?"), "it still speaks English")
    assert theme.look().colors.is_dark
    again.close()
    assert shop.rows("SELECT earned FROM sale") == [(36,)]
