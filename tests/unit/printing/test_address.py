from pathlib import Path

import pytest

from pos_loyalty.domain.print_job import PrinterAddressError
from pos_loyalty.printing.address import (
    FileAddress,
    NetworkAddress,
    PrinterAddress,
    VirtualAddress,
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
    ],
)
def test_an_address_that_names_none_is_refused_with_its_reason(text: str, reason: str) -> None:
    """The settings can say which part is wrong."""
    with pytest.raises(PrinterAddressError) as caught:
        parse_address(text)
    assert caught.value.facts == {"address": text, "reason": reason}
