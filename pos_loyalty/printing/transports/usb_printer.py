"""The line to a printer on USB. Every transfer has its time; nothing waits for ever."""

import errno
import logging
import time
from contextlib import suppress
from functools import partial
from typing import Final

import usb.core
import usb.util

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.printing.address import UsbAddress
from pos_loyalty.printing.profiles import PrinterProfile
from pos_loyalty.printing.transports.line import LineError, StalledError
from pos_loyalty.printing.transports.line_transport import LineTransport
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.usb_bus import (
    Backend,
    find_device,
    printing_interface,
    usb_problem,
)

_LOG = logging.getLogger(__name__)
_QUIET_S: Final = 0.02
_READ_AT_ONCE: Final = 512


class UsbTransport(LineTransport):
    """A printer on USB."""

    def __init__(
        self,
        address: UsbAddress,
        profile: PrinterProfile,
        timeouts: Timeouts | None = None,
        *,
        backend: Backend = None,
    ) -> None:
        """``backend`` is what the library reaches the bus through; without one, libusb."""
        super().__init__(partial(UsbLine, address, backend), profile, timeouts)


class UsbLine:
    """A claimed interface. The kernel's own driver gets it back afterwards."""

    def __init__(self, address: UsbAddress, backend: Backend, _timeout_s: float) -> None:
        """Raises LineError."""
        self._device = find_device(address, backend)
        self._drivers_out: list[int] = []
        self._claimed = False
        try:
            self._interface = printing_interface(self._device)
            self._claim()
        except usb.core.USBError as error:
            self.close()
            raise LineError(usb_problem(error)) from error
        except LineError:
            self.close()
            raise

    @property
    def hears(self) -> bool:
        return self._interface.answers is not None

    def write(self, data: bytes, timeout_s: float) -> int:
        try:
            taken = self._device.write(
                self._interface.takes, data, timeout=_milliseconds(timeout_s)
            )
        except usb.core.USBTimeoutError as error:
            raise StalledError from error
        except usb.core.USBError as error:
            raise LineError(PrintProblem.CONNECTION_LOST) from error
        if not taken:
            raise StalledError
        return int(taken)

    def read(self, timeout_s: float) -> bytes:
        size = max(self._interface.piece, _READ_AT_ONCE)
        wait = _milliseconds(timeout_s)
        try:
            heard = bytes(self._device.read(self._interface.answers, size, timeout=wait))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise LineError(PrintProblem.CONNECTION_LOST) from error
        if not heard:
            # Some printers answer at once that they have nothing to say.
            time.sleep(min(timeout_s, _QUIET_S))
        return heard

    def unsent(self) -> int:
        """What a transfer has taken is in the printer."""
        return 0

    def discard(self) -> None:
        """Nothing here can be."""

    def hang_up(self) -> PrintProblem | None:
        return None

    def close(self) -> None:
        if self._claimed:
            # Unplugged meanwhile, as a rule: the system has let go of it then.
            with suppress(usb.core.USBError):
                usb.util.release_interface(self._device, self._interface.number)
        for number in self._drivers_out:
            try:
                self._device.attach_kernel_driver(number)
            except (usb.core.USBError, NotImplementedError) as error:
                # Unplugged meanwhile, as a rule; then there is nothing to give back. pyusb says
                # NotImplementedError where a system knows no kernel drivers to give it back to.
                _LOG.info("the system's driver did not take the printer back: %s", error)
        with suppress(usb.core.USBError):
            usb.util.dispose_resources(self._device)

    def _claim(self) -> None:
        number = self._interface.number
        self._detach(number)
        if self._configuration() != self._interface.configuration:
            self._device.set_configuration(self._interface.configuration)
        usb.util.claim_interface(self._device, number)
        self._claimed = True
        if self._interface.setting:
            self._device.set_interface_altsetting(number, self._interface.setting)

    def _detach(self, number: int) -> None:
        """Takes the printer from the kernel's own driver, where there is one."""
        try:
            if self._device.is_kernel_driver_active(number):
                self._device.detach_kernel_driver(number)
                self._drivers_out.append(number)
        except NotImplementedError:
            # Windows and macOS have no such driver in the way: pyusb says so with this.
            return
        except usb.core.USBError as error:
            if error.errno not in {errno.ENOENT, errno.ENODATA}:
                raise

    def _configuration(self) -> int | None:
        try:
            return int(self._device.get_active_configuration().bConfigurationValue)
        except usb.core.USBError as error:
            if error.errno in {errno.EACCES, errno.EBUSY, errno.ENODEV}:
                raise
            return None


def _milliseconds(seconds: float) -> int:
    """To libusb, 0 is for ever."""
    return max(1, round(seconds * 1000))
