import pytest

from pos_loyalty.domain.print_job import PrinterState, PrinterStatus
from pos_loyalty.printing import discovery
from pos_loyalty.printing.network_scan import NetworkRangeError
from pos_loyalty.terminal.printers_room import TillPrintersRoom
from tests.support.printers_room import FOUND


@pytest.fixture
def room() -> TillPrintersRoom:
    """A till whose printer is well."""
    return TillPrintersRoom(lambda: (PrinterStatus(PrinterState.READY),))


def _ended(room: TillPrintersRoom) -> None:
    thread = room._thread  # noqa: SLF001 - nothing else tells when the thread is at its end
    assert thread is not None
    thread.join(10)


def test_a_search_goes_on_beside_the_counter(
    room: TillPrintersRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a thread of its own; what it finds is there to be looked at."""
    monkeypatch.setattr(discovery, "find_printers", lambda *_kinds, **_how: FOUND)
    assert not room.look().is_over
    room.begin(None)
    _ended(room)
    assert room.look().found == FOUND
    assert [each.state for each in room.statuses()] == [PrinterState.READY]


def test_a_range_that_is_none_ends_the_search(room: TillPrintersRoom) -> None:
    """What is wrong with it is the answer."""
    room.begin("no range")
    _ended(room)
    assert isinstance(room.look().error, NetworkRangeError)


def test_a_search_that_was_given_up_says_nothing_more(
    room: TillPrintersRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the newest search is heard."""

    def found(*_kinds: object, **how: object) -> object:
        return FOUND if how["network_range"] is None else ()

    monkeypatch.setattr(discovery, "find_printers", found)
    room.begin("192.168.1.0/30")
    room.begin(None)
    _ended(room)
    assert room.look().found == FOUND
    room.stop()
    room.stop()


def test_the_own_range_is_a_range_or_nothing(room: TillPrintersRoom) -> None:
    """It is proposed as it is."""
    proposed = room.own_range()
    assert proposed == "" or proposed.endswith("/24")
