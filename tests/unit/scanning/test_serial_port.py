import pytest

from pos_loyalty.scanning.serial_port import SerialPort, find_port

_ZEBRA = SerialPort("/dev/ttyACM1", "Scanner", 0x05E0, 0x1701, "S123")
_TWIN = SerialPort("/dev/ttyACM2", "Scanner", 0x05E0, 0x1701, "S456")
_PLAIN = SerialPort("/dev/ttyS0")


def test_a_scanner_on_usb_goes_by_its_numbers() -> None:
    """Plugged in elsewhere, it has another port and is the same."""
    assert _ZEBRA.address == "usb:05E0:1701:S123"
    moved = SerialPort("/dev/ttyACM7", "Scanner", 0x05E0, 0x1701, "S123")
    assert find_port(_ZEBRA.address, [_PLAIN, _TWIN, moved]) == "/dev/ttyACM7"


def test_a_port_without_usb_goes_by_its_name() -> None:
    """And need not be listed: some can be opened all the same."""
    assert _PLAIN.address == "/dev/ttyS0"
    assert find_port("/dev/ttyS0", []) == "/dev/ttyS0"


def test_another_scanner_of_the_model_is_not_the_one() -> None:
    """Two of them, one on each side of the counter, are not mixed up."""
    assert find_port("usb:05E0:1701:S123", [_TWIN]) is None


@pytest.mark.parametrize("address", ["usb:05e0:1701", "USB:05E0:1701"])
def test_a_model_alone_stands_for_any_of_it(address: str) -> None:
    """Cheap ones have no number of their own."""
    assert find_port(address, [_PLAIN, _TWIN]) == "/dev/ttyACM2"
    bare = SerialPort("COM3", "Scanner", 0x05E0, 0x1701)
    assert bare.address == "usb:05E0:1701"
    assert find_port(address, [bare, _TWIN]) == "COM3"


def test_what_is_not_plugged_in_is_not_found() -> None:
    """Nobody guesses."""
    assert find_port("usb:05E0:1701", [_PLAIN]) is None
