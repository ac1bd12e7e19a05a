"""Words and numbers as they are searched: without capitals, accents, umlauts and signs.

``Müller``, ``Mueller`` and ``Muller`` are one name at a counter, ``0170 12`` and ``+49 170 12``
one number. The beginning of a word folds to the beginning of the folded word, so that
one finds while one types.
"""

import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
)
_UMLAUT_E: Final = re.compile(r"(?<=[aou])e")
_OTHER: Final = re.compile(r"[\W_]+")
_NO_DIGIT: Final = re.compile(r"\D+", re.ASCII)

# Country calling codes are prefix-free: one or two digits for these, three for all others.
_ONE_DIGIT: Final = "17"
_TWO_DIGITS: Final = re.compile(
    "2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]",
)


def folded(text: str) -> str:
    """Words in small plain letters, one space between them."""
    small = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in small if not unicodedata.combining(letter))
    return _UMLAUT_E.sub("", _OTHER.sub(" ", plain)).strip()


def national_digits(phone: str) -> str:
    """The digits of a phone number without country code and leading zeros."""
    digits = _NO_DIGIT.sub("", phone)
    if phone.lstrip().startswith("+"):
        digits = _without_country(digits)
    elif digits.startswith("00"):
        digits = _without_country(digits[2:])
    return digits.lstrip("0")


def folded_address(email: str) -> str:
    """An e-mail address in small letters, without what cannot be printed."""
    return "".join(letter for letter in email.casefold().strip() if letter.isprintable())


def _without_country(digits: str) -> str:
    if digits[:1] in _ONE_DIGIT:
        return digits[1:]
    return digits[2:] if _TWO_DIGITS.match(digits) else digits[3:]
