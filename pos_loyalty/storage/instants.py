"""Instants as the database keeps them: whole microseconds since 1970, in UTC."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def to_us(instant: datetime) -> int:
    """An aware instant as a number; exact."""
    return (instant - _EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """The instant in UTC that a number stands for."""
    return _EPOCH + timedelta(microseconds=us)


def optional_us(instant: datetime | None) -> int | None:
    """As ``to_us``, where there may be no instant."""
    return None if instant is None else to_us(instant)


def optional_instant(us: int | None) -> datetime | None:
    """As ``from_us``, where there may be no number."""
    return None if us is None else from_us(us)
