import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.cards.check_character import (
    ALPHABET,
    LONGEST,
    check_character,
    is_checked,
    is_plain,
    written,
)

TEXTS = st.text(ALPHABET, min_size=1, max_size=LONGEST - 1)
LENGTHS = (11, 28, 31)


def checked_texts() -> list[str]:
    """A few checked texts of each length that cards and numbers have."""
    dice = random.Random(28)  # noqa: S311 - texts to try, the same in each run
    texts = []
    for length in LENGTHS:
        for _ in range(5):
            text = "".join(dice.choices(ALPHABET, k=length - 1))
            texts.append(text + check_character(text))
    return texts


def test_the_alphabet_has_no_letters_that_layouts_or_people_mix_up() -> None:
    """Thirty-two characters; Y and Z move on a German keyboard, I and O look like digits."""
    assert len(set(ALPHABET)) == len(ALPHABET) == 32
    assert set("IOYZ").isdisjoint(ALPHABET)


@given(TEXTS)
def test_a_text_with_its_check_character_passes(text: str) -> None:
    """What was made is accepted."""
    assert is_checked(text + check_character(text))


@pytest.mark.parametrize("text", checked_texts())
def test_every_single_wrong_character_is_noticed(text: str) -> None:
    """At each place, each of the 31 other characters."""
    slips = [
        text[:place] + wrong + text[place + 1 :]
        for place, right in enumerate(text)
        for wrong in ALPHABET
        if wrong != right
    ]
    assert not [slip for slip in slips if is_checked(slip)]


@pytest.mark.parametrize("text", checked_texts())
def test_every_exchange_of_two_characters_is_noticed(text: str) -> None:
    """Neighbors, jumps over one, and any two places further apart."""
    slips = []
    for first in range(len(text)):
        for second in range(first + 1, len(text)):
            if text[first] != text[second]:
                swapped = list(text)
                swapped[first], swapped[second] = text[second], text[first]
                slips.append("".join(swapped))
    assert slips
    assert not [slip for slip in slips if is_checked(slip)]


def test_the_scheme_never_changes() -> None:
    """Cards are plastic: a check character of today is right in ten years."""
    assert check_character("K48217P2M9") == "R"
    assert check_character("0123456789ABCDEFGHJKLMNPQRS") == "K"


@pytest.mark.parametrize("text", ["", "K48217P2MO", "k48217p2m9r", "Ä", "0" * 32])
def test_what_is_not_written_in_the_alphabet_is_not_checked(text: str) -> None:
    """Empty, foreign or overlong texts are no checked texts, and cause no trace."""
    assert not is_checked(text)


def test_plain_means_the_alphabet_only() -> None:
    """Lower case is a matter for the reader, not for the alphabet."""
    assert is_plain("LT0X")
    assert not is_plain("lt0x")


def test_numbers_are_written_with_leading_zeros() -> None:
    """Each value has one form of a given length, highest character first."""
    assert written(0, length=3) == "000"
    assert written(33, length=3) == "011"
    assert written(2**50 - 1, length=10) == "X" * 10
