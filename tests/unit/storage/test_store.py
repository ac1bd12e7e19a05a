from pathlib import Path
from threading import Barrier, Thread

import pytest

from pos_loyalty.storage import store as store_module
from pos_loyalty.storage.errors import (
    BrokenConstraintError,
    DatabaseBusyError,
    DatabaseReadOnlyError,
    DiskFullError,
)
from pos_loyalty.storage.sidecar import Sidecar
from pos_loyalty.storage.store import Store, this_boot
from tests.support.stores import (
    ANNA,
    BOOT,
    adjusted,
    fact,
    file_store,
    memory_store,
    record_sale,
)


def _count(store: Store, table: str = "outbox") -> int:
    with store.read() as reading:
        found: int = reading.connection.execute(f"SELECT count(*) FROM {table}").value()
        return found


def test_leaving_without_commit_undoes_everything() -> None:
    """A sale is whole or was never there."""
    store = memory_store(ANNA)
    with store.begin() as work:
        record_sale(work, "sale-1", earned=36, spent=4)
    assert [_count(store, table) for table in ("outbox", "entry", "sale")] == [0, 0, 0]


def test_an_error_undoes_everything_and_passes_on() -> None:
    """What goes wrong halfway leaves nothing behind, and is not hidden."""
    store = memory_store(ANNA)

    def fail_halfway() -> None:
        with store.begin() as work:
            record_sale(work, "sale-1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert _count(store) == 0


def test_a_work_reads_what_it_wrote() -> None:
    """What a transaction decides on includes what it has just written."""
    store = memory_store(ANNA)
    with store.begin() as work:
        event = work.record(fact(adjusted(5)))
        assert work.history(ANNA) == [event]


def test_a_committed_sale_is_there_after_reopening(tmp_path: Path) -> None:
    """What was committed is in the file."""
    database = tmp_path / "shop.db"
    store = file_store(database, ANNA)
    with store.begin() as work:
        record_sale(work, "sale-1")
        work.commit()
    store.close()
    again = Store.open(database)
    with again.read() as reading:
        assert reading.sales.sale("sale-1") is not None
    again.close()


def test_closing_leaves_one_file(tmp_path: Path) -> None:
    """A closed shop is one file: whoever copies it has everything."""
    store = file_store(tmp_path / "shop.db", ANNA)
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["shop.db"]


def test_a_reading_sees_one_instant(tmp_path: Path) -> None:
    """A list is not half before a sale and half after it; and nobody waits for anybody."""
    store = file_store(tmp_path / "shop.db", ANNA)
    with store.read() as reading:
        assert reading.history(ANNA) == []
        writer = Thread(target=_adjust, args=(store,))
        writer.start()
        writer.join()
        assert reading.history(ANNA) == []
    with store.read() as reading:
        assert len(reading.history(ANNA)) == 1
    store.close()


def _adjust(store: Store) -> None:
    with store.begin() as work:
        work.record(fact(adjusted(1)))
        work.commit()


@pytest.mark.parametrize("kind", ["file", "memory"])
def test_threads_write_one_after_the_other(kind: str, tmp_path: Path) -> None:
    """Window and spooler share one writer, and nothing of either is lost."""
    store = memory_store(ANNA) if kind == "memory" else file_store(tmp_path / "shop.db", ANNA)
    ready = Barrier(4)

    def write() -> None:
        ready.wait()
        for _ in range(10):
            _adjust(store)

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _count(store) == 40
    store.close()


def test_waiting_for_a_turn_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that never finishes its transaction does not freeze the others for ever."""
    monkeypatch.setattr(store_module, "BUSY_TIMEOUT_S", 0.01)
    store = memory_store()
    caught: list[Exception] = []

    def write() -> None:
        try:
            _adjust(store)
        except DatabaseBusyError as error:
            caught.append(error)

    with store.begin():
        thread = Thread(target=write)
        thread.start()
        thread.join()
    assert len(caught) == 1


@pytest.mark.parametrize("kind", ["file", "memory"])
def test_a_transaction_inside_a_transaction_is_a_bug(kind: str, tmp_path: Path) -> None:
    """Who reads beside the own transaction would miss what it wrote: it is refused at once."""
    store = memory_store() if kind == "memory" else file_store(tmp_path / "shop.db")
    with store.begin():
        with pytest.raises(RuntimeError), store.read():
            pass
        with pytest.raises(RuntimeError), store.begin():
            pass
    store.close()


def test_readers_cannot_write(tmp_path: Path) -> None:
    """Whoever only looks cannot change anything by mistake."""
    store = file_store(tmp_path / "shop.db", ANNA)
    with pytest.raises(DatabaseReadOnlyError), store.read() as reading:
        reading.connection.execute("DELETE FROM member")
    store.close()


def test_a_broken_rule_of_the_database_is_a_bug() -> None:
    """Points for somebody who is not a member never reach the books."""
    store = memory_store(ANNA)
    with pytest.raises(BrokenConstraintError), store.begin() as work:
        record_sale(work, "sale-1", member_id="NOBODY0000")
    assert _count(store) == 0


def test_a_full_disk_is_named_and_nothing_is_half_written(tmp_path: Path) -> None:
    """A full disk is told apart from other trouble, and the till goes on once there is room."""
    store = file_store(tmp_path / "shop.db", ANNA)
    with store.begin() as work:
        pages = work.connection.execute("PRAGMA page_count").value()
        work.connection.execute(f"PRAGMA max_page_count = {pages}")

    def write_much() -> None:
        with store.begin() as work:
            for _ in range(200):
                work.record(fact(adjusted(1)))
            work.commit()

    with pytest.raises(DiskFullError):
        write_much()
    assert _count(store) == 0
    with store.begin() as work:
        work.connection.execute("PRAGMA max_page_count = 100000")
    _adjust(store)
    assert _count(store) == 1
    store.close()


def test_a_locked_database_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program that does not let go is named as that."""
    monkeypatch.setattr("pos_loyalty.storage.connection.BUSY_TIMEOUT_S", 0.01)
    database = tmp_path / "shop.db"
    store, other = file_store(database, ANNA), Store.open(database)
    with other.begin() as work:
        work.record(fact(adjusted(1)))
        with pytest.raises(DatabaseBusyError):
            _adjust(store)
    other.close()
    store.close()


def test_settings_of_a_shop_keep_what_was_promised(tmp_path: Path) -> None:
    """A commit is on the disk before it returns; erased pages are overwritten."""
    store = file_store(tmp_path / "shop.db")
    with store.begin() as work:
        found = {
            name: work.connection.execute(f"PRAGMA {name}").value()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    store.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_a_checkpoint_empties_the_log_and_notes_the_mark(tmp_path: Path) -> None:
    """An idle moment takes the slow part of writing off the next sale."""
    sidecar = Sidecar(tmp_path / "state" / "epoch.json")
    file_store(tmp_path / "shop.db", ANNA).close()
    store = Store.open(tmp_path / "shop.db", boot=BOOT, sidecar=sidecar)
    _adjust(store)
    store.checkpoint()
    mark = sidecar.read()
    assert mark is not None
    assert (mark.device_id, mark.epoch, mark.high_seq) == ("till", 1, 1)
    store.empty_log()
    assert (tmp_path / "shop.db-wal").stat().st_size == 0
    store.close()


def test_a_checkpoint_never_waits_for_a_sale() -> None:
    """While somebody writes, the idle work is left for later."""
    store = memory_store()
    with store.begin():
        thread = Thread(target=store.checkpoint)
        thread.start()
        thread.join(timeout=5)
        assert not thread.is_alive()


def test_a_boot_is_named_and_its_clock_moves_forward() -> None:
    """Two starts of a machine are told apart, and time since then never jumps."""
    boot = this_boot()
    assert boot.id
    assert boot.monotonic_ms() <= boot.monotonic_ms()
