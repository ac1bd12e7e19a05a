from pathlib import Path
from shutil import copytree

import pytest
from sqlcipher3 import dbapi2 as sqlite

from pos_loyalty.config import paths
from pos_loyalty.storage import schema
from pos_loyalty.storage.backup import backups, verify_backup
from pos_loyalty.storage.errors import BrokenConstraintError, DatabaseDamagedError
from pos_loyalty.storage.opening import open_till
from pos_loyalty.storage.store import Store
from tests.support.stores import ANNA, NOW, file_store, record_sale

_NEXT = """
from alembic import op

revision = "9000"
down_revision = "{head}"


def upgrade() -> None:
    op.execute("ALTER TABLE member ADD COLUMN shoe_size INTEGER")
    op.execute("{more}")
"""
_HARMLESS = "SELECT 1"


@pytest.fixture
def old_shop(tmp_path: Path) -> Path:
    """A shop that was last opened by an earlier release."""
    database = tmp_path / "shop.db"
    store = file_store(database, ANNA)
    with store.begin() as work:
        record_sale(work, "sale-1")
        work.commit()
    store.close()
    return database


def _release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str = _HARMLESS) -> None:
    """Let the program be a later release, with one migration more."""
    script = _NEXT.format(head=schema.HEAD, more=more)
    folder = tmp_path / "migrations"
    copytree(paths.migrations("till"), folder)
    (folder / "versions" / "9000_shoe_size.py").write_text(script, "utf-8")
    monkeypatch.setattr(paths, "migrations", lambda _kind: folder)
    monkeypatch.setattr(schema, "HEAD", "9000")


def _open(database: Path) -> Store:
    return open_till(
        database,
        backups=database.parent / "backups",
        sidecar=database.parent / "state" / "epoch.json",
        now=NOW,
    )


def _columns(store: Store) -> str:
    with store.read() as reading:
        assert schema.revision_of(reading.connection.driver) == schema.HEAD
        return str(reading.connection.execute("PRAGMA table_info(member)").all())


def test_an_older_shop_is_brought_up_to_date_after_a_backup(
    old_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The update changes the tables and keeps the sales; the way back is there before it."""
    _release(tmp_path, monkeypatch)
    store = _open(old_shop)
    assert "shoe_size" in _columns(store)
    with store.read() as reading:
        assert reading.sales.sale("sale-1") is not None
    store.close()
    (copy,) = backups(tmp_path / "backups")
    assert verify_backup(copy.path).revision != schema.HEAD


def test_an_update_is_made_once(
    old_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next start finds today's tables and makes no further copy."""
    _release(tmp_path, monkeypatch)
    _open(old_shop).close()
    _open(old_shop).close()
    assert len(backups(tmp_path / "backups")) == 1


def test_an_update_that_breaks_references_changes_nothing(
    old_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A faulty migration leaves the shop as it was, for the release before to go on with."""
    head = schema.HEAD
    _release(tmp_path, monkeypatch, more="DELETE FROM member")
    with pytest.raises(DatabaseDamagedError, match="reference in member_search"):
        _open(old_shop)
    monkeypatch.undo()
    assert head == schema.HEAD
    store = _open(old_shop)
    assert "shoe_size" not in _columns(store)
    store.close()


@pytest.mark.parametrize(
    ("more", "expected"),
    [("SELEKT 1", sqlite.OperationalError), ("DELETE FROM entry", BrokenConstraintError)],
)
def test_what_a_faulty_migration_meets_is_named_as_everywhere(
    more: str,
    expected: type[Exception],
    old_shop: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Alembic works through SQLAlchemy; what goes wrong there leaves the room like all else."""
    _release(tmp_path, monkeypatch, more=more)
    with pytest.raises(expected):
        _open(old_shop)
