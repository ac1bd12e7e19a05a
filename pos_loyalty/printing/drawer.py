"""The pulse that opens a cash drawer: sent at once, never queued and never sent again.

A drawer that opens later opens before nobody.
"""

from collections.abc import Callable
from time import monotonic
from typing import Final

from pos_loyalty.domain.print_job import DrawerOutageError, PrinterState, PrintProblem
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.transports.transport import Transport

LONGEST_ASKING_S: Final = 5.0
"""Whoever pressed the button has turned away by then."""

_PINS: Final = {"2": 0, "5": 1}
_GENERATE_PULSE: Final = b"\x1bp"
# In steps of 2 ms: long enough for stiff locks, short enough for the magnet.
_ON, _OFF = 50, 250


def drawer_pulse(pin: str) -> bytes:
    """The command for the drawer at that pin of the printer's plug, "2" or "5"."""
    return _GENERATE_PULSE + bytes((_PINS[pin], _ON, _OFF))


def open_drawer(
    transport: Transport, pin: str, *, seconds: Callable[[], float] = monotonic
) -> None:
    """Opens the drawer, if the printer can do it now.

    A printer in trouble would keep the pulse and open the drawer when somebody has put in
    paper, so it is asked first. Raises DrawerOutageError.
    """
    began = seconds()
    condition = transport.status()
    if condition.state is PrinterState.TROUBLE:
        raise DrawerOutageError(problem=condition.problem)
    if seconds() - began > LONGEST_ASKING_S:
        raise DrawerOutageError(problem=PrintProblem.BUSY)
    result = transport.send(Printout("drawer", drawer_pulse(pin), "", bytes))
    if result.problem is not None:
        raise DrawerOutageError(problem=result.problem)
