"""What every command of the hub's operator needs: the office, who types, and how times are said."""

import getpass
import os
from argparse import Namespace
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from pos_loyalty.bootstrap.hub import open_office
from pos_loyalty.bootstrap.hub_office import HubOffice
from pos_loyalty.cli.command import WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.hub_options import DATABASE_VARIABLE
from pos_loyalty.i18n.words import Words


def open_desk(context: Context, args: Namespace) -> AbstractContextManager[HubOffice]:
    """The office over the database that was named."""
    return open_office(database_of(context, args), context.clock)


def database_of(context: Context, args: Namespace) -> str:
    """The database that was named. Raises WrongUseError where none was."""
    url: str = args.database or os.environ.get(DATABASE_VARIABLE, "")
    if not url:
        raise WrongUseError(
            context.words.text(
                "Which database? Give --database, or set {variable}.", variable=DATABASE_VARIABLE
            )
        )
    return url


def whoever() -> str:
    """Who types, as this computer knows them; empty where it knows nobody."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def moment(us: int) -> str:
    """An instant for programs."""
    return datetime.fromtimestamp(us / 1_000_000, UTC).isoformat(timespec="seconds")


def time_text(words: Words, us: int) -> str:
    """An instant for people."""
    return words.formats.date_time(datetime.fromtimestamp(us / 1_000_000, UTC))
