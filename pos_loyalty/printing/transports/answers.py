"""What a printer says, told apart by the fixed bits of its bytes.

Printers speak unasked as well: where automatic status is on, four bytes come with each change of
cover and paper. Taken for an answer, they would report paper that is not there, or a slip that is
not out.
"""

from collections.abc import Iterator
from typing import Final

from pos_loyalty.domain.values import dataclass

_MARK: Final = 0x93
_REAL_TIME, _AUTOMATIC = 0x12, 0x10
_FLOW_CONTROL: Final = frozenset({0x11, 0x13})
_PLAIN: Final = 0x90
_AUTOMATIC_BYTES: Final = 4
_BLOCK, _PROCESS_ID = 0x37, 0x22
_LONGEST_BLOCK: Final = 80


@dataclass(frozen=True, slots=True)
class RealTimeStatus:
    """The answer to a question that is answered at once (``DLE EOT``)."""

    value: int


@dataclass(frozen=True, slots=True)
class AutomaticStatus:
    """What the printer says of itself unasked (``GS a``): four bytes."""

    values: bytes


@dataclass(frozen=True, slots=True)
class QueuedStatus:
    """The answer that comes when all before it has been worked off (``GS r``)."""

    value: int


@dataclass(frozen=True, slots=True)
class ProcessDone:
    """The answer that comes when all before it has been printed (``GS ( H``)."""

    process_id: bytes


Answer = RealTimeStatus | AutomaticStatus | QueuedStatus | ProcessDone


class AnswerStream:
    """Makes answers of the bytes that come back, however they are cut up on the way."""

    def __init__(self) -> None:
        self._rest = b""

    def fed(self, more: bytes) -> Iterator[Answer]:
        """The answers that are complete with these bytes."""
        self._rest += more
        while self._rest:
            answer, length = _first(self._rest)
            if length == 0:
                return
            self._rest = self._rest[length:]
            if answer is not None:
                yield answer


def _first(heard: bytes) -> tuple[Answer | None, int]:
    """The first answer, if it is one, and its length; 0 when more has to come first."""
    first = heard[0]
    if first == _BLOCK:
        return _block(heard)
    if first & _MARK == _REAL_TIME:
        return RealTimeStatus(first), 1
    if first & _MARK == _AUTOMATIC:
        return _automatic(heard)
    if first in _FLOW_CONTROL or first & _PLAIN:
        return None, 1
    return QueuedStatus(first), 1


def _automatic(heard: bytes) -> tuple[Answer | None, int]:
    rest = heard[1:_AUTOMATIC_BYTES]
    if any(byte & _PLAIN for byte in rest):
        return None, 1
    if len(heard) < _AUTOMATIC_BYTES:
        return None, 0
    return AutomaticStatus(heard[:_AUTOMATIC_BYTES]), _AUTOMATIC_BYTES


def _block(heard: bytes) -> tuple[Answer | None, int]:
    end = heard.find(b"\0")
    if end < 0:
        return None, (1 if len(heard) > _LONGEST_BLOCK else 0)
    if heard[1] != _PROCESS_ID:
        return None, end + 1
    return ProcessDone(heard[2:end]), end + 1
