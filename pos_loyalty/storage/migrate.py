"""Bringing a database of an older release up to today's tables.

Alembic works on a connection of SQLAlchemy's; the store itself does without both.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as sqlite

from pos_loyalty.config import paths
from pos_loyalty.storage import connection as ours
from pos_loyalty.storage.errors import DatabaseDamagedError, Edge


def migrate(database: Path) -> None:
    """Run all migrations that the database lacks, in one transaction."""
    with Edge():
        driver = ours.Connection.to_write(database).driver
        # Tables are rebuilt under the rows that refer to them; the references are
        # checked as a whole before the commit.
        driver.execute("PRAGMA foreign_keys = OFF")
        engine = engine_on(driver)
        try:
            with engine.begin() as connection:
                upgrade(connection)
                orphan = driver.execute("PRAGMA foreign_key_check").fetchone()
                if orphan is not None:
                    raise DatabaseDamagedError(reason=f"reference in {orphan[0]}")
        except DBAPIError as error:
            raise error.orig or error from error
        finally:
            engine.dispose()


def engine_on(driver: ours.DriverConnection) -> Engine:
    """An engine whose one connection is that of the driver; transactions lock at once."""
    engine = create_engine(
        "sqlite://",
        module=sqlite,
        creator=lambda: driver,
        poolclass=StaticPool,
        # Parameters are what members are called: they have no place in an error that is logged.
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_immediate)
    return engine


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations on a connection that is in a transaction."""
    config = Config()
    config.set_main_option("script_location", str(paths.migrations("till")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
