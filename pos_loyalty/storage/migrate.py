"""Bringing a database of an older release up to today's tables."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from pos_loyalty.config import paths
from pos_loyalty.storage.connection import driver_connection, writer_engine
from pos_loyalty.storage.errors import DatabaseDamagedError, Edge


def migrate(database: Path) -> None:
    """Run all migrations that the database lacks, in one transaction."""
    engine = writer_engine(database)
    try:
        with Edge(), engine.connect() as connection:
            # Tables are rebuilt under the rows that refer to them; the references are
            # checked as a whole before the commit.
            driver_connection(connection).execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                upgrade(connection)
                orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if orphan is not None:
                    raise DatabaseDamagedError(reason=f"reference in {orphan[0]}")
    finally:
        engine.dispose()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations on a connection that is in a transaction."""
    config = Config()
    config.set_main_option("script_location", str(paths.migrations("till")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
