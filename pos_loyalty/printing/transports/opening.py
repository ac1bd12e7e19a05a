"""The transport for an address. A new kind of connection is added here and in ``address``."""

from collections.abc import Callable
from pathlib import Path

from pos_loyalty.printing.address import (
    CupsAddress,
    DeviceAddress,
    FileAddress,
    NetworkAddress,
    PrinterAddress,
    SerialAddress,
    UsbAddress,
    VirtualAddress,
    WindowsAddress,
)
from pos_loyalty.printing.profiles import PrinterProfile
from pos_loyalty.printing.transports.cups import CupsTransport
from pos_loyalty.printing.transports.descriptor import DeviceTransport
from pos_loyalty.printing.transports.folder import FolderTransport, SlipFiles, VirtualTransport
from pos_loyalty.printing.transports.network import NetworkTransport
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Transport
from pos_loyalty.printing.transports.windows import WindowsTransport


def open_transport(
    address: PrinterAddress,
    profile: PrinterProfile,
    *,
    spool: Path,
    shown: Callable[[SlipFiles], None] | None = None,
    timeouts: Timeouts | None = None,
) -> Transport:
    """The way to this printer; nothing is connected before something is sent."""
    match address:
        case VirtualAddress():
            return VirtualTransport(spool, shown=shown)
        case FileAddress():
            return FolderTransport(address.folder)
        case CupsAddress():
            return CupsTransport(address, timeouts)
        case WindowsAddress():
            return WindowsTransport(address, timeouts)
        case _:
            return _over_line(address, profile, timeouts)


def _over_line(
    address: NetworkAddress | UsbAddress | SerialAddress | DeviceAddress,
    profile: PrinterProfile,
    timeouts: Timeouts | None,
) -> Transport:
    # The libraries of cables cost a till whose printer is on the network nothing.
    match address:
        case NetworkAddress():
            return NetworkTransport(address, profile, timeouts)
        case DeviceAddress():
            return DeviceTransport(address, profile, timeouts)
        case UsbAddress():
            from pos_loyalty.printing.transports.usb_printer import UsbTransport  # noqa: PLC0415

            return UsbTransport(address, profile, timeouts)
        case SerialAddress():
            from pos_loyalty.printing.transports.serial_line import SerialTransport  # noqa: PLC0415

            return SerialTransport(address, profile, timeouts)
