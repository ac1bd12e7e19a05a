"""The clock guard: what is believed, what is not, and who may accept it."""

from datetime import UTC, datetime, timedelta

import pytest

from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import OPERATOR, Actor, Role
from pos_loyalty.services.clock_guard import (
    LONGEST_PAUSE,
    GuardedClock,
    accept_clock,
    guarded_clock,
)
from pos_loyalty.storage.store import Store

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


class _Machine:
    """A wall clock that can be set, beside seconds that only run."""

    def __init__(self) -> None:
        self.shown = NOON
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.shown

    def run(self, span: timedelta) -> None:
        self.shown += span
        self.seconds += span.total_seconds()


def _guard(machine: _Machine, last_event_at: datetime | None = None) -> GuardedClock:
    return GuardedClock(machine, seconds=lambda: machine.seconds, last_event_at=last_event_at)


def test_a_clock_that_runs_is_believed() -> None:
    """Time that passes on the clock and in truth alike is believed, night after night."""
    machine = _Machine()
    guard = _guard(machine)
    for _ in range(5):
        machine.run(timedelta(hours=30))
        assert guard.now() == machine.shown
    assert guard.doubt is None


@pytest.mark.parametrize("jump", [timedelta(days=2), timedelta(days=-2)])
def test_a_jump_is_not_believed(jump: timedelta) -> None:
    """A clock that jumps by more than a day stands still until somebody accepts it."""
    machine = _Machine()
    guard = _guard(machine)
    guard.now()
    machine.shown += jump
    assert guard.now() == NOON
    doubt = guard.doubt
    assert doubt is not None
    assert (doubt.believed, doubt.shown) == (NOON, NOON + jump)
    guard.accept()
    assert guard.now() == NOON + jump
    assert guard.doubt is None


def test_a_small_correction_is_believed() -> None:
    """Summer time set by hand, or a clock put right by the network, asks nobody."""
    machine = _Machine()
    guard = _guard(machine)
    machine.shown += timedelta(hours=1)
    assert guard.now() == machine.shown


@pytest.mark.parametrize(
    ("since_last_event", "is_doubted"),
    [
        (timedelta(days=10), False),
        (LONGEST_PAUSE + timedelta(days=1), True),
        (timedelta(hours=-5), False),
        (timedelta(days=-3), True),
    ],
)
def test_the_start_looks_at_the_newest_event(
    since_last_event: timedelta,
    is_doubted: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """A holiday is believed; months ahead, or days behind the ledger, are not."""
    guard = _guard(_Machine(), NOON - since_last_event)
    assert (guard.doubt is not None) is is_doubted


def test_only_a_manager_accepts_and_it_is_in_the_log() -> None:
    """Accepting the clock is a manager's word, kept as an event."""
    machine = _Machine()
    store = Store.in_memory()
    guard = guarded_clock(machine, store, lambda: machine.seconds)
    assert guard.doubt is None
    machine.shown += timedelta(days=400)
    guard.now()
    cashier = Actor("c", "C", Role.CASHIER)
    with pytest.raises(NotAllowedError):
        accept_clock(guard, store, cashier)
    accept_clock(guard, store, OPERATOR)
    accept_clock(guard, store, OPERATOR)
    with store.read() as reading:
        types = [event.type for event in reading.log.events()]
    assert types == ["clock-accepted"]
    assert guard.now() == machine.shown
    store.close()
