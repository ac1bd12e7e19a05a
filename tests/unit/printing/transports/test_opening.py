from pathlib import Path

from pos_loyalty.printing.address import FileAddress, NetworkAddress, VirtualAddress
from pos_loyalty.printing.transports.folder import FolderTransport, VirtualTransport
from pos_loyalty.printing.transports.network import NetworkTransport
from pos_loyalty.printing.transports.opening import open_transport
from tests.support.typography import WIDE


def test_each_address_has_its_transport(tmp_path: Path) -> None:
    """And none of them speaks to a printer before there is something to say."""
    addresses = VirtualAddress(), FileAddress(tmp_path / "x"), NetworkAddress("printer.invalid")
    opened = [type(open_transport(address, WIDE, spool=tmp_path)) for address in addresses]
    assert opened == [VirtualTransport, FolderTransport, NetworkTransport]
    assert list(tmp_path.iterdir()) == []
