"""Printers that are off, hang, or go in the middle of a slip: the sale is safe, the queue moves."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Drawer, Settings
from pos_loyalty.config.settings_file import read_settings, write_settings
from pos_loyalty.terminal.screens.cashier.state import Overlay, Stage
from tests.support.escpos_oracle import Paper, decode
from tests.support.printers import (
    PAPER_OUT,
    READY,
    LoopbackPrinter,
    absent,
    answering,
    cuts_off,
    hanging,
    printer,
)
from tests.support.shopfront import CASHIER, CASHIER_PIN, Shopfront, shopfront
from tests.support.till import Heartbeat, TillAtWork

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA = "Anna Berger"


def _url(port: int) -> str:
    return f"network://127.0.0.1:{port}"


def _selling(shop: Shopfront, open_till: OpenTill, amount: str = "36,50") -> TillAtWork:
    """A till at which Anna has just bought something."""
    till = open_till(shop.folder)
    till.sign_in(CASHIER, CASHIER_PIN)
    till.sell(shop.people[ANNA].card, amount)
    return till


def _chip(till: TillAtWork) -> str:
    return till.window.bar.printer.text()


def _papers(server: LoopbackPrinter) -> list[Paper]:
    """What came out so far; a connection that only asked prints nothing."""
    papers = [decode(job) for job in server.jobs]
    return [paper for paper in papers if paper.text]


def _slips(shop: Shopfront) -> list[str]:
    return [state for (state,) in shop.rows("SELECT state FROM print_job ORDER BY id")]


def test_a_printer_that_is_off_keeps_no_sale_and_no_slip(
    tmp_path: Path, open_till: OpenTill
) -> None:
    """The sale is booked, its slip waits and the chip says so; a press prints it later."""
    port = absent().port
    shop = shopfront(tmp_path, printer=_url(port))
    till = _selling(shop, open_till)
    assert "+36" in till.notice
    till.until(lambda: "Drucker nicht erreichbar" in _chip(till), "the chip tells of the printer")
    till.until(lambda: "1 wartet" in _chip(till), "the chip counts the slip")
    with printer(answering, condition=READY, port=port) as server:
        till.click(till.window.bar.printer)
        till.until(lambda: till.state.queue.lines, "the queue is shown")
        till.press("Erneut versuchen")
        till.until(lambda: _papers(server), "the slip comes out")
        till.until(lambda: "Drucker bereit" in _chip(till), "the chip is content")
        till.until(lambda: till.says("Nichts wartet"), "the queue is empty")
        till.close()
        papers = _papers(server)
    assert len(papers) == 1
    assert "536" in papers[0].text
    assert "Kopie" not in papers[0].text
    assert _slips(shop) == ["printed"]


def test_what_waited_is_printed_by_the_next_start(tmp_path: Path, open_till: OpenTill) -> None:
    """A till that is closed with a slip in the queue sends it when it is opened again."""
    port = absent().port
    shop = shopfront(tmp_path, printer=_url(port))
    _selling(shop, open_till).close()
    assert _slips(shop)[0] in {"queued", "failed"}
    with printer(answering, condition=READY, port=port) as server:
        till = open_till(shop.folder)
        till.until(lambda: _papers(server), "the slip comes out")
        till.until(lambda: "Drucker bereit" in _chip(till), "the chip is content")
        till.close()
    assert _slips(shop) == ["printed"]


def test_a_printer_that_hangs_holds_up_nobody(tmp_path: Path, open_till: OpenTill) -> None:
    """While the spooler waits for an answer the window goes on, and sells."""
    heart = Heartbeat(every_ms=20)
    with printer(hanging) as server:
        shop = shopfront(tmp_path, printer=_url(server.address.port))
        till = _selling(shop, open_till)
        heart.start()
        till.until(lambda: "Drucker antwortet nicht" in _chip(till), "the chip tells of it")
        till.sell(shop.people[ANNA].card, "20,00")
        heart.stop()
        # A window that waited along would have come round a handful of times.
        assert heart.beats > 20
        assert "+20" in till.notice
        till.until(lambda: "2 warten" in _chip(till), "both slips wait")
        server.stop()
        till.close()
    assert shop.count("sale") == 2
    assert shop.balance(ANNA) == 556


def test_a_slip_cut_off_is_asked_about_and_printed_as_a_copy(
    tmp_path: Path, open_till: OpenTill
) -> None:
    """Nobody knows whether it is out, so nobody prints it twice unmarked."""
    till, shop, port = _cut_off(tmp_path, open_till)
    with printer(answering, condition=READY, port=port) as server:
        till.key(Qt.Key.Key_F8)
        till.until(lambda: till.says("Wurde der Bon gedruckt?"), "the question")
        till.press("Nein, drucken")
        till.until(lambda: _papers(server), "a copy comes out")
        till.until(lambda: till.says("Nichts wartet"), "the question is answered")
        till.close()
        papers = _papers(server)
    assert len(papers) == 1
    assert "Kopie 1" in papers[0].text
    assert sorted(_slips(shop)) == ["cancelled", "printed"]


def test_a_slip_that_did_come_out_is_not_printed_again(tmp_path: Path, open_till: OpenTill) -> None:
    """The answer settles it."""
    till, shop, port = _cut_off(tmp_path, open_till)
    with printer(answering, condition=READY, port=port) as server:
        till.key(Qt.Key.Key_F8)
        till.press("Ja")
        till.until(lambda: till.says("Nichts wartet"), "the question is answered")
        till.until(lambda: "Drucker bereit" in _chip(till), "the chip is content")
        till.close()
        assert _papers(server) == []
    assert _slips(shop) == ["printed"]


def _cut_off(tmp_path: Path, open_till: OpenTill) -> tuple[TillAtWork, Shopfront, int]:
    """A till whose printer went with half a slip in it."""
    with printer(cuts_off, condition=READY) as server:
        port = server.address.port
        shop = shopfront(tmp_path, printer=_url(port), profile="default")
        till = _selling(shop, open_till)
        till.until(lambda: any(b"\x1b@" in job for job in server.jobs), "half a slip is out")
        till.until(lambda: "Verbindung" in _chip(till), "the chip tells of it")
        till.settle()
    return till, shop, port


def test_a_new_roll_of_paper_prints_what_waited(tmp_path: Path, open_till: OpenTill) -> None:
    """Out of paper is said in these words; after the new roll the slip comes by itself."""
    with printer(answering, condition=dict(PAPER_OUT)) as server:
        shop = shopfront(tmp_path, printer=_url(server.address.port))
        till = _selling(shop, open_till)
        till.until(lambda: "Kein Papier" in _chip(till), "the chip tells of it")
        assert till.state.stage is Stage.READY
        server.condition = dict(READY)
        till.until(lambda: "Drucker bereit" in _chip(till), "the printer is ready again")
        till.close()
        assert len(_papers(server)) == 1


@pytest.mark.parametrize("address", ["serial://ttyS0", "usb://printer"])
def test_an_address_that_is_none_is_said_and_stops_nobody(
    tmp_path: Path, open_till: OpenTill, address: str
) -> None:
    """Written into the settings by hand: the till opens, names it, sells, and keeps the slip."""
    shop = shopfront(tmp_path, printer=address)
    till = _selling(shop, open_till)
    assert till.says(f"„{address}“")
    till.until(lambda: "1 wartet" in _chip(till), "the slip waits")
    till.key(Qt.Key.Key_F8)
    till.until(lambda: till.state.overlay is Overlay.QUEUE, "the queue is shown")
    till.close()
    assert shop.count("sale") == 1


def _set(shop: Shopfront, change: Callable[[Settings], Settings]) -> None:
    """As somebody wrote it into the settings' file."""
    settings = read_settings(shop.folder.settings).settings
    write_settings(shop.folder.settings, change(settings))


