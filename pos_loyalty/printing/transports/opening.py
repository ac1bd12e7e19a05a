"""The transport for an address. A new kind of connection is added here and in ``address``."""

from collections.abc import Callable
from pathlib import Path

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.printing.address import FileAddress, NetworkAddress, PrinterAddress, VirtualAddress
from pos_loyalty.printing.profiles import PrinterProfile
from pos_loyalty.printing.transports.folder import FolderTransport, SlipFiles, VirtualTransport
from pos_loyalty.printing.transports.network import NetworkTransport, Timeouts
from pos_loyalty.printing.transports.nowhere import NowhereTransport
from pos_loyalty.printing.transports.transport import Transport


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
        case NetworkAddress():
            return NetworkTransport(address, profile, timeouts)
        case _:
            return NowhereTransport(PrintProblem.UNSUPPORTED)
