import asyncio
from threading import Event

import pytest

from pos_loyalty.hub.bounds import BusyError, Guesses, Lanes, Workshop


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_more_than_can_wait_is_refused_at_once() -> None:
    """With all threads and all seats taken, the next one is told to come again."""

    async def story() -> list[int]:
        workshop, gate = Workshop(1, most_waiting=1), Event()

        def work() -> int:
            gate.wait()
            return 1

        first, second = (asyncio.ensure_future(workshop.do(work)) for _ in range(2))
        await asyncio.sleep(0)
        with pytest.raises(BusyError) as caught:
            await workshop.do(lambda: 3)
        assert not caught.value.is_own
        gate.set()
        done = [await first, await second, await workshop.do(lambda: 4)]
        workshop.close()
        return done

    assert asyncio.run(story()) == [1, 1, 4]


def test_who_goes_away_keeps_the_seat_until_the_work_is_done() -> None:
    """A till that hangs up does not make room for more than the database can bear."""

    async def story() -> None:
        workshop, gate, begun = Workshop(1, most_waiting=0), Event(), Event()

        def work() -> None:
            begun.set()
            gate.wait()

        asking = asyncio.ensure_future(workshop.do(work))
        await asyncio.to_thread(begun.wait)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        with pytest.raises(BusyError):
            await workshop.do(lambda: None)
        gate.set()
        workshop.close()

    asyncio.run(story())


def test_an_error_comes_to_who_asked() -> None:
    """What goes wrong in a thread goes wrong for its request."""

    async def story() -> None:
        workshop = Workshop(1)
        with pytest.raises(ZeroDivisionError):
            await workshop.do(lambda: 1 // 0)
        workshop.close()

    asyncio.run(story())


def test_a_lane_is_for_one() -> None:
    """The same till in the same lane waits; another till, or another lane, does not."""
    lanes = Lanes()
    with lanes.taken("till-1", "talk"):
        with pytest.raises(BusyError) as caught, lanes.taken("till-1", "talk"):
            pass
        assert caught.value.is_own
        with lanes.taken("till-1", "shares"), lanes.taken("till-2", "talk"):
            pass
    with lanes.taken("till-1", "talk"):
        pass


def test_guessing_costs_more_each_time() -> None:
    """The first wrong ones are free; then the wait doubles, up to a bound."""
    seconds = Seconds()
    guesses = Guesses(seconds)
    waits = []
    for _ in range(30):
        guesses.wrong("10.0.0.1")
        try:
            guesses.check("10.0.0.1")
            waits.append(0)
        except BusyError as error:
            waits.append(error.after_s)
    assert waits[: Guesses.FREE - 1] == [0] * (Guesses.FREE - 1)
    assert all(waits[Guesses.FREE - 1 :])
    assert waits == sorted(waits)
    assert waits[-1] <= Guesses.LONGEST_S + 1
    guesses.check("10.0.0.2")
    seconds.now += Guesses.LONGEST_S + 1
    guesses.check("10.0.0.1")


def test_a_right_one_forgives() -> None:
    """Whoever mistyped and then got it right is no guesser."""
    guesses = Guesses(Seconds())
    for _ in range(Guesses.FREE):
        guesses.wrong("10.0.0.1")
    guesses.right("10.0.0.1")
    guesses.check("10.0.0.1")


def test_addresses_are_forgotten_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of addresses does not fill the memory."""
    monkeypatch.setattr(Guesses, "_MOST", 3)
    guesses = Guesses(Seconds())
    for address in ("a", "a", "a", "a", "a", "b", "c", "d"):
        guesses.wrong(address)
    guesses.check("a")
