"""Going back to the newest good backup when the database cannot be opened."""

from datetime import datetime

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.storage.backup import newest_good_backup, restore
from pos_loyalty.storage.errors import DatabaseMissingError


def newest_backup(folder: DataFolder) -> datetime | None:
    """When the newest backup was made that is in order; None when there is none."""
    backup = newest_good_backup(folder.backups)
    return backup.made_at if backup else None


def restore_newest(folder: DataFolder, now: datetime) -> None:
    """Put the newest good backup in the database's place; what was there is kept aside.

    Raises DatabaseMissingError when there is no good backup, and other outages.
    """
    backup = newest_good_backup(folder.backups)
    if backup is None:
        raise DatabaseMissingError(file="backup")
    restore(backup.path, folder.database, now=now)
