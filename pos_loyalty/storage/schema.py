"""The tables as today's migrations leave them, ready to be made at once.

``db/till/schema.sql`` is that script; a test proves that it makes what the migrations make. So
a new database needs no Alembic, and one in memory costs a few milliseconds.
"""

from functools import cache
from pathlib import Path
from typing import Final

from pos_loyalty.config import paths
from pos_loyalty.domain.chain import GENESIS
from pos_loyalty.storage.connection import DriverConnection

HEAD: Final = "0004"
"""The newest migration that this release knows."""

_ALEMBIC: Final = f"""\
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version (version_num) VALUES ('{HEAD}');"""

_OWN_TABLES: Final = """
    SELECT sql FROM sqlite_master
    WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'member_name_*'
        AND name <> 'alembic_version'
    ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, rootpage, name
"""


def schema_file() -> Path:
    """Where the script lies."""
    return paths.migrations("till") / "schema.sql"


@cache
def schema_script() -> str:
    """The script that makes all tables, stamped with the newest migration."""
    return schema_file().read_text(encoding="utf-8")


def create_tables(connection: DriverConnection, device_id: str) -> None:
    """Make all tables for a new device, in one transaction."""
    connection.executescript(f"BEGIN IMMEDIATE; {schema_script()}")
    add_device(connection, device_id)
    connection.execute("COMMIT")


def add_device(connection: DriverConnection, device_id: str) -> None:
    """The one row that says whose file this is."""
    connection.execute(
        "INSERT INTO device_state (only_row, device_id, epoch, next_seq, next_number, tip_hash,"
        " last_effective_us, last_hlc, acked_seq, durable_seq)"
        " VALUES (1, ?, 1, 1, 1, ?, 0, 0, 0, 0)",
        (device_id, GENESIS),
    )


def revision_of(connection: DriverConnection) -> str | None:
    """The migration that a database stands at, found without Alembic; None without tables."""
    stamped = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).fetchone()
    if stamped is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def known_revisions() -> frozenset[str]:
    """All migrations that this release has, by the beginnings of their files' names."""
    scripts = paths.migrations("till").joinpath("versions").glob("[0-9]*_*.py")
    return frozenset(script.name.partition("_")[0] for script in scripts)


def described(connection: DriverConnection) -> str:
    """The script that would make a database like this one."""
    statements = [f"{sql.strip()};" for (sql,) in connection.execute(_OWN_TABLES)]
    statements += [
        "INSERT INTO member_name (member_name, rank) VALUES ('secure-delete', 1);",
        _ALEMBIC,
    ]
    return "\n".join(statements) + "\n"
