"""What cards and claim slips look like to a scanner, before anybody asks for a key.

A scan that comes in pieces is known to be complete by its length and its check
character, however long it took.
"""

from typing import Final

from pos_loyalty.cards.check_character import check_character, is_plain

_LENGTHS: Final = {"LT": (28, 31), "LC": (36,)}


class CodeShapes:
    """The codes that this program prints: 28 or 31 characters of a card, 36 of a claim."""

    starts: Final = tuple(_LENGTHS)
    shortest: Final = min(min(lengths) for lengths in _LENGTHS.values())

    def could_begin(self, text: str) -> bool:
        """Whether ``text`` may be the first characters of a card or a claim."""
        start = text[:2]
        if len(text) < len(start) + 1:
            return any(each.startswith(text) for each in _LENGTHS) if text else False
        lengths = _LENGTHS.get(start, (0,))
        return len(text) <= max(lengths) and is_plain(text)

    def is_whole(self, text: str) -> bool:
        """Whether ``text`` has the length and the check character of a card or a claim."""
        if len(text) not in _LENGTHS.get(text[:2], ()) or not is_plain(text):
            return False
        return check_character(text[:-1]) == text[-1]
