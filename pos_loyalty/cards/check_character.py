"""The 32 characters of codes and numbers, and one more that catches slips of the hand.

The characters are those that every Latin keyboard layout puts on the same key but
for AZERTY, that QR codes pack tightly, and that people do not mix up: no I, O, Y, Z.

The check character makes the weighted sum of a text zero in the field of 32
elements. The weights are the powers of a generator, so they differ at any two
places up to 31 characters apart: each single wrong character is noticed, and so is
each exchange of two characters, neighbors or not. Decimal schemes such as Luhn's
miss some of these.
"""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRSTUVWX"

LONGEST: Final = 31
"""Beyond this many characters weights repeat and some exchanges would go unseen."""

_BITS: Final = 5
_MODULUS: Final = 0b100101  # x⁵ + x² + 1, whose root generates the field


def check_character(text: str) -> str:
    """The character to put behind ``text``."""
    # The last place has weight 1, and in this field minus is plus.
    return ALPHABET[_weighted_sum(text + ALPHABET[0])]


def is_checked(text: str) -> bool:
    """Whether ``text`` ends with its check character."""
    return is_plain(text) and 0 < len(text) <= LONGEST and _weighted_sum(text) == 0


def is_plain(text: str) -> bool:
    """Whether ``text`` uses the 32 characters only."""
    return all(character in ALPHABET for character in text)


def written(value: int, *, length: int) -> str:
    """``value`` as ``length`` of the 32 characters, the highest first."""
    return "".join(
        ALPHABET[(value >> (_BITS * place)) % len(ALPHABET)] for place in reversed(range(length))
    )


def value_of(text: str) -> int:
    """The value that ``written`` made such characters of."""
    value = 0
    for character in text:
        value = value << _BITS | ALPHABET.index(character)
    return value


def _weighted_sum(text: str) -> int:
    """Horner's scheme: each step back in the text multiplies by the generator once more."""
    total = 0
    for character in text:
        total <<= 1
        if total >> _BITS:
            total ^= _MODULUS
        total ^= ALPHABET.index(character)
    return total
