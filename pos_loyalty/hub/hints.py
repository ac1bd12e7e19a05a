"""Tells tills that a feed has moved on: at once when all is quiet, ten times a second when not.

A hint may be lost: tills look on their own, too. So nobody keeps any for a till that is slow; it
gets the newest heads when it is ready for them.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Final

COALESCED_S: Final = 0.1
KEPT_ALIVE_S: Final = 20.0
MOST_LISTENERS: Final = 5000

_ALIVE: Final = b": still here\n\n"


class CrowdedError(Exception):
    """As many tills listen already as this process can serve."""


class Pace:
    """When the next hint may go out. ``seconds`` counts on, whatever the clock is set to."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._next = seconds()

    def wait_s(self) -> float:
        """How long the hint that is due now has to wait."""
        return max(0.0, self._next - self._seconds())

    def went(self) -> None:
        """A hint has gone out."""
        self._next = self._seconds() + COALESCED_S


class HintDesk:
    """Hands heads of feeds on to all who listen. Lives in one event loop, from its start on."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._pace = Pace(seconds)
        self._heads: dict[str, int] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: asyncio.Event = asyncio.Event()
        self._is_due = False
        self._has_ended = False
        self._listeners = 0
        self._counted: Callable[[int], None] = lambda _listeners: None

    def count_for(self, counted: Callable[[int], None]) -> None:
        """Tell how many listen, whenever that changes."""
        self._counted = counted

    @property
    def listeners(self) -> int:
        """How many tills listen."""
        return self._listeners

    def start(self) -> None:
        """Belong to the running loop."""
        self._loop = asyncio.get_running_loop()

    def tell(self, heads: Mapping[str, int]) -> None:
        """Feeds have moved on; called from any thread, at any time."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        try:
            loop.call_soon_threadsafe(self._take, dict(heads))
        except RuntimeError:
            # It closed between the two lines: nobody listens any more.
            return

    def end(self) -> None:
        """Let all listeners go, so that the server can end."""
        self._has_ended = True
        self._wake()

    async def listen(self) -> AsyncGenerator[bytes, None]:
        """What one till is sent, until the server ends. Raises CrowdedError at its start."""
        if self._listeners >= MOST_LISTENERS:
            raise CrowdedError
        self._change(1)
        try:
            # Taken before the line is made: what moves on while it is sent is not missed.
            news = self._news
            yield self._line()
            while not self._has_ended:
                try:
                    async with asyncio.timeout(KEPT_ALIVE_S):
                        await news.wait()
                except TimeoutError:
                    yield _ALIVE
                    continue
                if not self._has_ended:
                    news = self._news
                    yield self._line()
        finally:
            self._change(-1)

    def _change(self, by: int) -> None:
        self._listeners += by
        self._counted(self._listeners)

    def _take(self, heads: Mapping[str, int]) -> None:
        moved = {feed: head for feed, head in heads.items() if head != self._heads.get(feed)}
        if not moved:
            return
        self._heads |= moved
        if self._is_due or self._loop is None:
            return
        self._is_due = True
        self._loop.call_later(self._pace.wait_s(), self._send)

    def _send(self) -> None:
        self._is_due = False
        self._pace.went()
        self._wake()

    def _wake(self) -> None:
        # Who comes to wait from now on waits for the next one.
        self._news, news = asyncio.Event(), self._news
        news.set()

    def _line(self) -> bytes:
        return b"data: " + json.dumps(self._heads, separators=(",", ":")).encode() + b"\n\n"
