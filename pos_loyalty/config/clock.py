"""What time it is. The one place that asks the machine."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Answers with the present instant, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)
