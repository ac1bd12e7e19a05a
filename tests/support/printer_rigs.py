"""Every transport with a printer at its other end, so that one suite of tests serves them all."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pos_loyalty.printing.address import (
    CupsAddress,
    DeviceAddress,
    SerialAddress,
    UsbAddress,
    WindowsAddress,
)
from pos_loyalty.printing.profiles import PrinterProfile
from pos_loyalty.printing.transports.cups import CupsTransport
from pos_loyalty.printing.transports.descriptor import DeviceTransport
from pos_loyalty.printing.transports.folder import FolderTransport, VirtualTransport, slips_in
from pos_loyalty.printing.transports.network import NetworkTransport
from pos_loyalty.printing.transports.serial_line import SerialTransport
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Transport
from pos_loyalty.printing.transports.usb_printer import UsbTransport
from pos_loyalty.printing.transports.windows import WindowsTransport
from tests.support.cables import CablePrinter, UsbBus, pty_printer
from tests.support.print_server import PrintServer
from tests.support.printers import READY, Behavior, Mechanism, absent, answering, mute, printer
from tests.support.windows_spooler import FakeWin32Print

Make = Callable[[PrinterProfile, Timeouts], Transport]


@dataclass
class Rig:
    """A printer and the way to it.

    ``printed`` ends the printer and is all that came out; ``loose_ends`` what should have been
    closed and was not.
    """

    make: Make
    printed: Callable[[], bytes]
    confirms: bool
    mechanism: Mechanism = field(default_factory=lambda: Mechanism(mute))
    unplug: Callable[[], None] = lambda: None
    loose_ends: Callable[[], list[str]] = list


@contextmanager
def network_rig(behavior: Behavior = answering) -> Iterator[Rig]:
    """A printer on the network."""
    with printer(behavior, condition=READY) as server:

        def printed() -> bytes:
            server.stop()
            return server.printed()

        def make(profile: PrinterProfile, timeouts: Timeouts) -> Transport:
            return NetworkTransport(server.address, profile, timeouts)

        yield Rig(make, printed, confirms=True, mechanism=server, unplug=server.stop)


@contextmanager
def usb_rig(behavior: Behavior = answering) -> Iterator[Rig]:
    """A printer on a bus that is made up."""
    inside = CablePrinter(behavior, condition=READY)
    bus = UsbBus(inside.plug)
    inside.start()

    def printed() -> bytes:
        inside.stop()
        return inside.printed()

    def make(profile: PrinterProfile, timeouts: Timeouts) -> Transport:
        return UsbTransport(bus.address, profile, timeouts, backend=bus)

    def loose_ends() -> list[str]:
        ends = [f"claimed: {number}" for number in bus.claimed]
        if bus.handles:
            ends.append(f"open: {bus.handles}")
        return [*ends, *([] if bus.driver_active else ["the kernel's driver is out"])]

    try:
        yield Rig(
            make,
            printed,
            confirms=True,
            mechanism=inside,
            unplug=inside.stop,
            loose_ends=loose_ends,
        )
    finally:
        inside.stop()


@contextmanager
def serial_rig(behavior: Behavior = answering) -> Iterator[Rig]:
    """A printer on a serial line."""
    yield from _pty_rig(
        behavior, lambda device, *how: SerialTransport(SerialAddress(str(device), 38400), *how)
    )


@contextmanager
def device_rig(behavior: Behavior = answering) -> Iterator[Rig]:
    """A printer that the system shows as a file."""
    yield from _pty_rig(behavior, lambda device, *how: DeviceTransport(DeviceAddress(device), *how))


def _pty_rig(
    behavior: Behavior, open_way: Callable[[Path, PrinterProfile, Timeouts], Transport]
) -> Iterator[Rig]:
    with pty_printer(behavior, condition=READY) as inside:

        def printed() -> bytes:
            inside.stop()
            return inside.printed()

        def make(profile: PrinterProfile, timeouts: Timeouts) -> Transport:
            return open_way(inside.device, profile, timeouts)

        yield Rig(make, printed, confirms=True, mechanism=inside, unplug=inside.stop)


@contextmanager
def cups_rig(server: PrintServer, behavior: Behavior = mute) -> Iterator[Rig]:
    """A queue of the print server, with a printer on the network behind it."""
    with printer(behavior) as behind:
        queue = server.queue_to(behind.address)

        def printed() -> bytes:
            behind.stop()
            return behind.printed()

        def make(_profile: PrinterProfile, timeouts: Timeouts) -> Transport:
            return CupsTransport(CupsAddress(queue), timeouts)

        def loose_ends() -> list[str]:
            return server.open_jobs(queue).splitlines()

        yield Rig(
            make,
            printed,
            confirms=False,
            mechanism=behind,
            unplug=behind.stop,
            loose_ends=loose_ends,
        )


@contextmanager
def windows_rig() -> Iterator[Rig]:
    """A printer of Windows, made up."""
    api = FakeWin32Print("Receipts")

    def make(_profile: PrinterProfile, timeouts: Timeouts) -> Transport:
        return WindowsTransport(WindowsAddress(api.name), timeouts, load=lambda: api)

    def loose_ends() -> list[str]:
        return [*(f"job {job}" for job in api.jobs), *["open handle"] * api.handles]

    yield Rig(make, lambda: api.printed, confirms=False, loose_ends=loose_ends)


def folder_rig(folder: Path, open_way: Callable[[Path], Transport]) -> Rig:
    """A folder of slips."""

    def printed() -> bytes:
        return b"".join(slip.data.read_bytes() for slip in reversed(slips_in(folder)))

    return Rig(lambda *_how: open_way(folder), printed, confirms=True)


def absent_ways(
    folder: Path, profile: PrinterProfile, timeouts: Timeouts
) -> dict[str, Callable[[], Transport]]:
    """For each kind of connection, a way to a printer that is not there."""
    in_the_way = folder / "file"
    in_the_way.write_text("no folder")
    nobody, missing = UsbAddress(vendor=1, product=2), folder / "tty"
    unplugged = socket.socket()
    unplugged.close()
    return {
        "network": lambda: NetworkTransport(absent(), profile, timeouts),
        "usb": lambda: UsbTransport(nobody, profile, timeouts, backend=UsbBus(unplugged)),
        "serial": lambda: SerialTransport(SerialAddress(str(missing)), profile, timeouts),
        "device": lambda: DeviceTransport(DeviceAddress(missing), profile, timeouts),
        "cups": lambda: CupsTransport(CupsAddress("nobody"), timeouts),
        "windows": lambda: WindowsTransport(
            WindowsAddress("nobody"), timeouts, load=lambda: FakeWin32Print("Receipts")
        ),
        "file": lambda: FolderTransport(in_the_way / "slips"),
        "virtual": lambda: VirtualTransport(in_the_way / "slips"),
    }


def open_descriptors() -> int:
    """How many files and sockets this process holds."""
    return len(tuple(Path("/proc/self/fd").iterdir()))
