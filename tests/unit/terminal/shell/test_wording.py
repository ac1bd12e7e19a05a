from dataclasses import replace

import pytest

from pos_loyalty.domain.counter import Link, LinkStatus
from pos_loyalty.domain.print_job import PrinterState, PrinterStatus, PrintProblem, QueueCounts
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.shell.state import Level
from pos_loyalty.terminal.shell.wording import link_chip, printer_chip
from tests.support.counter import NOW

_DE = words_for("de")


@pytest.mark.parametrize(
    ("status", "text", "level"),
    [
        (PrinterStatus(PrinterState.READY), "Drucker bereit", Level.GOOD),
        (PrinterStatus(PrinterState.UNKNOWN), "Drucker", Level.WAITING),
        (PrinterStatus(PrinterState.PRINTING), "Druckt", Level.GOOD),
        (PrinterStatus(PrinterState.PAPER_LOW), "Papier fast leer", Level.WARN),
        (PrinterStatus(PrinterState.READY, QueueCounts(waiting=2)), "Druckt", Level.GOOD),
        (
            PrinterStatus(PrinterState.READY, QueueCounts(held=1, uncertain=1)),
            "2 Bons prüfen",
            Level.WARN,
        ),
        (
            PrinterStatus(PrinterState.TROUBLE, QueueCounts(waiting=3), PrintProblem.PAPER_OUT),
            "Kein Papier · 3 warten",
            Level.BAD,
        ),
        (PrinterStatus(PrinterState.TROUBLE), "Drucker gestört", Level.BAD),
    ],
)
def test_the_printer_in_two_words(status: PrinterStatus, text: str, level: Level) -> None:
    """Trouble first, then questions, then paper, then work."""
    chip = printer_chip((status,), _DE)
    assert (chip.text, chip.level) == (text, level)
    assert chip.detail


def test_a_mute_printer_is_connected_and_no_more() -> None:
    """Nobody is told that all is well who cannot know."""
    chip = printer_chip((PrinterStatus(PrinterState.SILENT),), _DE)
    assert (chip.text, chip.level) == ("Drucker verbunden", Level.GOOD)
    assert "ob Papier da ist" in chip.detail


def test_the_second_printer_takes_the_alarm_away() -> None:
    """What is wrong stays to be read; the slips come out meanwhile."""
    trouble = PrinterStatus(
        PrinterState.TROUBLE, QueueCounts(waiting=1), PrintProblem.PAPER_OUT, retry_at=NOW
    )
    second = PrinterStatus(PrinterState.READY, printer="fallback")
    chip = printer_chip((trouble, second), _DE)
    assert (chip.text, chip.level) == ("Kein Papier · zweiter druckt", Level.WARN)
    assert chip.detail.splitlines() == [
        "Bondrucker: Kein Papier · 1 Bon wartet · nächster Versuch um 14:32",
        "Zweiter Drucker: Drucker bereit",
        "Drucker und Bons zeigen (F8)",
    ]
    assert printer_chip((trouble, replace(second, state=PrinterState.TROUBLE)), _DE).level is (
        Level.BAD
    )


def test_questions_about_either_printer_are_shown() -> None:
    """A slip to check is one, wherever it is."""
    first = PrinterStatus(PrinterState.READY)
    second = PrinterStatus(PrinterState.READY, QueueCounts(uncertain=1), printer="fallback")
    assert printer_chip((first, second), _DE).text == "1 Bon prüfen"


@pytest.mark.parametrize(
    ("status", "text", "level"),
    [
        (LinkStatus(Link.ALONE), "", Level.PLAIN),
        (LinkStatus(Link.CONNECTED), "Verbunden", Level.GOOD),
        (LinkStatus(Link.CONNECTED, waiting=3), "Verbunden · 3 warten", Level.GOOD),
        (LinkStatus(Link.OFFLINE), "Ohne Netz", Level.WAITING),
        (LinkStatus(Link.OFFLINE, NOW, 14), "Ohne Netz seit 14:32 · 14 warten", Level.WAITING),
        (LinkStatus(Link.REFUSED), "Zentrale weist die Kasse ab", Level.BAD),
    ],
)
def test_the_line_to_the_hub_in_a_few_words(status: LinkStatus, text: str, level: Level) -> None:
    """A till that stands alone has no chip; being offline is no alarm."""
    chip = link_chip(status, _DE)
    assert (chip.text, chip.level) == (text, level)
