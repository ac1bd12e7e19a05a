import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from pos_loyalty.domain.errors import Problem
from pos_loyalty.i18n.catalog import languages
from pos_loyalty.i18n.compile import read_area
from pos_loyalty.i18n.problems import known_reasons, problem_text
from pos_loyalty.i18n.sources import po_files, shipped_folder
from pos_loyalty.i18n.words import words_for

_DOMAIN = Path(__file__).parents[3] / "pos_loyalty" / "domain"
_NOTED = re.compile(r"\.problem\([^()]*?,\s*\"([a-z-]+)\"")


def test_every_problem_has_words() -> None:
    """Whatever a program document can have wrong, a shop manager is told in a sentence."""
    noted = {
        reason
        for module in _DOMAIN.glob("*.py")
        for reason in _NOTED.findall(module.read_text(encoding="utf-8"))
    }
    assert "missing" in noted
    assert noted - known_reasons() == set()


def test_problem_sentences_hold_their_facts() -> None:
    """The sentence says what was written and what is possible instead."""
    problem = Problem("earn.rounding", "unknown-choice", (("value", "x"), ("choices", "down, up")))
    assert problem_text(problem, words_for("de")) == (
        "„x“ steht hier nicht zur Wahl. Möglich: down, up."
    )


def _forms(message: Message) -> tuple[str, ...]:
    text = message.string
    return (text,) if isinstance(text, str) else tuple(text or ())


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_translations_speak_the_house_words(language: str) -> None:
    """Nobody is called a customer, and signs are the typographic ones."""
    for source in po_files(shipped_folder(), language):
        for message in read_area(source, language):
            for form in _forms(message) if message.id else ():
                assert "..." not in form, form
                assert " - " not in form, form
                assert "Kunde" not in form, form
