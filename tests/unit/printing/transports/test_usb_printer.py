import errno
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import usb.core

from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.profiles import profile
from pos_loyalty.printing.transports.line import LineError, StalledError
from pos_loyalty.printing.transports.timeouts import Timeouts
from pos_loyalty.printing.transports.transport import Condition, SendResult
from pos_loyalty.printing.transports.usb_printer import UsbLine, UsbTransport
from tests.support.cables import CablePrinter, UsbBus
from tests.support.printers import READY, answering

PRINTOUT = Printout("slip-1", b"\x1b@Punkte", "Punkte\n", lambda: b"PNG")
GENERIC = profile("generic-80")
_PATIENT = Timeouts(connect_s=0.1, ask_s=10, send_s=10, answer_s=10)


@pytest.fixture
def inside() -> Iterator[CablePrinter]:
    """A printer that answers."""
    printer = CablePrinter(answering, condition=READY)
    printer.start()
    yield printer
    printer.stop()


def _transport(bus: UsbBus) -> UsbTransport:
    return UsbTransport(bus.address, GENERIC, _PATIENT, backend=bus)


def test_the_kernels_driver_gets_the_printer_back(inside: CablePrinter) -> None:
    """What printed through the system before still does afterwards."""
    bus = UsbBus(inside.plug)
    assert _transport(bus).send(PRINTOUT).confirmed
    assert (bus.driver_active, bus.claimed, bus.handles, bus.setting) == (True, set(), 0, 1)


def test_no_driver_is_given_what_it_never_had(inside: CablePrinter) -> None:
    """Where the kernel had none on it, it gets none."""
    bus = UsbBus(inside.plug)
    bus.driver_active = False
    assert _transport(bus).send(PRINTOUT).confirmed
    assert not bus.driver_active


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.EBUSY, PrintProblem.OCCUPIED),
        (errno.EACCES, PrintProblem.FORBIDDEN),
        (errno.ENODEV, PrintProblem.UNREACHABLE),
    ],
)
def test_a_printer_that_cannot_be_claimed_is_told_and_given_back(
    number: int, problem: PrintProblem, inside: CablePrinter
) -> None:
    """Resource busy, in words; and nothing stays half taken."""
    bus = UsbBus(inside.plug)
    bus.refusal = number
    assert _transport(bus).send(PRINTOUT) == SendResult(accepted_bytes=0, problem=problem)
    assert _transport(bus).status() == Condition(PrinterState.TROUBLE, problem)
    assert (bus.driver_active, bus.claimed, bus.handles) == (True, set(), 0)


def test_a_printer_without_answers_is_only_sent_to(inside: CablePrinter) -> None:
    """One end takes, and there is no other."""
    bus = UsbBus(inside.plug, answering=False)
    assert _transport(bus).send(PRINTOUT) == SendResult(accepted_bytes=len(PRINTOUT.data))
    assert _transport(bus).status() == Condition(PrinterState.UNKNOWN)


def test_systems_without_kernel_drivers_print_too(
    inside: CablePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is nothing to take out and nothing to give back."""
    bus = UsbBus(inside.plug)
    bus.driver_active = False

    def unknown(*_arguments: object) -> bool:
        raise NotImplementedError

    monkeypatch.setattr(bus, "is_kernel_driver_active", unknown)
    assert _transport(bus).send(PRINTOUT).confirmed


def test_a_driver_that_does_not_come_back_is_noted(
    inside: CablePrinter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The slip is out all the same; whoever looks into the log learns why the queue is dead."""
    bus = UsbBus(inside.plug)

    def refuse(*_arguments: object) -> None:
        raise usb.core.USBError("gone", errno=errno.ENODEV)

    monkeypatch.setattr(bus, "attach_kernel_driver", refuse)
    with caplog.at_level(logging.INFO):
        assert _transport(bus).send(PRINTOUT).confirmed
    assert "driver" in caplog.text


def test_what_does_not_print_is_no_printer(inside: CablePrinter) -> None:
    """An address of a keyboard reaches nothing, and the keyboard goes on."""
    bus = UsbBus(inside.plug, interface_class=3)
    refused = SendResult(accepted_bytes=0, problem=PrintProblem.UNREACHABLE)
    assert _transport(bus).send(PRINTOUT) == refused
    assert (bus.driver_active, bus.handles) == (True, 0)


def test_a_transfer_that_takes_nothing_is_stalled(
    inside: CablePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No end of trying in a loop that gets nowhere; and silence is silence."""
    bus = UsbBus(inside.plug)
    line = UsbLine(bus.address, bus, 1)

    def nothing(*_arguments: Any) -> int:  # noqa: ANN401 - whatever the library passes
        return 0

    monkeypatch.setattr(bus, "bulk_write", nothing)
    monkeypatch.setattr(bus, "bulk_read", nothing)
    with pytest.raises(StalledError):
        line.write(b"x", 0.1)
    assert line.read(0) == b""
    line.close()


def test_a_printer_that_fails_while_it_is_set_up_is_told(
    inside: CablePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step of taking it may fail, with the words for it."""

    def refuse(*_arguments: object) -> None:
        raise usb.core.USBError("busy", errno=errno.EBUSY)

    for step in "detach_kernel_driver", "set_configuration", "get_configuration":
        bus = UsbBus(inside.plug)
        monkeypatch.setattr(bus, step, refuse)
        with pytest.raises(LineError) as failed:
            UsbLine(bus.address, bus, 1)
        assert failed.value.problem is PrintProblem.OCCUPIED
        assert (bus.driver_active, bus.handles) == (True, 0)
