"""Tells a sentence for a person from what programs say to each other."""

import re
from typing import Final

_NOT_FOR_PEOPLE: Final = (
    r"Traceback|File \"",  # where a program stood
    r"\w(Error|Exception)\b",  # what a class is called
    r"\{\w*\}",  # a fact that was never filled in
    r"\bNone\b|<[a-z_.]+ object",  # a value as Python writes it
    r"\(\w+=",  # facts as a log writes them
)


def spoken_in_both(german: str, english: str) -> None:
    """Both are sentences, neither is a code, and each is in a language of its own."""
    for said in (german, english):
        assert said.strip(), "nothing was said"
        assert not re.fullmatch(r"[\w./-]+", said.strip()), f"a code, no sentence: {said}"
        for pattern in _NOT_FOR_PEOPLE:
            assert not re.search(pattern, said), f"{pattern} in: {said}"
    assert german != english
