"""Where a printer is, as people write it in the settings."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import SplitResult, unquote, urlsplit

from pos_loyalty.domain.print_job import PrinterAddressError
from pos_loyalty.domain.values import dataclass

RAW_PORT = 9100
_SCHEME_END = "://"


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


PrinterAddress = VirtualAddress | FileAddress | NetworkAddress


def parse_address(text: str) -> PrinterAddress:
    """The printer that ``text`` names: ``virtual``, ``network://host:9100``, ``file://folder``.

    Refuses with ``PrinterAddressError`` and a reason: ``empty``, ``scheme``, ``host``, ``port``,
    ``folder``.
    """
    address = text.strip()
    if not address:
        raise PrinterAddressError(address=text, reason="empty")
    if address == "virtual":
        return VirtualAddress()
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
    folder = unquote(address.partition(_SCHEME_END)[2])
    if not folder or "\0" in folder:
        raise PrinterAddressError(address=address, reason="folder")
    return FileAddress(Path(folder).expanduser())


_SCHEMES: Mapping[str, Callable[[str], PrinterAddress]] = MappingProxyType(
    {"network": _network, "file": _file}
)
