import subprocess
import sys
from pathlib import Path

import pytest

from pos_loyalty.printing.address import parse_address
from pos_loyalty.printing.transports.cups import CupsTransport
from pos_loyalty.printing.transports.descriptor import DeviceTransport
from pos_loyalty.printing.transports.folder import FolderTransport, VirtualTransport
from pos_loyalty.printing.transports.network import NetworkTransport
from pos_loyalty.printing.transports.opening import open_transport
from pos_loyalty.printing.transports.serial_line import SerialTransport
from pos_loyalty.printing.transports.usb_printer import UsbTransport
from pos_loyalty.printing.transports.windows import WindowsTransport
from tests.support.typography import WIDE


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("virtual", VirtualTransport),
        ("file:///nowhere/slips", FolderTransport),
        ("network://printer.invalid", NetworkTransport),
        ("usb://04b8:0e15", UsbTransport),
        ("/dev/usb/lp9", DeviceTransport),
        ("serial:///dev/ttyUSB9?baud=38400", SerialTransport),
        ("serial://COM3", SerialTransport),
        ("cups://receipts", CupsTransport),
        ("windows://Receipt%20Printer", WindowsTransport),
    ],
)
def test_each_address_has_its_transport(address: str, kind: type, tmp_path: Path) -> None:
    """And none of them speaks to a printer before there is something to say."""
    assert type(open_transport(parse_address(address), WIDE, spool=tmp_path)) is kind
    assert list(tmp_path.iterdir()) == []


def test_a_printer_on_the_network_needs_no_library_of_cables() -> None:
    """The spooler starts while the window is drawn; what it does not load costs nothing."""
    script = (
        "import sys, pos_loyalty.printing.transports.opening;"
        "print({'serial', 'usb', 'win32print'} & set(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert loaded.stdout.strip() == "set()"
