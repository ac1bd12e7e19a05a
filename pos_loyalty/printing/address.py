"""Where a printer is, as people write it in the settings."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from pos_loyalty.domain.print_job import PrinterAddressError
from pos_loyalty.domain.values import dataclass

RAW_PORT = 9100
_SCHEME_END = "://"
_DEVICES = "/dev/"
_BAUD_RATES: Final = frozenset({1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400})
_USB = re.compile(r"([0-9a-f]{1,4}):([0-9a-f]{1,4})(?:/([^/?#]+))?", re.IGNORECASE)
_WINDOWS_PORT = re.compile(r"COM[1-9][0-9]{0,2}", re.IGNORECASE)
# What CUPS allows in a name, and nothing that a command could take for an option.
_QUEUE = re.compile(r"[^\s/#?'\"\\-][^\s/#?'\"\\]{0,126}")


class Parity(StrEnum):
    """The check bit of a serial line."""

    NONE = "none"
    EVEN = "even"
    ODD = "odd"


class Flow(StrEnum):
    """How a printer on a serial line says that it can take no more."""

    NONE = "none"
    RTSCTS = "rtscts"
    """By a wire of its own."""
    XONXOFF = "xonxoff"
    """By characters sent back."""


@dataclass(frozen=True, slots=True)
class VirtualAddress:
    """The printer that draws on the screen."""


@dataclass(frozen=True, slots=True)
class FileAddress:
    """A folder that gets files for each slip."""

    folder: Path


@dataclass(frozen=True, slots=True)
class NetworkAddress:
    """A printer that takes raw bytes on a TCP port."""

    host: str
    port: int = RAW_PORT


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbAddress:
    """A printer on USB, by the numbers of its make and model, and its own where it has one."""

    vendor: int
    product: int
    serial: str = ""

    def __str__(self) -> str:
        number = f"/{quote(self.serial, safe='')}" if self.serial else ""
        return f"usb://{self.vendor:04x}:{self.product:04x}{number}"


@dataclass(frozen=True, slots=True)
class DeviceAddress:
    """A printer that the system shows as a file, such as ``/dev/usb/lp0``."""

    path: Path


@dataclass(frozen=True, slots=True)
class SerialAddress:
    """A printer on a serial line, or on USB where it pretends to be one."""

    device: str
    baud: int = 9600
    parity: Parity = Parity.NONE
    flow: Flow = Flow.NONE


@dataclass(frozen=True, slots=True)
class CupsAddress:
    """A queue of the system's print server."""

    queue: str


@dataclass(frozen=True, slots=True)
class WindowsAddress:
    """A printer as Windows calls it."""

    name: str

    def __str__(self) -> str:
        return f"windows://{quote(self.name, safe='')}"


PrinterAddress = (
    VirtualAddress
    | FileAddress
    | NetworkAddress
    | UsbAddress
    | DeviceAddress
    | SerialAddress
    | CupsAddress
    | WindowsAddress
)


def parse_address(text: str) -> PrinterAddress:
    """The printer that ``text`` names.

    ``virtual`` · ``network://host:9100`` · ``file:///folder`` · ``usb://04b8:0e15/serial`` ·
    ``/dev/usb/lp0`` · ``serial:///dev/ttyUSB0?baud=38400&parity=even&flow=rtscts`` ·
    ``serial://COM3`` · ``cups://queue`` · ``windows://Printer%20Name``.

    Refuses with ``PrinterAddressError`` and a reason: ``empty``, ``scheme``, ``host``, ``port``,
    ``folder``, ``usb``, ``device``, ``serial-option``, ``queue``, ``name``.
    """
    address = text.strip()
    if not address:
        raise PrinterAddressError(address=text, reason="empty")
    if address == "virtual":
        return VirtualAddress()
    if address.startswith(_DEVICES):
        return DeviceAddress(_device_path(address, address))
    scheme, separator, _rest = address.partition(_SCHEME_END)
    parse = _SCHEMES.get(scheme.lower()) if separator else None
    if parse is None:
        raise PrinterAddressError(address=text, reason="scheme")
    return parse(address)


def _network(address: str) -> NetworkAddress:
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        raise PrinterAddressError(address=address, reason="host") from None
    if not host or parts.path.strip("/") or parts.query or parts.username is not None:
        raise PrinterAddressError(address=address, reason="host")
    return NetworkAddress(host=host, port=_port(parts, address))


def _port(parts: SplitResult, address: str) -> int:
    try:
        port = parts.port
    except ValueError:
        raise PrinterAddressError(address=address, reason="port") from None
    if port == 0:
        raise PrinterAddressError(address=address, reason="port")
    return RAW_PORT if port is None else port


def _file(address: str) -> FileAddress:
    folder = unquote(_after_scheme(address))
    if not folder or "\0" in folder:
        raise PrinterAddressError(address=address, reason="folder")
    return FileAddress(Path(folder).expanduser())


def _usb(address: str) -> UsbAddress:
    found = _USB.fullmatch(_after_scheme(address).rstrip("/"))
    if found is None:
        raise PrinterAddressError(address=address, reason="usb")
    vendor, product, serial = found.groups()
    return UsbAddress(
        vendor=int(vendor, 16), product=int(product, 16), serial=unquote(serial or "")
    )


def _serial(address: str) -> SerialAddress:
    device, _mark, query = _after_scheme(address).partition("?")
    if not _WINDOWS_PORT.fullmatch(device):
        device = str(_device_path(unquote(device), address))
    options = dict(parse_qsl(query, keep_blank_values=True))
    try:
        line = SerialAddress(
            device,
            baud=int(options.pop("baud", "9600")),
            parity=Parity(options.pop("parity", "none")),
            flow=Flow(options.pop("flow", "none")),
        )
    except ValueError:
        raise PrinterAddressError(address=address, reason="serial-option") from None
    if options or line.baud not in _BAUD_RATES:
        raise PrinterAddressError(address=address, reason="serial-option")
    return line


def _device_path(path: str, address: str) -> Path:
    if not path.startswith(_DEVICES) or path == _DEVICES or ".." in path or "\0" in path:
        raise PrinterAddressError(address=address, reason="device")
    return Path(path)


def _cups(address: str) -> CupsAddress:
    queue = unquote(_after_scheme(address)).rstrip("/")
    if not _QUEUE.fullmatch(queue):
        raise PrinterAddressError(address=address, reason="queue")
    return CupsAddress(queue)


def _windows(address: str) -> WindowsAddress:
    name = unquote(_after_scheme(address))
    if not name or not name.isprintable():
        raise PrinterAddressError(address=address, reason="name")
    return WindowsAddress(name)


def _after_scheme(address: str) -> str:
    return address.partition(_SCHEME_END)[2]


_SCHEMES: Mapping[str, Callable[[str], PrinterAddress]] = MappingProxyType(
    {
        "network": _network,
        "file": _file,
        "usb": _usb,
        "serial": _serial,
        "cups": _cups,
        "windows": _windows,
    }
)
