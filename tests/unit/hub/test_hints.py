import asyncio
import json
from contextlib import aclosing

import pytest

from pos_loyalty.hub import hints
from pos_loyalty.hub.hints import COALESCED_S, CrowdedError, HintDesk, Pace


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def heads_in(line: bytes) -> dict[str, int]:
    """What a line of the stream says."""
    found: dict[str, int] = json.loads(line.removeprefix(b"data: "))
    return found


async def settled() -> None:
    """Lets all that is due happen."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_the_first_hint_goes_at_once() -> None:
    """Nobody waits when all is quiet; whoever follows at once waits its turn."""
    seconds = Seconds()
    pace = Pace(seconds)
    assert pace.wait_s() == 0
    pace.went()
    assert pace.wait_s() == pytest.approx(COALESCED_S)
    seconds.now += COALESCED_S
    assert pace.wait_s() == 0


def test_a_listener_is_told_where_feeds_are_and_that_they_moved() -> None:
    """Who begins to listen hears the heads at once, and each time they move."""

    async def story() -> None:
        desk = HintDesk(Seconds())
        desk.start()
        desk.tell({"shop": 3})
        await settled()
        async with aclosing(desk.listen()) as stream:
            assert heads_in(await anext(stream)) == {"shop": 3}
            following = asyncio.ensure_future(anext(stream))
            await settled()
            assert not following.done()
            desk.tell({"shop": 3})
            await settled()
            assert not following.done()
            seconds_pass(desk)
            desk.tell({"events": 9})
            assert heads_in(await following) == {"shop": 3, "events": 9}
            assert desk.listeners == 1
        assert desk.listeners == 0

    asyncio.run(story())


def test_what_moves_while_a_line_is_sent_is_not_missed() -> None:
    """A listener that is slow gets the newest heads when it is ready, and not none."""

    async def story() -> None:
        desk = HintDesk(Seconds())
        desk.start()
        async with aclosing(desk.listen()) as stream:
            await anext(stream)
            desk.tell({"shop": 1})
            await settled()
            seconds_pass(desk)
            desk.tell({"shop": 2})
            await settled()
            assert heads_in(await anext(stream)) == {"shop": 2}

    asyncio.run(story())


def test_ending_lets_everybody_go() -> None:
    """When the server ends, each stream does."""

    async def story() -> None:
        desk = HintDesk(Seconds())
        desk.start()
        stream = desk.listen()
        await anext(stream)
        rest = asyncio.ensure_future(anext(stream, None))
        await settled()
        desk.end()
        assert await rest is None

    asyncio.run(story())


def test_silence_is_broken_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that nobody uses is kept open by a comment, which is no hint."""
    monkeypatch.setattr(hints, "KEPT_ALIVE_S", 0)

    async def story() -> None:
        desk = HintDesk(Seconds())
        desk.start()
        async with aclosing(desk.listen()) as stream:
            await anext(stream)
            assert (await anext(stream)).startswith(b":")

    asyncio.run(story())


def test_too_many_listeners_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than there is room for is told so, at its start."""
    monkeypatch.setattr(hints, "MOST_LISTENERS", 1)

    async def story() -> None:
        desk = HintDesk(Seconds())
        desk.start()
        async with aclosing(desk.listen()) as stream:
            await anext(stream)
            with pytest.raises(CrowdedError):
                await anext(desk.listen())

    asyncio.run(story())


def test_telling_before_the_start_or_after_the_end_does_nothing() -> None:
    """Threads that tell do not have to know whether anybody listens."""
    desk = HintDesk(Seconds())
    desk.tell({"shop": 1})

    async def story() -> None:
        desk.start()

    asyncio.run(story())
    desk.tell({"shop": 2})
    assert desk.listeners == 0


def seconds_pass(desk: HintDesk) -> None:
    """The pace allows the next hint."""
    clock = desk._pace._seconds  # noqa: SLF001 - the clock that this test gave it
    assert isinstance(clock, Seconds)
    clock.now += COALESCED_S
