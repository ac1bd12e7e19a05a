"""What is done at the counter a few times a day: by keys alone, and again with one finger."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Mail
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage
from tests.support.mail_server import Postbox, mail_server
from tests.support.shop import rules
from tests.support.shopfront import MANAGER, MANAGER_PIN, Shopfront, shopfront
from tests.support.till import TillAtWork

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA = "Anna Berger"
WHEEL = {
    "id": "rad",
    "name": "Glücksrad",
    "limit": "1 per day",
    "segments": [{"weight": 1, "points": 50}],
}


@pytest.fixture
def post() -> Iterator[Postbox]:
    """Where the shop's letters arrive."""
    with mail_server(Postbox()) as box:
        yield box


@pytest.fixture
def shop(tmp_path: Path, post: Postbox) -> Shopfront:
    """A shop with a wheel, that writes letters."""
    mail = Mail(host="127.0.0.1", port=post.port, security="none", sender="laden@example.org")
    return shopfront(tmp_path, program=rules(wheel=[WHEEL]), mail=mail)


def test_by_keys(shop: Shopfront, post: Postbox, open_till: OpenTill) -> None:
    """Points in part, a part given back, the wheel, and the card of a new member by e-mail."""
    till = open_till(shop.folder)
    till.sign_in(MANAGER, MANAGER_PIN)
    _open_sale(till, shop)
    till.type("20")
    till.key(Qt.Key.Key_F4)
    till.until(lambda: till.state.overlay is Overlay.REDEEM, "what can be redeemed")
    till.type("++-")
    till.until(lambda: till.state.redeem.points_text == "100", "a hundred points")
    till.escape()
    _book(till)
    till.key(Qt.Key.Key_F9)
    till.enter()
    till.until(lambda: till.state.overlay is Overlay.AFTERWARDS, "the latest sale")
    till.key(Qt.Key.Key_Tab)
    till.key(Qt.Key.Key_Space)
    till.until(lambda: till.says("Wie viel Geld geht zurück?"), "the question")
    till.settle()
    till.type("9,50")
    till.enter()
    till.until(lambda: "Rückgabe gebucht" in till.notice, "a part is given back")
    _open_sale(till, shop)
    till.key(Qt.Key.Key_F12)
    till.until(lambda: till.state.overlay is Overlay.PLAY, "what to take part in")
    till.until(lambda: till.state.play.lines, "the actions")
    while not any(tab.id == "wheels" and tab.is_shown for tab in till.state.play.tabs):
        till.key(Qt.Key.Key_Right)
    till.key(Qt.Key.Key_Space)
    till.until(lambda: till.state.play.question, "whether to spin")
    till.enter()
    till.until(lambda: till.says("Glücksrad: +50 Punkte"), "what was won")
    till.escape()
    till.escape()
    till.until(lambda: till.state.stage is Stage.READY, "the prompt")
    till.key(Qt.Key.Key_F3)
    till.until(lambda: till.state.stage is Stage.ENROLL, "the form")
    till.type("Maja")
    for _ in range(3):
        till.key(Qt.Key.Key_Tab)
    till.type("maja@example.org")
    till.enter()
    till.until(lambda: till.state.stage is Stage.SALE, "she is a member")
    till.command(Qt.Key.Key_E)
    till.until(lambda: "kommt per E-Mail" in till.notice, "her card is on its way")
    till.until(lambda: post.letters, "the letter is there")
    till.close()
    assert [letter["To"] for letter in post.letters] == ["maja@example.org"]


def test_with_one_finger(shop: Shopfront, open_till: OpenTill) -> None:
    """The same, and a copy of the slip, without a single key."""
    till = open_till(shop.folder)
    till.sign_in(MANAGER, MANAGER_PIN)
    _open_sale(till, shop)
    _tap(till, "20", till.counter.sale.keypad)
    till.click(till.counter.sale.redeem)
    till.until(lambda: till.state.overlay is Overlay.REDEEM, "what can be redeemed")
    till.click(till.counter.redeem.more)
    till.until(lambda: till.state.redeem.points_text == "100", "a hundred points")
    till.click(till.counter.redeem.done)
    till.until(lambda: till.state.sale.earned, "the preview is there")
    till.click(till.counter.sale.confirm)
    till.until(lambda: till.state.recent.lines, "it is in the list")
    till.press(ANNA, till.counter.recent)
    till.press("Kopie drucken")
    till.until(lambda: any("Kopie 1" in slip for slip in _slips(shop)), "the copy is out")
    _open_sale(till, shop)
    till.press("Mitmachen")
    till.until(lambda: till.state.overlay is Overlay.PLAY, "what to take part in")
    till.press("Glücksrad")
    till.press("Drehen …")
    till.press("Rad drehen")
    till.until(lambda: till.says("Glücksrad: +50 Punkte"), "what was won")
    till.close()
    assert shop.balance(ANNA) == 500 - 100 + 19 + 50


def _open_sale(till: TillAtWork, shop: Shopfront) -> None:
    till.scan(shop.people[ANNA].card)
    till.until(lambda: till.state.stage is Stage.SALE, "the member is there")


def _book(till: TillAtWork) -> None:
    till.until(lambda: till.state.sale.earned, "the preview is there")
    till.enter()
    till.until(lambda: till.state.stage is Stage.READY, "it is booked")
    till.until(lambda: till.state.recent.lines, "it is in the list")


def _slips(shop: Shopfront) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(shop.folder.spool.glob("*.txt"))]


def _tap(till: TillAtWork, text: str, keypad: QWidget) -> None:
    for character in text:
        till.press(character, keypad)
