import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from shutil import copytree

import pytest

from pos_loyalty.config import paths
from pos_loyalty.storage import schema
from pos_loyalty.storage.backup import backups, verify_backup
from tests.support.killing import Say, killed_after
from tests.support.shop import Shop, disk_shop, reopened

_KILLS = 20
_LONGEST_S = 0.4
_NEXT = """
from alembic import op

revision = "9000"
down_revision = "{head}"


def upgrade() -> None:
    op.execute("ALTER TABLE member ADD COLUMN shoe_size INTEGER")
    op.execute("CREATE TABLE worn AS SELECT seq, body FROM outbox")
    op.execute("ALTER TABLE sale ADD COLUMN worn INTEGER")
"""

pytestmark = pytest.mark.skipif("not hasattr(__import__('os'), 'fork')")


@pytest.fixture
def release(tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """The means to become a later release, with one migration more; undone at the end."""
    folder = tmp_path / "migrations"
    copytree(paths.migrations("till"), folder)
    script = _NEXT.format(head=schema.HEAD)
    (folder / "versions" / "9000_shoe_size.py").write_text(script, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "migrations", lambda _kind: folder)
        yield patch


def _update(shop: Shop, say: Say) -> None:
    say("ready")
    reopened(shop).close()


def _revision(shop: Shop) -> str | None:
    with shop.application.store.read() as reading:
        return schema.revision_of(reading.connection.driver)


def test_an_update_that_is_cut_off_is_made_at_the_next_start(
    tmp_path: Path, release: pytest.MonkeyPatch
) -> None:
    """Killed during backup or migration, the shop has all its sales, and a whole way back."""
    chance = random.Random(7)  # noqa: S311 - chance, not secrecy
    for life in range(_KILLS):
        with release.context() as today:
            # A new database is made by a script; it stands at the release before.
            shop = disk_shop(tmp_path / str(life))
            anna = shop.enroll()
            for _ in range(5):
                shop.sell(anna, "10.00")
            shop.close()
            today.setattr(schema, "HEAD", "9000")
            delay = chance.uniform(0, _LONGEST_S)
            killed_after(delay, partial(_update, shop), once_ready=True)
            again = reopened(shop)
            assert _revision(again) == "9000"
            assert again.balance(anna) == 50
            assert again.sell(anna, "10.00").number == 6
            assert again.verified().ok
            again.close()
        assert shop.folder is not None
        copies = backups(shop.folder.backups)
        assert copies
        assert all(verify_backup(copy.path).ok for copy in copies)
        assert list(shop.folder.backups.glob("*.partial*")) == []
