"""The hub's database: PostgreSQL, shared by as many hubs as run beside each other."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final, Self

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg_pool import ConnectionPool

from pos_loyalty.storage.hub_errors import HubDatabaseAwayError, HubEdge
from pos_loyalty.storage.hub_rows import Link
from pos_loyalty.storage.hub_work import HubTransaction

_LOG: Final = logging.getLogger(__name__)

MOST_CONNECTIONS: Final = 8
"""Of one process. Ten requests at once keep a database of four cores busy."""
_PATIENCE_S: Final = 10.0
"""Of who opens a database, and who waits for a connection while all are busy."""
# Everything that the hub asks goes by an index. A plan that was made while a table was small
# would otherwise go on reading all of it, until PostgreSQL happens to look at its size again.
# Nobody waits for a lock longer than a till waits for an answer, and a hub that hangs in the
# middle of something does not hold up the others.
_SESSION: Final = """
    SET enable_seqscan = off;
    SET lock_timeout = '5s';
    SET statement_timeout = '60s';
    SET idle_in_transaction_session_timeout = '30s'
"""


class HubStore:
    """The database of a hub. Safe to use from several threads; made by ``open``."""

    def __init__(self, pool: ConnectionPool[Link]) -> None:
        self._pool = pool
        self._lock = Lock()
        self._is_away = False

    @classmethod
    def open(cls, url: str, *, most_connections: int = MOST_CONNECTIONS) -> Self:
        """The database at an url, whose tables are there already.

        Raises HubDatabaseAwayError where nobody answers.
        """
        with HubEdge():
            # A pool would go on trying for its whole patience, and then not say why.
            psycopg.connect(url, connect_timeout=int(_PATIENCE_S)).close()
        pool = ConnectionPool(
            url,
            connection_class=Connection[tuple[object, ...]],
            kwargs={"connect_timeout": int(_PATIENCE_S), "application_name": "pos-loyalty hub"},
            min_size=1,
            max_size=most_connections,
            timeout=_PATIENCE_S,
            configure=_configure,
            check=ConnectionPool.check_connection,
            open=False,
            name="hub",
        )
        with HubEdge():
            try:
                pool.open(wait=True, timeout=_PATIENCE_S)
            except psycopg.Error:
                pool.close()
                raise
        return cls(pool)

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.close()

    @contextmanager
    def begin(self) -> Iterator[HubTransaction]:
        """A transaction; leaving it without ``commit`` undoes all of it.

        Raises ClashError when it met another one: see ``again``.
        """
        with self._transaction(IsolationLevel.READ_COMMITTED) as work:
            yield work

    @contextmanager
    def begin_shares(self) -> Iterator[HubTransaction]:
        """As ``begin``; all that is read is of one instant."""
        with self._transaction(IsolationLevel.REPEATABLE_READ) as work:
            yield work

    @contextmanager
    def _transaction(self, isolation: IsolationLevel) -> Iterator[HubTransaction]:
        try:
            with self._linked(isolation) as work:
                yield work
        except HubDatabaseAwayError:
            self._note(is_away=True)
            raise

    @contextmanager
    def _linked(self, isolation: IsolationLevel) -> Iterator[HubTransaction]:
        with HubEdge():
            link = self._pool.getconn()
            self._note(is_away=False)
            try:
                if link.isolation_level is not isolation:
                    link.isolation_level = isolation
                yield HubTransaction(link)
            finally:
                try:
                    if not link.closed:
                        link.rollback()
                finally:
                    self._pool.putconn(link)

    def _note(self, *, is_away: bool) -> None:
        """Tell once that the database is away, and once that it is back."""
        with self._lock:
            if is_away is self._is_away:
                return
            self._is_away = is_away
        if is_away:
            _LOG.warning("the database does not answer", extra={"code": HubDatabaseAwayError.code})
        else:
            _LOG.info("the database answers again")


def _configure(link: Connection[tuple[object, ...]]) -> None:
    link.execute(_SESSION)
    link.commit()