def test_the_drawer_opens_with_a_purchase_and_by_its_key_and_never_later(
    tmp_path: Path, open_till: OpenTill
) -> None:
    """One pulse for each; while the printer is off it is told, and none follows."""
    port = absent().port
    shop = shopfront(tmp_path, printer=_url(port))
    _set(shop, lambda settings: replace(settings, drawer=Drawer(opens="sale")))
    till = open_till(shop.folder)
    till.sign_in(CASHIER, CASHIER_PIN)
    _press_drawer(till)
    till.until(lambda: till.says("Die Lade ging nicht auf"), "it is told")
    with printer(answering, condition=READY, port=port) as server:
        till.sell(shop.people[ANNA].card, "36,50")
        till.until(lambda: _slips(shop) == ["printed"], "the slip comes out")
        _press_drawer(till)
        till.until(lambda: _pulses(server) == 2, "the drawer opens a second time")
        till.close()
        assert _pulses(server) == 2
    (calls,) = shop.rows("SELECT count(*) FROM outbox WHERE type = 'drawer-called'")[0]
    assert calls == 2


def _press_drawer(till: TillAtWork) -> None:
    QTest.keyClick(till.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def _pulses(server: LoopbackPrinter) -> int:
    return sum(job.count(b"\x1bp\x00") for job in server.jobs)


def test_a_second_printer_stands_in(tmp_path: Path, open_till: OpenTill) -> None:
    """After a few seconds of trouble the slip comes out there, and the bar says so calmly."""
    with printer(answering, condition=READY) as second:
        shop = shopfront(tmp_path, printer=_url(absent().port))
        fallback = _url(second.address.port)
        _set(
            shop,
            lambda settings: replace(
                settings,
                printer=replace(settings.printer, fallback=fallback, fallback_after_s=5),
            ),
        )
        till = _selling(shop, open_till)
        till.until(lambda: _papers(second), "the slip comes out of the second printer")
        till.until(lambda: "zweiter druckt" in _chip(till), "the chip is calm")
        till.close()
        assert len(_papers(second)) == 1
    assert _slips(shop) == ["printed"]
    assert shop.rows("SELECT printer, moved_from FROM print_job") == [("fallback", "receipt")]
