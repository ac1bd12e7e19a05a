from datetime import timedelta
from pathlib import Path

import pytest

from pos_loyalty.storage.backup import (
    backups,
    keep_aside,
    make_backup,
    newest_good_backup,
    restore,
    verify_backup,
)
from pos_loyalty.storage.errors import DatabaseDamagedError, DatabaseError, DatabaseMissingError
from pos_loyalty.storage.store import Store
from tests.support.stores import ANNA, NOW, file_store, record_sale, tamper

_DAY = timedelta(days=1)


def _shop(tmp_path: Path, *sales: str) -> Path:
    database = tmp_path / "shop.db"
    store = file_store(database, ANNA)
    with store.begin() as work:
        for sale in sales:
            record_sale(work, sale)
        work.commit()
    store.close()
    return database


def _garble(path: Path) -> None:
    """Overwrite the middle of the file, as a dying disk does."""
    with path.open("rb+") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 8192)


def test_a_backup_is_whole_while_the_till_goes_on(tmp_path: Path) -> None:
    """A copy taken between two sales holds the first and not half of the second."""
    database = tmp_path / "shop.db"
    store = file_store(database, ANNA)
    with store.begin() as work:
        record_sale(work, "sale-1")
        work.commit()
    with store.begin() as work:
        record_sale(work, "sale-2")
        made = make_backup(database, tmp_path / "backups", now=NOW)
        work.commit()
    store.close()
    copy = Store.open(made.path)
    with copy.read() as reading:
        assert reading.sales.sale("sale-1") is not None
        assert reading.sales.sale("sale-2") is None
    copy.close()


def test_a_backup_is_one_file_for_its_owners_eyes(tmp_path: Path) -> None:
    """It can be carried away as it is, and nobody else of the computer reads it."""
    made = make_backup(_shop(tmp_path), tmp_path / "backups", now=NOW)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["shop-20260305T133200Z.db"]
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert (made.made_at, made.size_bytes) == (NOW, made.path.stat().st_size)


def test_two_backups_of_one_second_are_two(tmp_path: Path) -> None:
    """The second does not take the place of the first, and is the newer one."""
    database, folder = _shop(tmp_path), tmp_path / "backups"
    made = [make_backup(database, folder, now=NOW) for _ in range(3)]
    assert [backup.path for backup in backups(folder)] == [backup.path for backup in made[::-1]]


def test_the_oldest_backups_go(tmp_path: Path) -> None:
    """A folder of backups does not fill the disk, and the new one always stays."""
    database, folder = _shop(tmp_path), tmp_path / "backups"
    for day in range(4):
        make_backup(database, folder, now=NOW + day * _DAY, keep=2)
    assert [backup.made_at for backup in backups(folder)] == [NOW + 3 * _DAY, NOW + 2 * _DAY]
    make_backup(database, folder, now=NOW + 4 * _DAY, keep=0)
    assert [backup.made_at for backup in backups(folder)] == [NOW + 4 * _DAY]


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    """What somebody else put there is neither counted nor thrown away."""
    database, folder = _shop(tmp_path), tmp_path / "backups"
    folder.mkdir()
    (folder / "shop-before-holiday.db").write_bytes(b"")
    make_backup(database, folder, now=NOW, keep=1)
    make_backup(database, folder, now=NOW + _DAY, keep=1)
    assert len(backups(folder)) == 1
    assert (folder / "shop-before-holiday.db").exists()


def test_a_good_backup_is_known_to_be_good(tmp_path: Path) -> None:
    """Pages, references and ledger are gone through, and the sums are told."""
    made = make_backup(_shop(tmp_path, "sale-1", "sale-2"), tmp_path / "backups", now=NOW)
    report = verify_backup(made.path)
    assert report.ok
    assert report.ledger is not None
    assert (report.ledger.events, report.ledger.entries) == (2, 2)


def test_a_garbled_backup_is_known_to_be_bad(tmp_path: Path) -> None:
    """Nobody learns on the day of the loss that the copy is no use."""
    made = make_backup(_shop(tmp_path, "sale-1"), tmp_path / "backups", now=NOW)
    _garble(made.path)
    assert not verify_backup(made.path).ok


