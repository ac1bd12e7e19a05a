import errno
import socket

import pytest
import usb.core

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.printing.address import UsbAddress
from pos_loyalty.printing.transports.line import LineError
from pos_loyalty.printing.transports.usb_bus import (
    UsbPrinter,
    find_device,
    listed_printers,
    printing_interface,
    usb_problem,
)
from tests.support.cables import UsbBus


def _bus(*, interface_class: int = 7, answering: bool = True) -> UsbBus:
    unplugged = socket.socket()
    unplugged.close()
    return UsbBus(unplugged, interface_class=interface_class, answering=answering)


def test_printers_are_listed_by_the_names_that_they_have() -> None:
    """As makers write them, and with the address that finds this very printer again."""
    bus = _bus()
    assert listed_printers(bus) == (UsbPrinter(bus.address, "EPSON TM-T20II"),)
    assert bus.handles == 0
    bus.texts = {1: "EPSON", 2: "EPSON TM-T20"}
    (printer,) = listed_printers(bus)
    assert printer == UsbPrinter(UsbAddress(vendor=0x04B8, product=0x0E15), "EPSON TM-T20")
    bus.texts = {}
    (nameless,) = listed_printers(bus)
    assert nameless.name == "USB 04b8:0e15"


def test_what_is_no_printer_is_not_listed() -> None:
    """Scanners, sticks and keyboards are left alone."""
    assert listed_printers(_bus(interface_class=3)) == ()


def test_a_device_that_cannot_be_read_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """One broken device on the bus hides no printer."""
    bus = _bus()

    def fail(*_how: object) -> None:
        raise usb.core.USBError("broken", errno=errno.EIO)

    monkeypatch.setattr(bus, "get_configuration_descriptor", fail)
    assert listed_printers(bus) == ()


def test_a_printer_that_may_not_be_opened_is_listed_with_its_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever looks for it sees it, and what is missing."""
    bus = _bus()

    def refuse(_device: object) -> None:
        raise usb.core.USBError("denied", errno=errno.EACCES)

    monkeypatch.setattr(bus, "open_device", refuse)
    (printer,) = listed_printers(bus)
    assert printer.problem is PrintProblem.FORBIDDEN
    assert printer.address == UsbAddress(vendor=0x04B8, product=0x0E15)
    with pytest.raises(LineError) as failed:
        find_device(bus.address, bus)
    assert failed.value.problem is PrintProblem.FORBIDDEN


def test_a_printer_is_found_by_its_own_number() -> None:
    """Two of one model are told apart; without a number the first will do."""
    bus = _bus()
    assert find_device(bus.address, bus).idProduct == 0x0E15
    assert find_device(UsbAddress(vendor=0x04B8, product=0x0E15), bus).idProduct == 0x0E15
    other = UsbAddress(vendor=0x04B8, product=0x0E15, serial="another")
    for address in other, UsbAddress(vendor=1, product=1):
        with pytest.raises(LineError) as failed:
            find_device(address, bus)
        assert failed.value.problem is PrintProblem.UNREACHABLE


def test_a_computer_without_libusb_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search finds nothing there, and a slip is told why it cannot be sent."""

    def missing(**_how: object) -> None:
        raise usb.core.NoBackendError("no backend")

    monkeypatch.setattr(usb.core, "find", missing)
    assert listed_printers() == ()
    with pytest.raises(LineError) as failed:
        find_device(UsbBus.address)
    assert failed.value.problem is PrintProblem.UNSUPPORTED


def test_ends_are_read_from_the_printer() -> None:
    """They are not the same on all; the setting with an answer is the better one."""
    bus = _bus()
    found = printing_interface(find_device(bus.address, bus))
    assert (found.takes, found.answers, found.setting) == (bus.takes, bus.answers, 1)
    assert (found.configuration, found.number, found.piece) == (1, 0, 64)
    deaf = _bus(answering=False)
    assert printing_interface(find_device(deaf.address, deaf)).answers is None


def test_a_class_of_the_makers_own_prints_as_well() -> None:
    """Where the address was typed, the shop knows that it is a printer; a keyboard is none."""
    bus = _bus(interface_class=0xFF)
    assert printing_interface(find_device(bus.address, bus)).takes == bus.takes
    keyboard = _bus(interface_class=3)
    with pytest.raises(LineError) as failed:
        printing_interface(find_device(keyboard.address, keyboard))
    assert failed.value.problem is PrintProblem.UNREACHABLE


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.EBUSY, PrintProblem.OCCUPIED),
        (errno.EACCES, PrintProblem.FORBIDDEN),
        (errno.ENODEV, PrintProblem.UNREACHABLE),
        (None, PrintProblem.UNREACHABLE),
    ],
)
def test_why_a_device_does_not_open_is_told(number: int | None, problem: PrintProblem) -> None:
    """Close the other program, ask for the right, or plug it in."""
    assert usb_problem(usb.core.USBError("x", errno=number)) is problem
