from collections.abc import Iterator
from contextlib import closing
from socket import create_server

import pytest

from pos_loyalty.printing import discovery
from pos_loyalty.printing.address import UsbAddress, parse_address
from pos_loyalty.printing.discovery import LOOKS, find_printers
from pos_loyalty.printing.found_printer import FoundPrinter, PrinterKind
from pos_loyalty.printing.network_scan import NetworkRangeError
from pos_loyalty.printing.transports.serial_line import SerialPort
from pos_loyalty.printing.transports.usb_bus import UsbPrinter

_USB = FoundPrinter("usb://04b8:0e15", "EPSON TM-T20", PrinterKind.USB, "tm-t20")
_PORT = FoundPrinter("serial:///dev/ttyS9", "Port", PrinterKind.SERIAL)


def _twice() -> Iterator[FoundPrinter]:
    yield from (_USB, _USB)


def _once() -> Iterator[FoundPrinter]:
    yield _PORT


_FAKES = {PrinterKind.USB: _twice, PrinterKind.SERIAL: _once}


def test_only_the_kinds_that_were_asked_for_are_looked_at() -> None:
    """And a printer is listed once, however often the bus shows it."""
    assert find_printers({PrinterKind.USB}, looks=_FAKES) == (_USB,)
    assert find_printers(set(PrinterKind), looks=_FAKES) == (_USB, _PORT)


def test_the_network_is_left_alone_without_a_range() -> None:
    """Nothing is knocked at unless somebody says where."""
    told: list[tuple[int, int]] = []
    find_printers({PrinterKind.NETWORK}, looks=_FAKES, progress=lambda *step: told.append(step))
    assert told == []


def test_a_printer_on_the_network_is_found_with_its_address() -> None:
    """What is found can be put into the settings as it is."""
    told: list[tuple[int, int]] = []
    with closing(create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        found = find_printers(
            set(PrinterKind),
            network_range="127.0.0.1/32",
            port=port,
            progress=lambda *step: told.append(step),
            looks=_FAKES,
        )
    assert found[-1] == FoundPrinter(
        f"network://127.0.0.1:{port}", "127.0.0.1", PrinterKind.NETWORK
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_wrong_range_is_refused_before_anything_is_searched() -> None:
    """Whoever mistyped it does not wait for half an answer."""
    told: list[tuple[int, int]] = []
    with pytest.raises(NetworkRangeError):
        find_printers(
            set(PrinterKind),
            network_range="8.8.8.0/24",
            progress=lambda *step: told.append(step),
            looks=_FAKES,
        )
    assert told == []


def test_a_cancelled_search_answers_what_it_has() -> None:
    """Whoever saw the printer in the list need not wait for the rest."""
    told: list[tuple[int, int]] = []
    found = find_printers(
        set(PrinterKind),
        network_range="127.0.0.0/24",
        progress=lambda *step: told.append(step),
        cancelled=lambda: bool(told),
        looks=_FAKES,
    )
    assert found == (_USB,)


@pytest.mark.parametrize("kind", LOOKS)
def test_this_computer_can_be_searched(kind: PrinterKind) -> None:
    """Whatever is plugged in, or missing: no library, no print server, no Windows is no failure."""
    for found in find_printers({kind}):
        assert found.kind is kind
        parse_address(found.address)
        assert found.name


def test_each_kind_is_listed_with_its_address_and_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is there is proposed as it is written in the settings."""
    usb = UsbPrinter(UsbAddress(vendor=0x04B8, product=0x0E15), "EPSON TM-T20II")
    monkeypatch.setattr(discovery, "listed_printers", lambda: (usb,))
    monkeypatch.setattr(
        discovery, "serial_ports", lambda: (SerialPort("/dev/ttyUSB0", "USB Serial"),)
    )
    monkeypatch.setattr(discovery, "cups_queues", lambda: (("Bons", "usb://Star/TSP143"),))
    monkeypatch.setattr(discovery, "windows_printers", lambda: ("EPSON TM-T88V Receipt",))
    assert [(each.address, each.profile_guess) for each in find_printers(set(PrinterKind))] == [
        ("usb://04b8:0e15", "tm-t20"),
        ("serial:///dev/ttyUSB0", None),
        ("cups://Bons", "star-escpos"),
        ("windows://EPSON%20TM-T88V%20Receipt", "tm-t88"),
    ]
