"""A till beside which we stand: what it prints is proposed, confirmed with Enter, once."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos_loyalty.config.clock import SystemClock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Relay
from pos_loyalty.gateway.relay_office import Office
from pos_loyalty.services.relay_folder import RelayFolder
from pos_loyalty.terminal.screens.cashier.state import Stage
from tests.support.printers import LoopbackPrinter, mute, printer
from tests.support.relaying import ended, till_at
from tests.support.shopfront import CASHIER, CASHIER_PIN, Shopfront, shopfront
from tests.support.taught import taught
from tests.support.till import TillAtWork
from tests.support.till_receipts import BY_NAME, Sold, voided

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA = "Anna Berger"
BAKERY = BY_NAME["bakery"]


@pytest.fixture
def shop(tmp_path: Path) -> Shopfront:
    """A shop whose till was taught."""
    made = shopfront(tmp_path)
    RelayFolder(made.folder.relay).put_template(taught(BAKERY))
    return made


def _office(shop: Shopfront, real: LoopbackPrinter) -> Office:
    where = f"network://127.0.0.1:{real.address.port}"
    wanted = Relay(on=True, listen="127.0.0.1:0", printer=where)
    office = Office(shop.folder, SystemClock(), lambda: wanted)
    office.open()
    return office


def _print(office: Office, *jobs: bytes) -> None:
    for data in jobs:
        with till_at(office.address) as connection:
            connection.sendall(data)
            ended(connection)


def test_scan_and_enter_credit_what_the_till_printed(shop: Shopfront, open_till: OpenTill) -> None:
    """Nobody types the amount; printed twice it is credited once; voided, the counter asks."""
    with printer(mute) as real, closing(_office(shop, real)) as office:
        till = open_till(shop.folder)
        till.sign_in(CASHIER, CASHIER_PIN)
        _print(office, BAKERY.print(Sold()), BAKERY.print(Sold()))
        till.scan(shop.people[ANNA].card)
        till.until(lambda: till.state.stage is Stage.SALE, "Anna is at the counter")
        till.until(lambda: till.state.offers.proposed, "her receipt is proposed")
        assert till.state.sale.amount_text == "36,50"
        till.enter()
        till.until(lambda: "+36" in till.notice, "the points are booked")
        till.escape()
        _print(office, BAKERY.print(Sold()), voided(BAKERY, Sold("4712"), of="4711"))
        till.until(lambda: "4711" in till.notice, "the counter asks about the void")
        assert shop.rows("SELECT receipt_number FROM sale WHERE receipt_number <> ''") == [
            ("4711",)
        ]
        assert real.printed().startswith(BAKERY.print(Sold()) * 3)


def test_a_receipt_is_chosen_from_the_list(shop: Shopfront, open_till: OpenTill) -> None:
    """F5 beside a purchase: the one before last is the one in the hand."""
    with printer(mute) as real, closing(_office(shop, real)) as office:
        till = open_till(shop.folder)
        till.sign_in(CASHIER, CASHIER_PIN)
        _print(office, BAKERY.print(Sold("1", 1999)), BAKERY.print(Sold("2", 2500)))
        till.scan(shop.people[ANNA].card)
        till.until(lambda: len(till.state.offers.lines) == 2, "both receipts are open")
        till.key(Qt.Key.Key_F5)
        older = next(
            row
            for row, line in zip(till.counter.offers.rows(), till.state.offers.lines, strict=True)
            if line.money.startswith("19,99")
        )
        till.click(older.row)
        till.until(lambda: till.state.sale.amount_text == "19,99", "it is the purchase")
        # What is typed takes the place of what was proposed.
        till.type("12")
        till.until(lambda: till.state.sale.amount_text == "12", "it was typed over")
        assert till.state.sale.receipt_number == ""
