from pos_loyalty.domain.print_job import PrinterState, PrintProblem
from pos_loyalty.printing.printout import Printout
from pos_loyalty.printing.transports.nowhere import NowhereTransport


def test_nothing_leaves_and_the_printer_is_in_trouble() -> None:
    """A slip for nowhere may be sent again: no byte of it was accepted by anybody."""
    transport = NowhereTransport()
    result = transport.send(Printout("slip", b"bytes", "text", lambda: b""))
    assert result.accepted_bytes == 0
    assert result.problem is PrintProblem.UNREACHABLE
    assert transport.status().state is PrinterState.TROUBLE
