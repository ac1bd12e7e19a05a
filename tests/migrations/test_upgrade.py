from pathlib import Path
from typing import Literal

import pytest
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from pos_loyalty.config import paths
from pos_loyalty.storage import schema
from pos_loyalty.storage.connection import Connection, DriverConnection
from pos_loyalty.storage.migrate import engine_on, upgrade

_NAMED = ("CHECK", "UNIQUE", "FOREIGN KEY", "PRIMARY KEY")


@pytest.fixture
def migrated() -> DriverConnection:
    """A database in memory that all migrations were run on, from nothing."""
    driver = Connection.in_memory().driver
    with engine_on(driver).begin() as connection:
        upgrade(connection)
    return driver


def test_the_script_for_new_databases_is_what_migrations_make(migrated: DriverConnection) -> None:
    """A new shop and an old one have the same tables.

    After a new migration: ``python -m tests.migrations.write_schema``.
    """
    assert schema.described(migrated) == schema.schema_script()


def test_all_constraints_have_names(migrated: DriverConnection) -> None:
    """A broken rule is told by name, and a later migration can drop it by name."""
    scripts = migrated.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        " AND name NOT GLOB 'member_name_*' AND name NOT GLOB 'sqlite_*'"
    )
    lines = [line.strip() for (script,) in scripts for line in script.splitlines()]
    assert [line for line in lines if line.startswith(_NAMED)] == []


def test_all_tables_are_strict_about_types(migrated: DriverConnection) -> None:
    """Text never ends up in a column of points."""
    loose = migrated.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND NOT strict AND name NOT GLOB 'sqlite_*' AND name <> 'alembic_version'"
    ).fetchall()
    assert loose == []


def test_migrations_stand_alone() -> None:
    """A migration still runs when the code has moved on: it imports nothing of ours."""
    scripts = Path(schema.schema_file().parent, "versions").glob("*.py")
    assert [script.name for script in scripts if "pos_loyalty" in script.read_text("utf-8")] == []


@pytest.mark.parametrize("end", ["till", "hub"])
def test_no_migration_is_taken_back(end: Literal["till", "hub"]) -> None:
    """Going back would drop what was only ever added; the refusal names the way back."""
    scripts = list(ScriptDirectory(str(paths.migrations(end))).walk_revisions())
    assert scripts
    for script in scripts:
        with pytest.raises(CommandError, match="restore the backup"):
            script.module.downgrade()
