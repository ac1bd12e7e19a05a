from pos_loyalty.storage import schema
from tests.support.stores import memory_store


def test_the_newest_known_migration_is_the_head() -> None:
    """Who adds a migration raises the head with it."""
    assert max(schema.known_revisions()) == schema.HEAD


def test_a_new_database_stands_at_the_head() -> None:
    """It is never taken for an older one and migrated."""
    store = memory_store()
    with store.read() as reading:
        assert schema.revision_of(reading.connection.driver) == schema.HEAD


def test_the_script_describes_what_it_makes() -> None:
    """A database made by the script is described by the same script."""
    store = memory_store()
    with store.read() as reading:
        assert schema.described(reading.connection.driver) == schema.schema_script()
