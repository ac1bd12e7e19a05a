from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from pos_loyalty.storage import connection as connection_module
from pos_loyalty.storage.connection import Connection, bare_connection


@pytest.fixture
def connection() -> Iterator[Connection]:
    """A transaction on a table of three rows."""
    with closing(Connection.in_memory()) as connection:
        connection.begin()
        connection.execute("CREATE TABLE till (name TEXT PRIMARY KEY, number INTEGER)")
        connection.execute_many(
            "INSERT INTO till VALUES (?, ?)", [("one", 1), ("two", 2), ("three", 3)]
        )
        yield connection


def test_rows_are_taken_as_they_are_needed(connection: Connection) -> None:
    """One by one, all at once, the first, the only one, one value, one column."""
    everything = "SELECT number, name FROM till ORDER BY number"
    found = [(1, "one"), (2, "two"), (3, "three")]
    assert list(connection.execute(everything)) == found
    assert connection.execute(everything).all() == found
    assert connection.execute(everything).first() == (1, "one")
    assert list(connection.execute(everything).column()) == [1, 2, 3]
    assert connection.execute("SELECT name, number FROM till LIMIT 1").one() == ("one", 1)
    assert connection.execute("SELECT sum(number) FROM till").value() == 6


def test_values_are_named_or_stand_in_order(connection: Connection) -> None:
    """A statement that uses one value three times names it."""
    named = "SELECT name FROM till WHERE number >= :least AND number < :least + 1"
    assert connection.execute(named, {"least": 2}).value() == "two"
    assert connection.execute("SELECT name FROM till WHERE number = ?", (3,)).value() == "three"


def test_a_row_that_is_not_there_is_none(connection: Connection) -> None:
    """Whoever asks for the first row may find nothing."""
    assert connection.execute("SELECT name FROM till WHERE number = 9").first() is None


@pytest.mark.parametrize("numbers", ["9", "1, 2"])
def test_the_only_row_is_the_only_one(connection: Connection, numbers: str) -> None:
    """None or two where there must be one is a bug, and is not read past."""
    with pytest.raises(ValueError, match="unpack"):
        connection.execute(f"SELECT name FROM till WHERE number IN ({numbers})").one()


def test_changes_are_counted(connection: Connection) -> None:
    """A queue learns how many jobs it moved."""
    assert connection.execute("UPDATE till SET number = 0 WHERE number > 1").changed == 2


def test_a_statement_that_answers_does_not_keep_the_commit_waiting(connection: Connection) -> None:
    """The first row of several is enough, and the transaction can end."""
    doubled = "UPDATE till SET number = number * 2 RETURNING name"
    assert connection.execute(doubled).first() == ("one",)
    connection.commit()
    with connection.snapshot():
        assert connection.execute("SELECT sum(number) FROM till").value() == 12


def test_nothing_is_written_outside_a_transaction(connection: Connection) -> None:
    """A statement after the commit would last alone: it is refused."""
    connection.commit()
    with pytest.raises(RuntimeError):
        connection.execute("DELETE FROM till")
    with pytest.raises(RuntimeError):
        connection.execute_many("DELETE FROM till WHERE number = ?", [(1,)])
    with connection.snapshot():
        assert connection.execute("SELECT count(*) FROM till").value() == 3


def test_a_snapshot_leaves_nothing_behind(connection: Connection) -> None:
    """Whoever only looks changes nothing, even where writing is possible."""
    connection.commit()
    with connection.snapshot():
        connection.execute("DELETE FROM till")
    with connection.snapshot():
        assert connection.execute("SELECT count(*) FROM till").value() == 3


def test_an_abandoned_list_does_not_hold_the_past(tmp_path: Path) -> None:
    """A list that nobody read to its end does not keep later readings from the news."""
    database = tmp_path / "shop.db"
    database.touch()
    numbers = "SELECT number FROM till"
    with (
        closing(Connection.to_write(database)) as writer,
        closing(Connection.to_read(database)) as reader,
    ):
        writer.begin()
        writer.execute("CREATE TABLE till (number INTEGER)")
        writer.execute_many("INSERT INTO till VALUES (?)", [(1,), (2,)])
        writer.commit()
        with reader.snapshot():
            abandoned = iter(reader.execute(numbers))
            assert next(abandoned) == (1,)
        writer.begin()
        writer.execute("INSERT INTO till VALUES (3)")
        writer.commit()
        with reader.snapshot():
            assert list(reader.execute(numbers).column()) == [1, 2, 3]
        with pytest.raises(sqlite.InterfaceError):
            next(abandoned)


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    """Opening a shop that is not there leaves no empty shop behind."""
    with pytest.raises(sqlite.OperationalError):
        bare_connection(tmp_path / "shop.db")
    assert list(tmp_path.iterdir()) == []


def test_a_writer_takes_the_turn_when_another_lets_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looks every few milliseconds: however much the other writes, it comes to it."""
    database = tmp_path / "shop.db"
    database.touch()
    ours, theirs = Connection.to_write(database), Connection.to_write(database)
    theirs.begin()
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            theirs.roll_back()

    monkeypatch.setattr(connection_module, "sleep", wait)
    ours.begin()
    assert waits == [0.002] * 3
    ours.roll_back()
    ours.close()
    theirs.close()


def test_what_no_waiting_helps_is_not_waited_for(connection: Connection) -> None:
    """A transaction inside a transaction is a bug, and seen at once."""
    with pytest.raises(sqlite.OperationalError, match="within a transaction"):
        connection.begin()
