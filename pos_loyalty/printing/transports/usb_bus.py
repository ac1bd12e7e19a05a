"""Printers on USB, through libusb: which there are, and which of their ends takes bytes.

Endpoints are read from the printer's own descriptor; they are not the same on all.
"""

import errno
from typing import Any, Final, TypeAlias

import usb.core
import usb.util

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.domain.values import dataclass
from pos_loyalty.printing.address import UsbAddress
from pos_loyalty.printing.transports.line import LineError

Device: TypeAlias = Any
Backend: TypeAlias = Any
Descriptor: TypeAlias = Any
"""The library's own, and untyped."""

PRINTER_CLASS: Final = 7
_OTHER_CLASS: Final = 0xFF
# Two ways before one, and both before the protocol that hides a web server.
_PROTOCOLS: Final = (2, 1)
_LAST: Final = 9


@dataclass(frozen=True, slots=True)
class UsbPrinter:
    """A printer that is plugged in. ``problem``: why nobody may speak to it now."""

    address: UsbAddress
    name: str
    problem: PrintProblem | None = None


@dataclass(frozen=True, slots=True)
class UsbInterface:
    """The part of a device that prints: by its numbers, with its two ends."""

    configuration: int
    number: int
    setting: int
    takes: int
    answers: int | None
    piece: int
    """The largest packet that it answers with."""


def listed_printers(backend: Backend = None) -> tuple[UsbPrinter, ...]:
    """What is plugged in and calls itself a printer; nothing where libusb is missing."""
    try:
        devices = list(usb.core.find(find_all=True, backend=backend) or ())
    except usb.core.NoBackendError:
        return ()
    return tuple(_printer(device) for device in devices if _is_printer(device))


def find_device(address: UsbAddress, backend: Backend = None) -> Device:
    """The device of this address. Raises LineError."""
    try:
        devices = usb.core.find(
            find_all=True, idVendor=address.vendor, idProduct=address.product, backend=backend
        )
        for device in devices or ():
            if not address.serial or _text(device, device.iSerialNumber) == address.serial:
                return device
    except usb.core.NoBackendError as error:
        raise LineError(PrintProblem.UNSUPPORTED) from error
    except usb.core.USBError as error:
        raise LineError(usb_problem(error)) from error
    raise LineError(PrintProblem.UNREACHABLE)


def printing_interface(device: Device) -> UsbInterface:
    """Where this device takes what it prints. Raises LineError when it does not print."""
    found = [
        (configuration, interface)
        for configuration in device
        for interface in configuration
        if _end(interface, usb.util.ENDPOINT_OUT) is not None
    ]
    printing = [each for each in found if each[1].bInterfaceClass == PRINTER_CLASS]
    # Some makers call their printers something of their own.
    candidates = printing or [each for each in found if each[1].bInterfaceClass == _OTHER_CLASS]
    if not candidates:
        raise LineError(PrintProblem.UNREACHABLE)
    configuration, best = min(candidates, key=lambda each: _rank(each[1]))
    answering = _end(best, usb.util.ENDPOINT_IN)
    return UsbInterface(
        configuration=configuration.bConfigurationValue,
        number=best.bInterfaceNumber,
        setting=best.bAlternateSetting,
        takes=_end(best, usb.util.ENDPOINT_OUT).bEndpointAddress,
        answers=answering.bEndpointAddress if answering else None,
        piece=answering.wMaxPacketSize if answering else 0,
    )


def usb_problem(error: usb.core.USBError) -> PrintProblem:
    """Why a device could not be opened."""
    if error.errno == errno.EBUSY:
        return PrintProblem.OCCUPIED
    if error.errno in {errno.EACCES, errno.EPERM}:
        return PrintProblem.FORBIDDEN
    return PrintProblem.UNREACHABLE


def _rank(interface: Descriptor) -> int:
    protocol = interface.bInterfaceProtocol
    return _PROTOCOLS.index(protocol) if protocol in _PROTOCOLS else _LAST


def _end(interface: Descriptor, direction: int) -> Descriptor:
    return usb.util.find_descriptor(
        interface,
        custom_match=lambda end: (
            usb.util.endpoint_direction(end.bEndpointAddress) == direction
            and usb.util.endpoint_type(end.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        ),
    )


def _is_printer(device: Device) -> bool:
    try:
        return any(
            interface.bInterfaceClass == PRINTER_CLASS
            for configuration in device
            for interface in configuration
        )
    except (usb.core.USBError, NotImplementedError):
        # Unplugged just now; or a system whose libusb does not read what this device is made of,
        # which pyusb says with the second. Either way it is no printer that could be used.
        return False


def _printer(device: Device) -> UsbPrinter:
    problem = None
    maker = model = serial = ""
    try:
        maker, model = _text(device, device.iManufacturer), _text(device, device.iProduct)
        serial = _text(device, device.iSerialNumber)
    except usb.core.USBError as error:
        problem = usb_problem(error)
    finally:
        usb.util.dispose_resources(device)
    address = UsbAddress(vendor=device.idVendor, product=device.idProduct, serial=serial)
    name = model if model.startswith(maker) else f"{maker} {model}".strip()
    return UsbPrinter(address, name or f"USB {device.idVendor:04x}:{device.idProduct:04x}", problem)


def _text(device: Device, index: int) -> str:
    """A text that the device keeps of itself. Raises USBError without the right to open it."""
    try:
        text = usb.util.get_string(device, index) if index else ""
    except (ValueError, NotImplementedError):
        # It keeps none in any language, or we may not ask: the library says the same of both.
        _assert_allowed(device)
        return ""
    return "".join(char for char in text or "" if char.isprintable()).strip()


def _assert_allowed(device: Device) -> None:
    try:
        usb.util.get_langids(device)
    except usb.core.USBError as error:
        if usb_problem(error) is PrintProblem.FORBIDDEN:
            raise
