"""Printers at the end of a cable: a pseudo-terminal, or a USB bus that is made up."""

import errno
import os
import select
import socket
import tty
from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

from pos_loyalty.printing.address import UsbAddress
from tests.support.printers import Behavior, Mechanism

_CHUNK = 4096


class CablePrinter(Mechanism):
    """One long conversation instead of a connection for each slip."""

    def __init__(self, behavior: Behavior, *, condition: dict[int, int] | None = None) -> None:
        super().__init__(behavior, condition=condition)
        self.plug, self._inside = socket.socketpair()
        self._thread = Thread(target=self._work, name="cable-printer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the printer, once all that it was sent has been noted; again is no harm."""
        self.released.set()
        with suppress(OSError):
            self.plug.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self.plug.close()

    def _work(self) -> None:
        with closing(self._inside):
            self.serve(self._inside)


class PtyPrinter(CablePrinter):
    """A printer on a serial line; its plug is the master's side of a pseudo-terminal."""

    def __init__(self, behavior: Behavior, *, condition: dict[int, int] | None = None) -> None:
        super().__init__(behavior, condition=condition)
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.device = Path(os.ttyname(self._slave))
        self._pump = Thread(target=self._carry, name="pty-printer", daemon=True)

    def start(self) -> None:
        super().start()
        self._pump.start()

    def stop(self) -> None:
        if self.released.is_set():
            return
        # With the last of them closed the master reads what is left, and then its end.
        os.close(self._slave)
        self.released.set()
        self._pump.join(10)
        super().stop()

    def _carry(self) -> None:
        with suppress(OSError), closing(_Descriptor(self._master)):
            while True:
                plug = self.plug.fileno()
                readable, _, _ = select.select([self._master, plug], [], [])
                if self._master in readable:
                    self.plug.sendall(os.read(self._master, _CHUNK))
                if plug in readable:
                    said = self.plug.recv(_CHUNK)
                    if not said:
                        return
                    os.write(self._master, said)


class _Descriptor:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def close(self) -> None:
        os.close(self._descriptor)


@contextmanager
def pty_printer(
    behavior: Behavior, *, condition: dict[int, int] | None = None
) -> Iterator[PtyPrinter]:
    """A printer on a serial line for the length of a test."""
    printer = PtyPrinter(behavior, condition=condition)
    printer.start()
    try:
        yield printer
    finally:
        printer.stop()


class UsbBus(usb.backend.IBackend):  # type: ignore[misc] # the library is untyped
    """A bus with one printer, as the library sees it through libusb.

    ``driver_active``: whether the kernel has a driver of its own on it. ``refusal``: the error
    that claiming it ends with.
    """

    address = UsbAddress(vendor=0x04B8, product=0x0E15, serial="J3/7")
    takes, answers = 0x03, 0x84

    def __init__(
        self, plug: socket.socket, *, interface_class: int = 7, answering: bool = True
    ) -> None:
        self._plug = plug
        self._class = interface_class
        self._ends = (self.takes, self.answers) if answering else (self.takes,)
        self._configured = 0
        self.driver_active = True
        self.refusal: int | None = None
        self.handles = 0
        self.claimed: set[int] = set()
        self.setting = 0
        self.texts = {1: "EPSON", 2: "TM-T20II", 3: "J3/7"}

    def enumerate_devices(self) -> Iterator[str]:
        yield "printer"

    def get_device_descriptor(self, dev: str) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=self.address.vendor,
            idProduct=self.address.product, bcdDevice=0x100, iManufacturer=1, iProduct=2,
            iSerialNumber=3, bNumConfigurations=1, address=1, bus=1, port_number=1,
            port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: str, config: int) -> SimpleNamespace:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1,
            bConfigurationValue=1, iConfiguration=0, bmAttributes=0xC0, bMaxPower=1,
            extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(
        self, dev: str, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        """Interface 0 has two settings: one way, and the one with an answer."""
        if intf or alt > 1:
            raise IndexError(intf)
        ends = self._ends if alt else self._ends[:1]
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=alt,
            bNumEndpoints=len(ends), bInterfaceClass=self._class, bInterfaceSubClass=1,
            bInterfaceProtocol=2 if alt else 1, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(
        self, dev: str, ep: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=self._ends[ep], bmAttributes=2,
            wMaxPacketSize=64, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: str) -> str:
        self.handles += 1
        return "handle"

    def close_device(self, dev_handle: str) -> None:
        self.handles -= 1

    def get_configuration(self, dev_handle: str) -> int:
        return self._configured

    def set_configuration(self, dev_handle: str, config_value: int) -> None:
        self._configured = config_value

    def set_interface_altsetting(self, dev_handle: str, intf: int, altsetting: int) -> None:
        self.setting = altsetting

    def is_kernel_driver_active(self, dev_handle: str, intf: int) -> bool:
        return self.driver_active

    def detach_kernel_driver(self, dev_handle: str, intf: int) -> None:
        self.driver_active = False

    def attach_kernel_driver(self, dev_handle: str, intf: int) -> None:
        self.driver_active = True

    def claim_interface(self, dev_handle: str, intf: int) -> None:
        if self.refusal is not None:
            raise usb.core.USBError("refused", errno=self.refusal)
        if self.driver_active:
            raise usb.core.USBError("resource busy", errno=errno.EBUSY)
        self.claimed.add(intf)

    def release_interface(self, dev_handle: str, intf: int) -> None:
        self.claimed.discard(intf)

    def bulk_write(self, dev_handle: str, ep: int, intf: int, data: Any, timeout: int) -> int:  # noqa: ANN401 - as above
        assert (ep, intf) == (self.takes, 0)
        assert timeout > 0
        return int(self._carried(lambda: self._plug.send(bytes(data)), timeout))

    def bulk_read(self, dev_handle: str, ep: int, intf: int, buff: Any, timeout: int) -> int:  # noqa: ANN401 - as above
        assert (ep, intf) == (self.answers, 0)
        assert timeout > 0
        heard = self._carried(lambda: self._plug.recv(len(buff)), timeout)
        if not heard:
            raise usb.core.USBError("no such device", errno=errno.ENODEV)
        buff[: len(heard)] = array("B", heard)
        return len(heard)

    def ctrl_transfer(  # noqa: PLR0917 - the library's order
        self,
        dev_handle: str,
        bmRequestType: int,  # noqa: N803 - the library's names
        bRequest: int,  # noqa: N803
        wValue: int,  # noqa: N803
        wIndex: int,  # noqa: N803
        data: Any,  # noqa: ANN401
        timeout: int,
    ) -> int:
        """The texts that the device keeps of itself."""
        text = self.texts.get(wValue & 0xFF, "").encode("utf-16-le")
        content = b"\x04\x03\x09\x04" if not wValue & 0xFF else bytes((len(text) + 2, 3)) + text
        data[: len(content)] = array("B", content)
        return len(content)

    def _carried(self, transfer: Any, timeout: int) -> Any:  # noqa: ANN401
        try:
            self._plug.settimeout(timeout / 1000)
            return transfer()
        except TimeoutError:
            raise usb.core.USBTimeoutError("timed out", errno=errno.ETIMEDOUT) from None
        except OSError:
            raise usb.core.USBError("no such device", errno=errno.ENODEV) from None
