"""Data that cannot be opened: said in plain words, and put right where that is possible."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pos_loyalty.config.paths import DataFolder
from pos_loyalty.storage.backup import make_backup
from tests.support.shopfront import CASHIER, CASHIER_PIN, shopfront
from tests.support.till import TillAtWork

OpenTill = Callable[[DataFolder], TillAtWork]

ANNA = "Anna Berger"
_CANNOT = "Das Geschäft lässt sich nicht öffnen"


def _damage(database: Path) -> None:
    """A disk that wrote zeros where tables were."""
    with database.open("r+b") as file:
        file.write(bytes(4096))
    for log in database.parent.glob("shop.db-*"):
        log.unlink()


@pytest.mark.expected_log("the shop cannot be opened")
def test_a_damaged_database_goes_back_to_the_newest_good_backup(
    tmp_path: Path, open_till: OpenTill
) -> None:
    """It is said, the backup is offered with its date, and one press brings the shop back."""
    shop = shopfront(tmp_path)
    made_at = datetime(2026, 3, 5, 13, 32, tzinfo=UTC)
    make_backup(shop.folder.database, shop.folder.backups, now=made_at)
    _damage(shop.folder.database)
    till = open_till(shop.folder)
    till.until(lambda: till.says("Die Datenbank ist beschädigt"), "it is said")
    till.until(lambda: till.says("05.03.2026, 14:32"), "the backup is offered")
    assert till.till.floor is None
    till.press("Diese Sicherung zurückholen")
    till.sign_in(CASHIER, CASHIER_PIN)
    till.sell(shop.people[ANNA].card, "36,50")
    till.close()
    assert shop.balance(ANNA) == 536
    assert list((shop.folder.root / "aside").rglob("shop.db"))


@pytest.mark.expected_log("the shop cannot be opened")
def test_a_damaged_database_without_a_backup_is_said(tmp_path: Path, open_till: OpenTill) -> None:
    """Nothing is offered that is not there; nothing is made in its place."""
    shop = shopfront(tmp_path)
    _damage(shop.folder.database)
    before = shop.folder.database.read_bytes()
    till = open_till(shop.folder)
    till.until(lambda: till.says("Die Datenbank ist beschädigt"), "it is said")
    till.until(lambda: till.says("Erneut versuchen"), "it can be tried again")
    assert till.says(_CANNOT)
    till.close()
    assert shop.folder.database.read_bytes() == before


@pytest.mark.expected_log("the shop cannot be opened")
def test_data_of_a_newer_release_are_left_alone(tmp_path: Path, open_till: OpenTill) -> None:
    """A polite refusal, and the file stays as it was."""
    shop = shopfront(tmp_path)
    with closing(sqlite3.connect(shop.folder.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = shop.folder.database.read_bytes()
    till = open_till(shop.folder)
    till.until(lambda: till.says("Diese Daten stammen von einer neueren Version"), "it is said")
    assert till.says(_CANNOT)
    till.close()
    assert shop.folder.database.read_bytes() == before


@pytest.mark.expected_log("the shop cannot be opened")
def test_a_settings_file_with_a_typing_mistake_is_put_right_and_tried_again(
    tmp_path: Path, open_till: OpenTill
) -> None:
    """The file and the place are named; after the correction one press opens the shop."""
    shop = shopfront(tmp_path)
    good = shop.folder.settings.read_text("utf-8")
    shop.folder.settings.write_text(good + "\n[counter\n", "utf-8")
    till = open_till(shop.folder)
    till.until(lambda: till.says("settings.toml"), "the file is named")
    till.until(lambda: till.says("Schreibfehler in Zeile 14"), "the mistake is named")
    shop.folder.settings.write_text(good, "utf-8")
    till.press("Erneut versuchen")
    till.sign_in(CASHIER, CASHIER_PIN)


def test_wrong_values_in_the_settings_are_named_and_left_aside(
    tmp_path: Path, open_till: OpenTill
) -> None:
    """The till opens with the default in the place of what cannot be; all of it is named."""
    shop = shopfront(tmp_path)
    text = shop.folder.settings.read_text("utf-8")
    text = text.replace('theme = "light"', 'theme = "pink"').replace(
        'profile = "tm-t88"', 'profile = "matrix"\ncolums = 48'
    )
    shop.folder.settings.write_text(text, "utf-8")
    till = open_till(shop.folder)
    till.sign_in(CASHIER, CASHIER_PIN)
    for name in ("„pink“", "„matrix“", "printer.colums"):
        assert till.says(name), till.words()
    till.sell(shop.people[ANNA].card, "5")
    till.until(lambda: "Drucker bereit" in till.window.bar.printer.text(), "the slip is out")


@pytest.mark.expected_log("the shop cannot be opened")
@pytest.mark.parametrize("folder", ["logs", "backups"])
def test_a_folder_that_cannot_be_made_is_said(
    tmp_path: Path, open_till: OpenTill, folder: str
) -> None:
    """A file in the place of a folder is no bug of ours, and no reason to fall silent."""
    shop = shopfront(tmp_path)
    place = shop.folder.root / folder
    for file in place.iterdir():
        file.unlink()
    place.rmdir()
    place.write_text("")
    till = open_till(shop.folder)
    till.until(lambda: till.says("In den Datenordner lässt sich nicht schreiben"), "it is said")
    place.unlink()
    till.press("Erneut versuchen")
    till.sign_in(CASHIER, CASHIER_PIN)
