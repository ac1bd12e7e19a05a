from pathlib import Path

from pos_loyalty.config.folder_lock import FolderLock


def test_only_one_holds_it(tmp_path: Path) -> None:
    """While one holds the lock, nobody else gets it; afterwards the next does."""
    first, second = FolderLock(tmp_path / "new" / "lock"), FolderLock(tmp_path / "new" / "lock")
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()


def test_letting_go_of_nothing(tmp_path: Path) -> None:
    """Who holds nothing may let go of it, and a second time."""
    lock = FolderLock(tmp_path / "lock")
    lock.release()
    assert lock.take()
    lock.release()
    lock.release()
