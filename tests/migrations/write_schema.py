"""Writes down what all migrations make, for new databases: after each new migration."""

from pos_loyalty.storage import schema
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.migrate import engine_on, upgrade

if __name__ == "__main__":
    driver = Connection.in_memory().driver
    with engine_on(driver).begin() as connection:
        upgrade(connection)
        script = schema.described(driver)
    schema.schema_file().write_text(script, encoding="utf-8")
