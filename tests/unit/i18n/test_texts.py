from pathlib import Path

import pytest
from babel.messages.catalog import Message

from pos_loyalty.i18n.catalog import languages, placeholders
from pos_loyalty.i18n.compile import merge, read_area
from pos_loyalty.i18n.sources import po_files, shipped_folder
from tests.support.texts import texts_in

_PACKAGE = Path(__file__).parents[3] / "pos_loyalty"
_TRANSLATED = [language for language in languages() if language != "en"]


def _forms(message: Message) -> tuple[str, ...]:
    text = message.string
    return (text,) if isinstance(text, str) else tuple(text or ())


def _sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


@pytest.mark.parametrize("language", _TRANSLATED)
def test_every_text_in_the_source_is_translated(language: str) -> None:
    """A text that the program shows stands in the catalog of every language."""
    known = {
        _sources(message)[0]
        for message in merge(language, po_files(shipped_folder(), language))
        if message.id
    }
    missing = {text: module for text, module in texts_in(_PACKAGE).items() if text not in known}
    assert missing == {}


@pytest.mark.parametrize("language", _TRANSLATED)
def test_translations_are_whole(language: str) -> None:
    """No translation is empty, marked as doubtful, or has other facts in its braces."""
    for source in po_files(shipped_folder(), language):
        for message in read_area(source, language):
            if not message.id:
                continue
            where = f"{source.name}: {message.id!r}"
            assert not message.fuzzy, where
            assert all(_forms(message)), where
            asked = frozenset().union(*map(placeholders, _sources(message)))
            for form in _forms(message):
                # The singular may say "one" instead of the number.
                assert placeholders(form) <= asked, where
                assert asked - placeholders(form) <= {"n"}, where


@pytest.mark.parametrize("language", _TRANSLATED)
def test_translations_speak_the_house_words(language: str) -> None:
    """Nobody is called a customer or a user, and signs are the typographic ones."""
    for source in po_files(shipped_folder(), language):
        for message in read_area(source, language):
            for form in _forms(message) if message.id else ():
                assert "..." not in form, form
                assert " - " not in form, form
                assert "Kunde" not in form, form
