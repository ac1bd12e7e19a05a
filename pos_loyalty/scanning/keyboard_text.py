"""What a code was before it went through Caps Lock and a keyboard of another country.

All our codes are in upper case and without umlauts, and nearly all have digits;
whatever contradicts that tells what happened on the way.
"""

from typing import Final

from pos_loyalty.scanning.wedge_settings import ScannerLayout

# What a German keyboard writes for the keys of a US one. Its dead keys write nothing: ` ´ ^ are
# lost, and with them the US keys = + ` ~ and ^.
_GERMAN_FOR_US: Final = str.maketrans(
    "yzYZßöÖäÄüÜ#'-_;:?/()=&\"§",
    "zyZY-;:'\"[{\\|/?<>_&*()^@#",
)
# Neither digits nor the letters of a code: only a German keyboard brings these forth.
_GERMAN_ONLY: Final = frozenset("ßöÖäÄüÜ§")
# On Windows, Caps Lock of a German keyboard shifts the digits too.
_SHIFTED_DIGITS: Final = str.maketrans('!"§$%&/()=', "1234567890")
_DIGITS: Final = frozenset("0123456789")


def settled(text: str, layout: ScannerLayout = ScannerLayout.SAME) -> str:
    """The code as it stands on the card, in upper case; each character keeps its place."""
    if _caps_lock_shifted_the_digits(text):
        text = text.translate(_SHIFTED_DIGITS)
    if layout is ScannerLayout.US_ON_GERMAN or was_read_as_german(text):
        text = text.translate(_GERMAN_FOR_US)
    # Only the plain letters: ß would become two.
    return "".join(character.upper() if character.isascii() else character for character in text)


def code_text(text: str, us_text: str, layout: ScannerLayout = ScannerLayout.SAME) -> str:
    """The code by what the computer wrote and by what a US scanner's keys would have written.

    Unshifted digits of a French keyboard are signs: where no letter nor digit came, the
    keys of the US scanner are believed.
    """
    is_us = layout is ScannerLayout.US_KEYS or not any(map(str.isalnum, text))
    return us_text.upper() if is_us and us_text else settled(text, layout)


def was_read_as_german(text: str) -> bool:
    """Whether a US scanner's keys were read as German ones, as its separators show."""
    return not _GERMAN_ONLY.isdisjoint(text)


def _caps_lock_shifted_the_digits(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    shifted = any(ord(character) in _SHIFTED_DIGITS for character in text)
    in_lower_case = bool(letters) and all(character.islower() for character in letters)
    return shifted and in_lower_case and _DIGITS.isdisjoint(text)
