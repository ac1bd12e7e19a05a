"""The hub's tables: made and brought up to date when a hub starts, by whichever comes first."""

from typing import Final, LiteralString

import psycopg
from alembic import command
from alembic.config import Config
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from pos_loyalty.config import paths
from pos_loyalty.storage.errors import DatabaseError, DatabaseTooNewError
from pos_loyalty.storage.hub_errors import (
    HubDatabaseAwayError,
    HubDatabaseForeignError,
    HubEdge,
)

HUB_HEAD: Final = "0001"
"""The newest migration of the hub that this release knows."""

_LOCK: Final = 0x706F735F6C6F79
"""Any number that nobody else in this database locks by."""
_ENCODING: Final = "UTF8"
# What an extension brought along is nobody's.
_LOOK: Final[LiteralString] = """
    SELECT to_regclass('alembic_version') IS NOT NULL, to_regclass('hub_meta') IS NULL AND EXISTS (
        SELECT FROM pg_class AS thing
        WHERE relkind IN ('r', 'p') AND relnamespace = to_regnamespace(current_schema())
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = thing.oid AND deptype = 'e')
    )
"""


def migrate_hub(url: str) -> None:
    """Run the migrations that the database lacks, in one transaction.

    Raises DatabaseTooNewError for what a later release wrote, HubDatabaseForeignError for what is
    no hub's, DatabaseError for a database that cannot keep every name, HubDatabaseAwayError where
    there is none, or the address is none.
    """
    _check_address(url)
    with HubEdge():
        if _revision_at(url) == HUB_HEAD:
            return
        with psycopg.connect(url, connect_timeout=10) as driver:
            # Hubs that start side by side take turns; the next one finds the work done. The lock
            # is the connection's and not the transaction's, which SQLAlchemy begins anew.
            driver.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            driver.commit()
            found = _revision(driver)
            if found == HUB_HEAD:
                return
            if found is not None and found not in _known_revisions():
                raise DatabaseTooNewError(found=found, known=HUB_HEAD)
            encoding = driver.info.parameter_status("server_encoding")
            if encoding != _ENCODING:
                raise DatabaseError(reason=f"its encoding is {encoding} and not {_ENCODING}")
            _upgrade(driver)


def _check_address(url: str) -> None:
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise HubDatabaseAwayError(reason=str(error)) from error


def _revision_at(url: str) -> str | None:
    with psycopg.connect(url, connect_timeout=10) as driver:
        return _revision(driver)


def _revision(driver: psycopg.Connection) -> str | None:
    is_stamped, is_foreign = driver.execute(_LOOK).fetchone() or (False, False)
    if is_foreign:
        raise HubDatabaseForeignError
    if not is_stamped:
        return None
    row = driver.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _known_revisions() -> frozenset[str]:
    scripts = paths.migrations("hub").joinpath("versions").glob("[0-9]*_*.py")
    return frozenset(script.name.partition("_")[0] for script in scripts)


def _upgrade(driver: psycopg.Connection) -> None:
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: driver,
        poolclass=StaticPool,
        hide_parameters=True,
    )
    try:
        with engine.connect() as connection:
            _run(connection)
            connection.commit()
    except DBAPIError as error:
        raise error.orig or error from error
    finally:
        engine.dispose()


def _run(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(paths.migrations("hub")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
