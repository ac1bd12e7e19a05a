"""A till of several, at its own window: what it sells goes on, with a hub and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_loyalty.bootstrap.pairing import Wish, join_shop
from pos_loyalty.domain.staff import OPERATOR
from tests.support.shopfront import CASHIER, CASHIER_PIN, Shopfront, shopfront
from tests.support.till import TillAtWork
from tests.support.tiny_hub import TinyHub, tiny_hub

ANNA = "Anna Berger"


@pytest.fixture
def hub() -> Iterator[TinyHub]:
    """A hub that nobody has joined."""
    with tiny_hub() as hub:
        yield hub


@pytest.fixture
def shop(tmp_path: Path, hub: TinyHub) -> Shopfront:
    """A shop that has founded the hub's."""
    made = shopfront(tmp_path)
    wish = Wish(url=hub.url, code=hub.code, name="Kasse 1")
    made.inside(lambda application: join_shop(application, made.folder, OPERATOR, wish))
    return made


@pytest.fixture
def till(shop: Shopfront, qtbot: QtBot, qapp: QApplication) -> Iterator[TillAtWork]:
    """The till of that shop, with the cashier at it."""
    made = TillAtWork(qtbot, qapp, shop.folder)
    made.sign_in(CASHIER, CASHIER_PIN)
    yield made
    made.close()


def sent(hub: TinyHub, kind: str) -> int:
    """How many events of a type the hub has."""
    return sum(f'"type":"{kind}"'.encode() in body for log in hub.logs.values() for body in log)


def test_a_sale_is_at_the_hub_at_once(till: TillAtWork, shop: Shopfront, hub: TinyHub) -> None:
    """The chip says that the line is up; each sale is sent beside the counter."""
    till.until(lambda: till.says("Verbunden") or None, "the chip says how the line is")
    before = sent(hub, "purchased")
    till.sell(shop.people[ANNA].card, "12,00")
    till.until(lambda: sent(hub, "purchased") > before or None, "the hub has the sale")


def test_the_counter_goes_on_without_the_hub(
    till: TillAtWork, shop: Shopfront, hub: TinyHub
) -> None:
    """The chip says since when the line is down, and counts; later everything is sent."""
    till.until(lambda: till.says("Verbunden") or None, "the chip says how the line is")
    serving, before = dict(hub.door.answers), sent(hub, "purchased")
    hub.door.answers.clear()
    till.sell(shop.people[ANNA].card, "12,00")
    till.until(lambda: till.says("Ohne Netz seit") or None, "the chip says that the line is down")
    till.until(lambda: till.says("wartet") or till.says("warten") or None, "the chip counts")
    hub.door.answers.update(serving)
    till.until(lambda: sent(hub, "purchased") > before or None, "the hub has the sale")
    till.until(lambda: till.says("Verbunden") or None, "the line is up again")
