from dataclasses import replace
from pathlib import Path

import pytest

from pos_loyalty.bootstrap.printing import ReceiptPrinter
from pos_loyalty.domain.print_job import JobState, PrinterAddressError, PrinterStatus
from pos_loyalty.printing.draining import DrainResult, drain_once
from pos_loyalty.printing.transports.folder import SlipFiles
from pos_loyalty.printing.transports.network import NetworkTransport
from tests.support.shop import Shop, disk_shop


def _point_at(shop: Shop, address: str) -> None:
    shop.application.settings.change(
        lambda settings: replace(settings, printer=replace(settings.printer, receipt=address))
    )


def _printer(shop: Shop, shown: list[SlipFiles] | None = None) -> ReceiptPrinter:
    assert shop.folder is not None
    return ReceiptPrinter(
        shop.application, shop.folder, shown=shown.append if shown is not None else None
    )


def test_a_sale_comes_out_of_the_printer_in_the_settings(tmp_path: Path) -> None:
    """What was sold is printed, once, with the words of the shop and of the program."""
    shop = disk_shop(tmp_path)
    _point_at(shop, f"file://{tmp_path}/slips")
    sold = shop.sell(shop.enroll(given_name="Anna"), "36.50")
    told: list[PrinterStatus] = []
    spooler = _printer(shop).spooler(told.append)
    assert drain_once(spooler) == DrainResult(sent=1, waiting=0, uncertain=0)
    assert drain_once(spooler) == DrainResult(sent=0, waiting=0, uncertain=0)
    (text,) = (tmp_path / "slips").glob("*.txt")
    assert "Sonnenblume" in text.read_text("utf-8")
    assert "000001" in text.read_text("utf-8")
    assert shop.job(sold).state is JobState.PRINTED
    assert told
    shop.close()


def test_the_virtual_printer_shows_its_slips(tmp_path: Path) -> None:
    """A fresh installation prints onto the screen, into the folder of the shop."""
    shop = disk_shop(tmp_path)
    shown: list[SlipFiles] = []
    shop.sell(shop.enroll(), "36.50")
    drain_once(_printer(shop, shown).spooler(lambda _status: None))
    (files,) = shown
    assert shop.folder is not None
    assert files.picture.is_relative_to(shop.folder.spool)
    shop.close()


def test_a_changed_printer_takes_the_next_slip(tmp_path: Path) -> None:
    """Settings change while the till runs; nothing has to be started again."""
    shop = disk_shop(tmp_path)
    printer = _printer(shop)
    _point_at(shop, "network://127.0.0.1:9100")
    assert isinstance(printer.transport(), NetworkTransport)
    _point_at(shop, "virtual")
    assert not isinstance(printer.transport(), NetworkTransport)
    shop.close()


def test_a_printer_that_cannot_be_is_said_and_its_slips_wait(tmp_path: Path) -> None:
    """A wrong address in the settings is named to who asks; the spooler goes on, losing none."""
    shop = disk_shop(tmp_path)
    printer = _printer(shop)
    _point_at(shop, "pigeon://loft")
    with pytest.raises(PrinterAddressError):
        printer.transport()
    sold = shop.sell(shop.enroll(), "36.50")
    drained = drain_once(printer.spooler(lambda _status: None))
    assert (drained.sent, drained.waiting) == (0, 1)
    _point_at(shop, "virtual")
    shop.wait(minutes=1)
    assert drain_once(printer.spooler(lambda _status: None)).sent == 1
    assert shop.job(sold).state is JobState.PRINTED
    shop.close()


def test_a_changed_paper_changes_the_look(tmp_path: Path) -> None:
    """Narrow paper has fewer columns, from the next slip on."""
    shop = disk_shop(tmp_path)
    printer = _printer(shop)
    wide = printer.look().profile.columns
    shop.application.settings.change(
        lambda settings: replace(settings, receipt=replace(settings.receipt, width="58mm"))
    )
    assert printer.look().profile.columns < wide
    shop.close()


def test_warming_up_prints_nothing(tmp_path: Path) -> None:
    """The first sale's slip is as quick as the second's, and nobody sees why."""
    shop = disk_shop(tmp_path)
    _printer(shop).warm_up()
    assert shop.written()["print_job"] == 0
    shop.close()
