import pytest

from pos_loyalty.domain.print_job import DrawerOutageError, PrinterState, PrintProblem
from pos_loyalty.printing.drawer import LONGEST_ASKING_S, drawer_pulse, open_drawer
from pos_loyalty.printing.transports.transport import Condition
from tests.support.spooling import ABSENT, GONE, PRINTED, SILENT, ScriptedTransport

_MUTE = Condition(PrinterState.UNKNOWN)


@pytest.mark.parametrize(("pin", "command"), [("2", b"\x1bp\x00"), ("5", b"\x1bp\x01")])
def test_the_pulse_names_its_pin(pin: str, command: bytes) -> None:
    """Two drawers can hang on one plug; 100 ms move any lock."""
    assert drawer_pulse(pin) == command + b"\x32\xfa"


@pytest.mark.parametrize(
    "transport", [ScriptedTransport(PRINTED), ScriptedTransport(SILENT, condition=_MUTE)]
)
def test_a_printer_that_is_well_or_mute_opens_the_drawer(transport: ScriptedTransport) -> None:
    """Who cannot say how it is gets the pulse all the same."""
    open_drawer(transport, "2")
    assert transport.sent == ["drawer"]


def test_a_printer_in_trouble_gets_no_pulse() -> None:
    """It would keep it, and open the drawer when there is paper again."""
    transport = ScriptedTransport(PRINTED, condition=GONE)
    with pytest.raises(DrawerOutageError) as raised:
        open_drawer(transport, "2")
    assert raised.value.facts["problem"] is PrintProblem.UNREACHABLE
    assert transport.sent == []


def test_a_pulse_that_did_not_arrive_is_not_sent_again() -> None:
    """Whoever pressed the button decides."""
    transport = ScriptedTransport(ABSENT)
    with pytest.raises(DrawerOutageError):
        open_drawer(transport, "2")
    assert transport.sent == ["drawer"]


def test_an_answer_that_took_long_opens_nothing() -> None:
    """Whoever pressed the button has turned away."""
    moments = iter((0.0, LONGEST_ASKING_S + 1))
    transport = ScriptedTransport(PRINTED)
    with pytest.raises(DrawerOutageError):
        open_drawer(transport, "2", seconds=lambda: next(moments))
    assert transport.sent == []
