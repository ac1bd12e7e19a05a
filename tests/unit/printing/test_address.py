from pathlib import Path

import pytest

from pos_loyalty.domain.print_job import PrinterAddressError
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import words_for
from pos_loyalty.printing.address import (
    CupsAddress,
    DeviceAddress,
    FileAddress,
    Flow,
    NetworkAddress,
    Parity,
    PrinterAddress,
    SerialAddress,
    UsbAddress,
    VirtualAddress,
    WindowsAddress,
    parse_address,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("virtual", VirtualAddress()),
        (" virtual ", VirtualAddress()),
        ("network://127.0.0.1:9100", NetworkAddress("127.0.0.1", 9100)),
        ("network://192.168.1.50", NetworkAddress("192.168.1.50", 9100)),
        ("network://bondrucker.laden:9101/", NetworkAddress("bondrucker.laden", 9101)),
        ("network://[fe80::1]:9100", NetworkAddress("fe80::1", 9100)),
        ("NETWORK://printer", NetworkAddress("printer")),
        ("file:///var/slips", FileAddress(Path("/var/slips"))),
        ("file://slips/today", FileAddress(Path("slips/today"))),
        ("file:///var/my%20slips", FileAddress(Path("/var/my slips"))),
        ("file:///var/my slips", FileAddress(Path("/var/my slips"))),
        ("usb://04b8:0e15", UsbAddress(vendor=0x04B8, product=0x0E15)),
        ("usb://4B8:E15/", UsbAddress(vendor=0x04B8, product=0x0E15)),
        ("usb://04b8:0e15/J3%2F7", UsbAddress(vendor=0x04B8, product=0x0E15, serial="J3/7")),
        ("/dev/usb/lp0", DeviceAddress(Path("/dev/usb/lp0"))),
        ("serial:///dev/ttyUSB0", SerialAddress("/dev/ttyUSB0", baud=9600)),
        ("serial:///dev/ttyUSB0?baud=38400", SerialAddress("/dev/ttyUSB0", baud=38400)),
        (
            "serial:///dev/serial/by-id/usb-x?parity=even&flow=xonxoff",
            SerialAddress("/dev/serial/by-id/usb-x", parity=Parity.EVEN, flow=Flow.XONXOFF),
        ),
        ("serial://COM3?flow=rtscts", SerialAddress("COM3", flow=Flow.RTSCTS)),
        ("cups://receipts", CupsAddress("receipts")),
        ("cups://Bon-Drucker_2/", CupsAddress("Bon-Drucker_2")),
        ("windows://Receipt%20Printer", WindowsAddress("Receipt Printer")),
        ("windows://Receipt Printer", WindowsAddress("Receipt Printer")),
        (r"windows://\server\Bons", WindowsAddress(r"\server\Bons")),
    ],
)
def test_an_address_names_one_printer(text: str, expected: PrinterAddress) -> None:
    """What people write in the settings or on the command line is understood."""
    assert parse_address(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("printer", "scheme"),
        ("ftp://printer", "scheme"),
        ("192.168.1.50:9100", "scheme"),
        ("network://", "host"),
        ("network://:9100", "host"),
        ("network://a/b", "host"),
        ("network://me@printer", "host"),
        ("network://[fe80::1", "host"),
        ("network://printer:0", "port"),
        ("network://printer:99999", "port"),
        ("network://printer:raw", "port"),
        ("file://", "folder"),
        ("usb://", "usb"),
        ("usb://epson", "usb"),
        ("usb://04b8", "usb"),
        ("usb://04b8:0e15:1", "usb"),
        ("/dev/", "device"),
        ("/dev/../etc/passwd", "device"),
        ("serial://", "device"),
        ("serial://COM0", "device"),
        ("serial://ttyUSB0", "device"),
        ("serial:///dev/ttyUSB0?baud=fast", "serial-option"),
        ("serial:///dev/ttyUSB0?baud=38401", "serial-option"),
        ("serial:///dev/ttyUSB0?parity=maybe", "serial-option"),
        ("serial:///dev/ttyUSB0?flow=", "serial-option"),
        ("serial:///dev/ttyUSB0?stop=2", "serial-option"),
        ("cups://", "queue"),
        ("cups://-o", "queue"),
        ("cups://two words", "queue"),
        ("windows://", "name"),
        ("windows://a%00b", "name"),
    ],
)
def test_an_address_that_names_none_is_refused_with_its_reason(text: str, reason: str) -> None:
    """The settings can say which part is wrong."""
    with pytest.raises(PrinterAddressError) as caught:
        parse_address(text)
    assert caught.value.facts == {"address": text, "reason": reason}


@pytest.mark.parametrize(
    "address",
    [
        UsbAddress(vendor=0x04B8, product=0x0E15, serial="J3/7 ä"),
        UsbAddress(vendor=0x416, product=0x5011),
        WindowsAddress("Bons 100 % (Kopie)"),
    ],
)
def test_an_address_that_was_found_is_written_as_it_is_read(
    address: UsbAddress | WindowsAddress,
) -> None:
    """What a search proposes can be put into the settings as it stands."""
    assert parse_address(str(address)) == address


@pytest.mark.parametrize("text", ["ftp://x", "usb://x", "serial://x", "cups://a b", "windows://\0"])
def test_a_wrong_address_is_told_with_a_right_one(text: str) -> None:
    """Whoever mistyped sees how it is written, in both languages."""
    with pytest.raises(PrinterAddressError) as caught:
        parse_address(text)
    for language in "de", "en":
        assert message_for(caught.value, words_for(language)).replace(text, "").count("://") > 0
