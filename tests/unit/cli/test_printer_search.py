import pytest

from pos_loyalty.domain.print_job import PrintProblem
from pos_loyalty.printing import discovery
from pos_loyalty.printing.found_printer import FoundPrinter, PrinterKind
from tests.support.command_line import CommandLine

_USB = FoundPrinter("usb://04b8:0e15", "EPSON TM-T20", PrinterKind.USB, "tm-t20")
_SHUT = FoundPrinter("usb://0416:5011", "POS58", PrinterKind.USB, None, PrintProblem.FORBIDDEN)


def test_what_is_found_can_be_entered_as_it_stands(
    till: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address of the list is the address of the settings."""
    monkeypatch.setattr(discovery, "find_printers", lambda *_kinds, **_how: (_USB,))
    (found,) = till.done("printer", "find")
    assert found == {
        "address": "usb://04b8:0e15",
        "name": "EPSON TM-T20",
        "kind": "usb",
        "profile": "tm-t20",
        "problem": None,
    }
    till.done("settings", "set", "printer.receipt", found["address"])
    (listed, *_others) = till.done("printer", "list")
    assert listed["address"] == found["address"]


def test_a_printer_that_may_not_be_used_is_found_with_the_remedy(
    till: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sets up the till reads which groups are missing."""
    monkeypatch.setattr(discovery, "find_printers", lambda *_kinds, **_how: (_SHUT,))
    said = till("printer", "find")
    assert "usb://0416:5011" in said.out
    assert "dialout" in said.out


def test_the_network_is_searched_on_request(
    till: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a range nothing is knocked at, and the answer says how it is done."""
    asked: list[str | None] = []

    def search(_kinds: object, *, network_range: str | None) -> tuple[FoundPrinter, ...]:
        asked.append(network_range)
        return ()

    monkeypatch.setattr(discovery, "find_printers", search)
    without = till("printer", "find").out
    assert "Kein Drucker gefunden." in without
    assert "--range" in without
    assert "--range" not in till("printer", "find", "--range", "127.0.0.1/32").out
    assert asked == [None, "127.0.0.1/32"]


@pytest.mark.parametrize("wrong", ["8.8.8.0/24", "10.0.0.0/8", "shop"])
def test_a_range_that_is_not_searched_is_refused(till: CommandLine, wrong: str) -> None:
    """With the sentence for it."""
    said = till.json("printer", "find", "--range", wrong)
    assert (said.status, said.code) == (1, "network-range")
