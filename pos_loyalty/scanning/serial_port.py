"""Names of serial ports: what the settings keep, and what the system has plugged in now.

A scanner on USB gets another port whenever it is plugged in elsewhere, so it goes by
the numbers of its maker, its model and itself.
"""

import re
from collections.abc import Sequence
from typing import Final

from pos_loyalty.domain.values import dataclass

_USB: Final = re.compile(r"usb:([0-9A-F]{4}):([0-9A-F]{4})(?::(.*))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SerialPort:
    """A port of this computer, and what is plugged into it."""

    device: str
    """What the system calls it now: ``/dev/ttyACM0`` or ``COM3``."""
    description: str = ""
    vendor_id: int | None = None
    product_id: int | None = None
    serial_number: str = ""

    @property
    def address(self) -> str:
        """What the settings keep of it."""
        if self.vendor_id is None or self.product_id is None:
            return self.device
        name = f"usb:{self.vendor_id:04X}:{self.product_id:04X}"
        return f"{name}:{self.serial_number}" if self.serial_number else name


def find_port(address: str, ports: Sequence[SerialPort]) -> str | None:
    """The device for an address of the settings; None while it is not plugged in.

    A plain name stands for itself: not all ports that can be opened are listed.
    """
    usb = _USB.fullmatch(address.strip())
    if usb is None:
        return address.strip()
    ids = int(usb[1], 16), int(usb[2], 16)
    same = [port for port in ports if (port.vendor_id, port.product_id) == ids]
    exact = [port for port in same if port.serial_number == (usb[3] or "")]
    # Without a number of its own any scanner of that model is the one.
    found = exact or ([] if usb[3] else same)
    return found[0].device if found else None
