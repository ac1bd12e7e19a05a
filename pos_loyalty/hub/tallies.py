"""Counts that several processes keep side by side, and that any of them can add up.

One piece of memory with a row of slots for each process. Only its own process writes a row, and
all read all; who follows a process that died goes on with its row, so that no count ever falls.
"""

import struct
from collections import defaultdict
from collections.abc import Iterator, Mapping
from multiprocessing import get_context
from typing import Any, Final

SLOTS: Final = 512
"""Of one process: thrice what routes, statuses and buckets come to."""

# The value stands first, at a multiple of eight: it is written and read as a whole.
_SLOT: Final = struct.Struct("<dH118s")
_VALUE: Final = struct.Struct("<d")
_LONGEST: Final = 118
_ROW_BYTES: Final = SLOTS * _SLOT.size


def shared_memory(processes: int) -> Any:  # noqa: ANN401 - an array of bytes without a type
    """Memory for so many processes, to be handed to each as it is started."""
    return get_context("spawn").RawArray("B", processes * _ROW_BYTES)


class Tallies:
    """The counts of one process, and the sums over all."""

    def __init__(self, memory: Any = None, *, row: int = 0) -> None:  # noqa: ANN401 - as above
        """``memory`` is shared, and ``row`` this process's; without it, there is one process."""
        self._memory = memoryview(bytearray(_ROW_BYTES) if memory is None else memory).cast("B")
        self._start = row * _ROW_BYTES
        self._places = {key: place for key, _value, place in self._slots(self._start)}

    def add(self, key: str, n: float) -> None:
        """So many more. A key that has no room is not counted."""
        place = self._place(key)
        if place is not None:
            (value,) = _VALUE.unpack_from(self._memory, place)
            _VALUE.pack_into(self._memory, place, value + n)

    def put(self, key: str, value: float) -> None:
        """It is so many now, in this process."""
        place = self._place(key)
        if place is not None:
            _VALUE.pack_into(self._memory, place, value)

    def sums(self) -> Mapping[str, float]:
        """Each key with what all processes counted."""
        found: defaultdict[str, float] = defaultdict(float)
        for start in range(0, len(self._memory), _ROW_BYTES):
            for key, value, _place in self._slots(start):
                found[key] += value
        return found

    @property
    def processes(self) -> int:
        """How many processes have counted anything."""
        rows = range(0, len(self._memory), _ROW_BYTES)
        return sum(any(True for _slot in self._slots(start)) for start in rows)

    def _place(self, key: str) -> int | None:
        place = self._places.get(key)
        if place is None:
            said, place = key.encode(), self._start + len(self._places) * _SLOT.size
            if len(said) > _LONGEST or len(self._places) == SLOTS:
                return None
            _SLOT.pack_into(self._memory, place, 0.0, len(said), said)
            self._places[key] = place
        return place

    def _slots(self, start: int) -> Iterator[tuple[str, float, int]]:
        for place in range(start, start + _ROW_BYTES, _SLOT.size):
            value, length, said = _SLOT.unpack_from(self._memory, place)
            if length == 0:
                return
            yield said[:length].decode(), value, place