def test_a_file_that_is_no_database_is_no_backup(tmp_path: Path) -> None:
    """What was cut short on its way to a stick is not taken for a copy."""
    path = tmp_path / "shop-20260305T133200Z.db"
    path.write_bytes(b"cut short" * 1000)
    assert (verify_backup(path).ok, verify_backup(path).reason) == (False, "database-damaged")


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE entry SET points = 99", "ledger"),
        ("DELETE FROM member", "reference in member_search"),
        ("DROP TABLE alembic_version", "no tables"),
    ],
)
def test_a_backup_with_wrong_rows_is_known_to_be_bad(
    tmp_path: Path, statement: str, reason: str
) -> None:
    """Whole pages are not enough: what stands on them must agree."""
    made = make_backup(_shop(tmp_path, "sale-1"), tmp_path / "backups", now=NOW)
    tamper(made.path, statement)
    report = verify_backup(made.path)
    assert (report.ok, report.reason) == (False, reason)


def test_a_backup_of_an_older_release_is_good_by_its_pages(tmp_path: Path) -> None:
    """Its tables are not today's, so only pages and references are gone through."""
    made = make_backup(_shop(tmp_path, "sale-1"), tmp_path / "backups", now=NOW)
    tamper(made.path, "UPDATE alembic_version SET version_num = '0000'")
    report = verify_backup(made.path)
    assert (report.ok, report.revision, report.ledger) == (True, "0000", None)


def test_the_newest_good_backup_is_found_behind_bad_ones(tmp_path: Path) -> None:
    """A bad copy does not hide the good one before it."""
    database, folder = _shop(tmp_path, "sale-1"), tmp_path / "backups"
    good = make_backup(database, folder, now=NOW)
    _garble(make_backup(database, folder, now=NOW + _DAY).path)
    assert newest_good_backup(folder) == good
    _garble(good.path)
    assert newest_good_backup(folder) is None
    assert newest_good_backup(tmp_path / "nowhere") is None


def test_going_back_keeps_the_old_files(tmp_path: Path) -> None:
    """The damaged database is put aside whole, and the copy takes its place."""
    database, folder = _shop(tmp_path, "sale-1"), tmp_path / "backups"
    made = make_backup(database, folder, now=NOW)
    database.write_bytes(b"rubbish")
    (tmp_path / "shop.db-wal").write_bytes(b"old log")
    aside = restore(made.path, database, now=NOW + _DAY)
    assert aside is not None
    assert sorted(path.name for path in aside.iterdir()) == ["shop.db", "shop.db-wal"]
    assert made.path.exists()
    store = Store.open(database)
    with store.read() as reading:
        assert reading.sales.sale("sale-1") is not None
    store.close()


def test_going_back_to_an_empty_folder_puts_nothing_aside(tmp_path: Path) -> None:
    """On a new machine there is nothing to keep."""
    database = _shop(tmp_path, "sale-1")
    made = make_backup(database, tmp_path / "backups", now=NOW)
    target = tmp_path / "new" / "shop.db"
    target.parent.mkdir()
    assert restore(made.path, target, now=NOW) is None
    assert target.exists()


def test_nobody_goes_back_to_a_bad_copy(tmp_path: Path) -> None:
    """The database stays as it is when the copy is no better."""
    database = _shop(tmp_path, "sale-1")
    made = make_backup(database, tmp_path / "backups", now=NOW)
    before = database.read_bytes()
    _garble(made.path)
    with pytest.raises(DatabaseDamagedError):
        restore(made.path, database, now=NOW)
    assert database.read_bytes() == before


def test_a_damaged_database_is_not_copied_over_good_backups(tmp_path: Path) -> None:
    """A copy that is not in order never appears under the name of a backup."""
    database, folder = _shop(tmp_path, "sale-1"), tmp_path / "backups"
    good = make_backup(database, folder, now=NOW, keep=1)
    _garble(database)
    with pytest.raises(DatabaseDamagedError):
        make_backup(database, folder, now=NOW + _DAY, keep=1)
    assert [path.name for path in folder.iterdir()] == [good.path.name]


def test_two_databases_put_aside_stay_two(tmp_path: Path) -> None:
    """Each goes into a folder of its own."""
    database = _shop(tmp_path)
    first = keep_aside(database, now=NOW)
    database.write_bytes(b"second")
    second = keep_aside(database, now=NOW + _DAY)
    assert first != second
    assert not database.exists()


def test_a_folder_that_cannot_be_made_is_an_outage(tmp_path: Path) -> None:
    """A stick that was pulled out is told, and nothing else breaks."""
    (tmp_path / "stick").write_bytes(b"")
    with pytest.raises(DatabaseError):
        make_backup(_shop(tmp_path), tmp_path / "stick" / "backups", now=NOW)


def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    """No empty file is made where the shop is missing."""
    with pytest.raises(DatabaseMissingError):
        make_backup(tmp_path / "shop.db", tmp_path / "backups", now=NOW)
    assert not (tmp_path / "shop.db").exists()
