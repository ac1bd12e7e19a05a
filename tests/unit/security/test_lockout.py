from datetime import UTC, datetime, timedelta

import pytest

from pos_loyalty.security.lockout import (
    UNTRIED,
    Lockout,
    LockoutPolicy,
    PinLockedError,
    require_open,
)

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def after(failures: int) -> Lockout:
    """The state after so many wrong PINs, all at the same instant."""
    lockout = UNTRIED
    for _ in range(failures):
        lockout = lockout.failed(NOW)
    return lockout


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_the_first_slips_cost_nothing(failures: int) -> None:
    """Nobody waits for having hit the wrong key twice."""
    assert after(failures).opens_at() is None
    require_open(after(failures), "s1", NOW)


@pytest.mark.parametrize(
    ("failures", "wait_s"), [(3, 5), (4, 10), (5, 20), (6, 40), (7, 80), (8, 900), (50, 900)]
)
def test_each_further_slip_costs_more(failures: int, wait_s: int) -> None:
    """The wait doubles, then the lock falls, and it stays a lock."""
    assert after(failures).opens_at() == NOW + timedelta(seconds=wait_s)


def test_while_slowed_down_nothing_is_looked_at() -> None:
    """The refusal says until when, so that the screen can count down."""
    until = NOW + timedelta(seconds=5)
    with pytest.raises(PinLockedError) as caught:
        require_open(after(3), "s1", until - timedelta(microseconds=1))
    assert caught.value.code == "pin-locked"
    assert caught.value.facts == {"staff": "s1", "until": until, "reason": "slow"}
    require_open(after(3), "s1", until)


def test_a_lock_is_called_a_lock() -> None:
    """A manager who is called sees the difference."""
    with pytest.raises(PinLockedError) as caught:
        require_open(after(8), "s1", NOW)
    assert caught.value.facts["reason"] == "locked"


def test_a_wait_never_outlasts_the_lock() -> None:
    """A policy with many tries does not double into years."""
    policy = LockoutPolicy(free_tries=1, lock_after=100)
    assert policy.wait_after(99) == policy.lock


def test_a_day_of_guessing_stays_small() -> None:
    """Fewer than 110 PINs can be tried in 24 hours, of ten thousand."""
    tried, lockout, now = 0, UNTRIED, NOW
    while now < NOW + timedelta(days=1):
        tried += 1
        lockout = lockout.failed(now)
        now = lockout.opens_at() or now
    assert tried < 110


def test_a_policy_warns_before_it_locks() -> None:
    """A first try that locks at once is a mistake in the making of it."""
    for free_tries, lock_after in ((0, 8), (8, 8)):
        with pytest.raises(ValueError, match="slowed down"):
            LockoutPolicy(free_tries=free_tries, lock_after=lock_after)


def test_a_state_is_whole() -> None:
    """Failures without a time, a time without failures, and negative counts do not exist."""
    for failures, at in ((1, None), (0, NOW), (-1, None)):
        with pytest.raises(ValueError, match="time"):
            Lockout(failures, at)
