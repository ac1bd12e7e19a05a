"""A shop is founded, closed, and opened again."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from pos_loyalty.config.paths import DataFolder, data_folder
from pos_loyalty.terminal.screens.cashier.state import Stage
from tests.support.shopfront import CASHIER, CASHIER_PIN, shopfront
from tests.support.till import TillAtWork

OpenTill = Callable[[DataFolder], TillAtWork]


def _fill(till: TillAtWork, *texts: str) -> None:
    lines = [line for line in till.window.findChildren(QLineEdit) if line.isVisible()]
    assert len(lines) == len(texts)
    for line, text in zip(lines, texts, strict=True):
        till.click(line)
        till.type(text)
        till.until(partial(_reads, line, text), text)


def _reads(line: QLineEdit, text: str) -> bool:
    return line.text() == text


def test_the_first_start_makes_a_shop_and_the_second_asks_for_a_pin(
    tmp_path: Path, open_till: OpenTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Name, person, PIN, one button: the counter is up, and it is that shop the next time."""
    monkeypatch.setenv("POS_LOYALTY_STATE", str(tmp_path / "state"))
    folder = data_folder(tmp_path / "shop")
    first = open_till(folder)
    first.until(lambda: first.says("Willkommen"), "the first page")
    _fill(first, "Blumen Berta", "Kasse 7", "Berta", "975310", "975310")
    first.press("Geschäft eröffnen")
    first.until(lambda: first.till.floor and first.screen is first.counter, "the counter is up")
    assert first.floor.entrance.actor is not None
    assert first.floor.entrance.actor.name == "Berta"
    assert first.state.stage is Stage.READY
    assert "Karte scannen" in first.words()
    first.close()
    assert (folder.logs / "pos-loyalty.log").is_file()

    second = open_till(folder)
    door = second.floor.entrance.view
    second.until(lambda: second.screen is door, "somebody is asked for")
    assert "Blumen Berta" in second.words()
    assert second.floor.entrance.actor is None
    second.until(lambda: not second.says("Namen wählen"), "the only person is offered")
    second.type("111222")
    second.enter()
    second.until(lambda: second.says("Falsche PIN"), "the wrong PIN is refused")
    second.type("975310")
    second.enter()
    second.until(lambda: second.screen is second.counter, "the counter is up")


def test_a_shop_opens_with_its_people_and_sells(tmp_path: Path, open_till: OpenTill) -> None:
    """PIN, card, amount, Enter: the points are in the books once, and the slip is out."""
    shop = shopfront(tmp_path)
    till = open_till(shop.folder)
    till.sign_in(CASHIER, CASHIER_PIN)
    till.sell(shop.people["Anna Berger"].card, "36,50")
    assert "Anna Berger: +36" in till.notice
    till.until(lambda: list(shop.folder.spool.glob("*.txt")), "the slip is out")
    till.close()
    assert shop.count("sale") == 1
    assert shop.balance("Anna Berger") == 536
