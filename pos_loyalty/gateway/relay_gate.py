"""What goes on to the printer: every byte as it came, and before a taught cut perhaps a block."""

import logging
from collections.abc import Callable, Iterator
from typing import Final, Protocol, TypeVar

from pos_loyalty.domain.values import dataclass
from pos_loyalty.gateway.relay_ears import Ear
from pos_loyalty.printing.command_stream import Kind, is_feeding_cut
from pos_loyalty.printing.till_jobs import TillJob

HOLD_S: Final = 0.3
"""The longest that a cut waits for what may be put before it."""

_LOG: Final = logging.getLogger(__name__)

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A cut that is held: what was printed before it, and whether it feeds by itself."""

    job: TillJob
    is_feeding: bool


class Blocks(Protocol):
    """Who knows what may be put on a receipt."""

    def is_wanted(self, job: TillJob) -> bool:
        """Whether this is a receipt that was taught; asked before any cut is held."""
        ...

    def block(self, wanted: Wanted, within_s: float) -> bytes:
        """What is put before the cut, within that time; nothing where nobody answers."""
        ...


class Gate(Protocol):
    """Bytes from the till go in, bytes for the printer come out, in order."""

    def pass_on(self, data: bytes) -> Iterator[bytes]:
        """What is to be sent now. Each piece is sent before the next one is asked for."""
        ...

    @property
    def is_holding(self) -> bool:
        """Whether bytes are kept back; they are let go by ``release`` after ``HOLD_S``."""
        ...

    def release(self) -> bytes:
        """All that is kept back."""
        ...


class OpenGate:
    """Passes everything on at once, and listens afterwards."""

    is_holding = False

    def __init__(self, ear: Ear) -> None:
        self._ear = ear

    def pass_on(self, data: bytes) -> Iterator[bytes]:
        """The same bytes."""
        yield data
        self._ear.hear(data)

    def release(self) -> bytes:
        """Nothing is ever kept back."""
        return b""


class BlockGate:
    """Puts one block before the cut of a receipt that was taught.

    It listens first and passes on then, for it has to know a cut before the printer does. A cut
    may come in two pieces: its first byte is kept back where a taught receipt stands before it.
    """

    def __init__(self, ear: Ear, blocks: Blocks) -> None:
        self._ear = ear
        self._blocks = blocks
        self._held = b""
        self._place = ear.position

    @property
    def is_holding(self) -> bool:
        """Whether the beginning of what may be a cut is kept back."""
        return bool(self._held)

    def pass_on(self, data: bytes) -> Iterator[bytes]:
        """The same bytes, with a block between where one is wanted."""
        whole, start = self._held + data, self._place - len(self._held)
        self._held = b""
        self._place += len(data)
        passed = 0
        for token in self._ear.tokens(data):
            place = token.start - start
            # A cut whose first half has gone already is too late for anything.
            if token.kind is Kind.CUT and place >= passed and self._is_wanted():
                wanted = Wanted(self._ear.so_far, is_feeding_cut(token))
                if place > passed:
                    yield whole[passed:place]
                    passed = place
                block = self._block(wanted)
                if block:
                    yield block
            self._ear.take(token)
        kept = self._ear.may_become_cut
        end = len(whole)
        if kept is not None and kept - start >= passed and self._is_wanted():
            end = kept - start
            self._held = whole[end:]
        if passed < end:
            yield whole[passed:end]

    def release(self) -> bytes:
        """What was kept back: it was no cut, or its other half does not come."""
        held, self._held = self._held, b""
        return held

    def _is_wanted(self) -> bool:
        ear, blocks = self._ear, self._blocks
        return self._said(
            lambda: ear.is_open_to_more and blocks.is_wanted(ear.so_far), otherwise=False
        )

    def _block(self, wanted: Wanted) -> bytes:
        return self._said(lambda: self._blocks.block(wanted, HOLD_S), otherwise=b"")

    def _said(self, ask: Callable[[], Said], *, otherwise: Said) -> Said:
        """What those say who make blocks; ``otherwise`` where they fail."""
        try:
            return ask()
        except Exception:  # noqa: BLE001 - as said below
            # The cut is held meanwhile: were a bug in lookup or drawing to go on from here, the
            # customer at somebody else's till got no receipt. It goes without a block instead,
            # and the log has the trace.
            _LOG.exception("a block failed; the receipt goes on as it is")
            return otherwise
