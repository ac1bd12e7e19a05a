import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

import pos_loyalty
from pos_loyalty.domain import errors
from pos_loyalty.domain.errors import (
    LoyaltyError,
    OutageError,
    PointsElsewhereError,
    Problem,
    RefusalError,
)
from pos_loyalty.domain.print_job import PrinterOutageError, PrintProblem
from pos_loyalty.i18n.amounts import BadAmountError
from pos_loyalty.i18n.messages import known_codes, message_for
from pos_loyalty.i18n.problems import problem_text
from pos_loyalty.i18n.words import words_for
from pos_loyalty.services.shares import HubWord

_GERMAN = words_for("de")
_ENGLISH = words_for("en")


def _kinds(base: type[LoyaltyError]) -> Iterator[type[LoyaltyError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _all_kinds() -> set[type[LoyaltyError]]:
    """Every error class of the package, of rooms with screens and servers too."""
    for module in pkgutil.walk_packages(pos_loyalty.__path__, "pos_loyalty."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {kind for kind in _kinds(LoyaltyError) if kind.__module__.startswith("pos_loyalty.")}


def test_every_error_has_words_of_its_own() -> None:
    """No error of any room reaches a person with general words only."""
    general = {RefusalError.code, OutageError.code, errors.WrongDocumentError.code}
    wordless = {kind.code for kind in _all_kinds()} - known_codes() - general
    assert wordless == set()


def test_facts_are_written_as_people_read_them() -> None:
    """Points have their unit, money its currency, times the shop's clock."""
    short = errors.InsufficientPointsError(needed=1500, held=320)
    assert message_for(short, _GERMAN) == (
        "Vorhanden: 320 Punkte, nötig: 1.500 Punkte. Nichts wurde gebucht. Weniger einlösen."
    )
    beyond = errors.ExceedsPurchaseError(asked_minor=500, limit_minor=320)
    assert "€3.20" in message_for(beyond, _ENGLISH)


def test_missing_facts_do_not_break_the_message() -> None:
    """An error that was raised without its facts is still told."""
    assert message_for(errors.InsufficientPointsError(), _ENGLISH) == (
        "That is not possible. Nothing was booked."
    )


def test_the_reason_chooses_the_sentence() -> None:
    """One code with several reasons says which one it was; an unknown reason says the code's."""
    empty = message_for(BadAmountError(text="", reason="empty"), _GERMAN)
    assert empty == "Der Betrag fehlt."
    other = message_for(errors.RewardNotAvailableError(reward="a", reason="moon"), _ENGLISH)
    assert other.startswith("This reward cannot be had")


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_word_of_the_hubs_has_a_sentence(language: str) -> None:
    """None of them is taken for another: only one of them has to do with who answers."""
    words = words_for(language)
    facts = {"member": "m1", "needed": 900, "here": 300}
    said = {
        word: message_for(PointsElsewhereError(**facts, reason=word.value), words)
        for word in HubWord
    }
    assert len(set(said.values())) == len(HubWord)
    titles = {each.partition(". ")[0] for each in said.values()}
    assert len(titles) == 1
    assert "300" in titles.pop()
    signs = ("antwortet nicht", "not responding")
    silent = [word for word, each in said.items() if any(sign in each for sign in signs)]
    assert silent == [HubWord.OFFLINE]


@pytest.mark.parametrize("problem", list(PrintProblem))
def test_every_printer_problem_has_a_sentence(problem: PrintProblem) -> None:
    """What the printer has is said in plain words, and that the sale is safe."""
    general = message_for(PrinterOutageError(problem="?"), _GERMAN)
    assert message_for(PrinterOutageError(problem=problem), _GERMAN) != general


def test_kinds_without_words() -> None:
    """A new error is told by its kind; a bug says that what was booked is safe."""

    class NewOutageError(OutageError):
        code = "brand-new"

    assert "out of order" in message_for(NewOutageError(), _ENGLISH)
    assert "booked is safe" in message_for(ZeroDivisionError(), _ENGLISH)
    assert "booked is safe" in message_for(LoyaltyError(), _ENGLISH)


def test_times_in_messages() -> None:
    """An instant among the facts is shown as local time."""
    error = LoyaltyError(at=datetime(2026, 1, 1, tzinfo=UTC))
    assert message_for(error, _GERMAN)


def test_a_wrong_document_names_every_wrong_key() -> None:
    """The person sees all that is wrong at once, each at its place."""
    error = errors.WrongDocumentError(
        (
            Problem("tier[1].threshold", "missing"),
            Problem("earn.points", "wrong-type", (("expected", "whole-number"),)),
        )
    )
    assert message_for(error, _GERMAN).splitlines() == [
        "Die Datei ist nicht, wie sie sein soll. Nichts wurde geändert.",
        "tier[1].threshold: Das muss ausgefüllt sein.",
        "earn.points: Das muss eine ganze Zahl ohne Anführungszeichen sein.",
    ]
    assert message_for(errors.WrongDocumentError(()), _ENGLISH).startswith("The file is not")
    whole = errors.WrongDocumentError((Problem("", "too-large"),))
    assert message_for(whole, _ENGLISH).splitlines()[1] == "The file is too large."


def test_problems_without_words_of_their_own() -> None:
    """A reason that is not known yet, or lacks its facts, is named as it is."""
    assert "(moon)" in problem_text(Problem("a", "moon"), _ENGLISH)
    assert "(out-of-range)" in problem_text(Problem("a", "out-of-range"), _ENGLISH)
