"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class FixedClock:
    """Answers with the instant it was given."""

    def __init__(self, now: datetime = datetime(2026, 3, 5, 13, 32, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by

    def move_to(self, now: datetime) -> None:
        self._now = now
