"""Amounts, numbers and times as they are typed on a command line."""

from datetime import datetime
from typing import Final

from pos_loyalty.cli.command import WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.domain.money import parse_major

LARGEST_MINOR: Final = 2**63 - 1
"""What the database can hold."""


def amount(context: Context, text: str, name: str) -> int:
    """Minor units of an amount such as ``36.50``. Raises WrongUseError."""
    try:
        minor = parse_major(text, context.program.currency)
        if minor <= LARGEST_MINOR:
            return minor
    except ValueError:
        pass
    raise WrongUseError(
        context.words.text(
            "“{value}” is not an amount for {name}. Write it like 36.50.", value=text, name=name
        )
    )


def optional_amount(context: Context, text: str | None, name: str) -> int | None:
    """As ``amount``, where there may be none."""
    return None if text is None else amount(context, text, name)


def optional_moment(context: Context, text: str | None, name: str) -> datetime | None:
    """The instant of a date or time, local without an offset. Raises WrongUseError."""
    if text is None:
        return None
    try:
        return context.moment(text)
    except (ValueError, OverflowError):
        raise no_time(context, text, name) from None


def no_time(context: Context, text: str, name: str) -> WrongUseError:
    """The refusal of a text that is no time."""
    return WrongUseError(
        context.words.text(
            "“{value}” is not a time for {name}. Write it like 2026-12-31T14:30.",
            value=text,
            name=name,
        )
    )
