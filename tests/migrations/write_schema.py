"""Writes down what all migrations make, for new databases: after each new migration."""

from pos_loyalty.storage import schema
from pos_loyalty.storage.connection import driver_connection, memory_engine
from pos_loyalty.storage.migrate import upgrade

if __name__ == "__main__":
    with memory_engine().connect() as connection, connection.begin():
        upgrade(connection)
        script = schema.described(driver_connection(connection))
    schema.schema_file().write_text(script, encoding="utf-8")
