from datetime import UTC, timedelta

from pos_loyalty.config.clock import Clock, SystemClock
from tests.support.clock import FixedClock


def test_the_system_clock_speaks_utc() -> None:
    """Instants carry their zone, and the next is not before the one asked first."""
    clock: Clock = SystemClock()
    first = clock.now()
    assert first.tzinfo is UTC
    assert clock.now() >= first


def test_the_fixed_clock_stands_still() -> None:
    """A test's clock moves only when it is told to."""
    clock = FixedClock()
    first = clock.now()
    assert clock.now() == first
    clock.advance(timedelta(hours=1))
    assert clock.now() == first + timedelta(hours=1)
    clock.move_to(first)
    assert clock.now() == first
