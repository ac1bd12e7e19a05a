"""Segments: the shop's own labels of members, which campaigns may be for."""

from collections.abc import Iterable
from typing import Final

from pos_loyalty.domain.campaigns import is_predicate
from pos_loyalty.domain.errors import NotAllowedError

LONGEST_SEGMENT: Final = 40


def checked_segments(labels: Iterable[str]) -> tuple[str, ...]:
    """The labels as they are kept: trimmed, each once, in alphabetical order.

    Raises NotAllowedError for one that is empty, too long or not printable, and for a word by
    which campaigns mean something else: nobody is labelled into a birthday.
    """
    trimmed = {label.strip() for label in labels}
    for label in trimmed:
        is_word = bool(label) and label.isprintable() and "," not in label
        if not is_word or len(label) > LONGEST_SEGMENT or is_predicate(label):
            raise NotAllowedError(reason="bad-segment", segment=label, most=LONGEST_SEGMENT)
    return tuple(sorted(trimmed))
