"""Chooses among the formats that a camera offers the one that cards are read from best."""

from collections.abc import Sequence
from typing import Final

from pos_loyalty.domain.values import dataclass

_BEST_WIDTH: Final = 1280
# Fewer frames leave a card that is moved blurred in all of them.
_ENOUGH_PER_S: Final = 15


@dataclass(frozen=True, slots=True)
class FormatFacts:
    """What matters of a format."""

    width: int
    height: int
    per_second: float
    has_luma: bool
    """Whether its brightness can be had without a conversion."""


def best_format(formats: Sequence[FormatFacts]) -> int | None:
    """The place of the best one; None when there is nothing to choose from.

    720p, for less shows too little of a small code and more takes longer than it brings;
    then enough frames, then what need not be converted.
    """
    if not formats:
        return None
    return min(range(len(formats)), key=lambda place: (*_faults(formats[place]), place))


def _faults(facts: FormatFacts) -> tuple[bool, float, bool]:
    # Twice too wide is as bad as half as wide; the same size in another shape is nearly as good.
    ratio = facts.width / _BEST_WIDTH
    off = max(ratio, 1 / ratio) if facts.width else float("inf")
    return facts.per_second < _ENOUGH_PER_S, off, not facts.has_luma
