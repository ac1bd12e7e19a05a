"""Tells a counter where nothing happens from one where somebody holds something up.

A camera that always looks sees the same empty counter nearly all day. What does not move
is read twice a second, which spares the computer the rest.
"""

from typing import Final

from pos_loyalty.scanning.luma import LumaPlane

_SAMPLES: Final = 1_000
# A dot is another one when it differs by more than a small sensor's grain.
_GRAIN: Final = 24
# A card far away, with the hand that holds it, is a good deal more than this.
_MOVED_PERCENT: Final = 1
# A card that is held still gets each of the harder looks several times before.
_STILL_AFTER: Final = 24
_READ_EVERY: Final = 6


class Stillness:
    """Follows the pictures of one camera."""

    def __init__(self) -> None:
        self._sample = b""
        self._still = 0

    def is_worth_reading(self, plane: LumaPlane) -> bool:
        """Whether something has moved lately, or this picture's turn has come."""
        size = (plane.height - 1) * plane.stride + plane.width
        sample = bytes(memoryview(plane.data)[: size : max(size // _SAMPLES, 1)])
        if _has_moved(sample, self._sample):
            self._sample = sample
            self._still = 0
            return True
        self._still += 1
        return self._still <= _STILL_AFTER or self._still % _READ_EVERY == 0


def _has_moved(now: bytes, before: bytes) -> bool:
    if len(now) != len(before):
        return True
    others = sum(abs(new - old) > _GRAIN for new, old in zip(now, before, strict=True))
    return others * 100 > len(now) * _MOVED_PERCENT
