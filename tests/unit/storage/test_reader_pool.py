import pytest

from pos_loyalty.storage import reader_pool
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.errors import DatabaseBusyError
from pos_loyalty.storage.reader_pool import ReaderPool


class _Opened(list[Connection]):
    """Connections that a pool had opened."""

    def __call__(self) -> Connection:
        self.append(Connection.in_memory())
        return self[-1]


def test_connections_are_opened_when_needed_and_used_again() -> None:
    """Who reads alone uses one connection; who reads beside somebody gets another."""
    opened = _Opened()
    pool = ReaderPool(opened)
    assert opened == []
    with pool.snapshot() as first, pool.snapshot() as second:
        assert [first, second] == opened
    for _ in range(3):
        with pool.snapshot() as again:
            # The one given back last.
            assert again is first
    assert len(opened) == 2


def test_an_error_does_not_use_a_connection_up() -> None:
    """A refusal in the middle of a reading takes nothing from the next one."""
    opened = _Opened()
    pool = ReaderPool(opened, size=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), pool.snapshot():
            raise ZeroDivisionError
    assert len(opened) == 1


def test_too_many_readers_are_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """When all connections stay lent the till is busy, not broken, and says so in time."""
    monkeypatch.setattr(reader_pool, "BUSY_TIMEOUT_S", 0.01)
    pool = ReaderPool(_Opened(), size=1)
    with pool.snapshot(), pytest.raises(DatabaseBusyError), pool.snapshot():
        pass
    with pool.snapshot():
        pass


def test_a_connection_that_cannot_be_opened_leaves_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file that could not be opened for a moment does not make the till busy for ever."""
    monkeypatch.setattr(reader_pool, "BUSY_TIMEOUT_S", 0.01)

    def missing() -> Connection:
        raise FileNotFoundError

    pool = ReaderPool(missing, size=1)
    for _ in range(2):
        with pytest.raises(FileNotFoundError), pool.snapshot():
            pass


def test_closing_closes_what_nobody_uses() -> None:
    """A closed pool holds no file open."""
    opened = _Opened()
    pool = ReaderPool(opened)
    with pool.snapshot(), pool.snapshot():
        pass
    pool.close()
    for connection in opened:
        with pytest.raises(Exception, match="closed"):
            connection.begin()
