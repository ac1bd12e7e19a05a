"""A hub in a process of its own over a PostgreSQL that keeps what it promises, for benches."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import psycopg
from psycopg import sql

from pos_loyalty.bootstrap.hub import open_office
from pos_loyalty.bootstrap.pairing import Wish
from pos_loyalty.config.clock import SystemClock
from tests.support.postgres import cluster

_ROOT: Final = Path(__file__).resolve().parents[2]
_DURABLE: Final = ("fsync", "synchronous_commit")
_ENDS_S: Final = 20
_WRITTEN: Final = ("inbox", "entry", "happened", "change", "record")


@dataclass(frozen=True, slots=True)
class MeasuredHub:
    """Where it answers, and its database."""

    url: str
    database: str

    def wish(self, name: str) -> Wish:
        """What lets one more till in."""
        with open_office(self.database, SystemClock()) as office:
            code = office.new_code(store="Mitte", url=self.url).code
        return Wish(url=self.url, code=code, name=name)


@contextmanager
def measured_hub() -> Iterator[MeasuredHub]:
    """A hub as a shop runs it: every commit is on the disk before it is told."""
    with cluster() as server:
        for name in _DURABLE:
            setting = sql.Identifier(name)
            server.run(sql.SQL("ALTER SYSTEM SET {} = on").format(setting))
        server.run(sql.SQL("SELECT pg_reload_conf()"))
        database = server.create()
        command = ("-m", "pos_loyalty", "hub", "serve", "--listen", "127.0.0.1:0", "--json")
        process = subprocess.Popen(
            [sys.executable, *command, "--database", database],
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        try:
            yield MeasuredHub(json.loads(process.stdout.readline())["url"], database)
        finally:
            process.terminate()
            process.wait(_ENDS_S)
            process.stdout.close()


def plain_insert(database: str, *, batch: int) -> tuple[int, float]:
    """How many rows the hub wrote of what tills sent, and the seconds to write them plainly.

    The same rows go into empty tables of the same shape with the same indexes: one statement for
    each batch of rows, and a commit after it.
    """
    rows, spent_s = 0, 0.0
    with psycopg.connect(database) as connection:
        for table in _WRITTEN:
            source, copy = sql.Identifier(table), sql.Identifier(f"plain_{table}")
            found = connection.execute(sql.SQL("SELECT * FROM {}").format(source))
            width = len(found.description or ())
            held = found.fetchall()
            connection.execute(
                sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(copy, source)
            )
            connection.commit()
            spent_s += _inserted_s(connection, copy, held, width=width, batch=batch)
            connection.execute(sql.SQL("DROP TABLE {}").format(copy))
            connection.commit()
            rows += len(held)
    return rows, spent_s


def _inserted_s(
    connection: psycopg.Connection[tuple[object, ...]],
    table: sql.Identifier,
    rows: Sequence[tuple[object, ...]],
    *,
    width: int,
    batch: int,
) -> float:
    line = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * width))
    began = perf_counter()
    for start in range(0, len(rows), batch):
        part = rows[start : start + batch]
        lines = sql.SQL(", ").join([line] * len(part))
        statement = sql.SQL("INSERT INTO {} VALUES {}").format(table, lines)
        connection.execute(statement, [value for row in part for value in row])
        connection.commit()
    return perf_counter() - began
