"""The shop's keys: rotated with a grace period, copied on demand."""

import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pos_loyalty.bootstrap.application import open_application
from pos_loyalty.bootstrap.keys import checked_keys, copy_keys, put_back, rotate_card_keys
from pos_loyalty.bootstrap.sync import AUTHORITY_NAME, TillHub
from pos_loyalty.cards.errors import OutdatedCardError
from pos_loyalty.cards.key_ring_file import KEY_RING_NAME, KeyRingFile
from pos_loyalty.cards.payload import read_card
from pos_loyalty.config.private_files import (
    DamagedPrivateFileError,
    PrivateFileError,
    write_private,
)
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.storage.backup import make_backup, restore
from tests.support.hub_door import Asked, Said
from tests.support.joined_shop import joined_shop, till_hub
from tests.support.shop import CASHIER, data_folder_in, disk_shop
from tests.support.tiny_hub import tiny_hub

_GRACE = timedelta(days=30)


def test_old_cards_are_good_until_the_grace_is_over(tmp_path: Path) -> None:
    """After a rotation new cards carry the new key, and old ones verify for the grace alone."""
    shop = disk_shop(tmp_path)
    folder = data_folder_in(tmp_path)
    old = shop.application.members.card(shop.enroll()).payload
    ring = rotate_card_keys(shop.application, folder, OPERATOR, grace=_GRACE)
    now = shop.application.clock.now()
    assert KeyRingFile(folder.keys / KEY_RING_NAME).load() == ring
    assert read_card(old, ring, now + _GRACE - timedelta(seconds=1)).key_id != ring.current.key_id
    with pytest.raises(OutdatedCardError):
        read_card(old, ring, now + _GRACE + timedelta(seconds=1))
    with shop.application.store.read() as reading:
        assert [event.type for event in reading.log.events()][-1] == "card-keys-rotated"
    shop.close()


def test_a_cashier_rotates_nothing(tmp_path: Path) -> None:
    """Keys are for managers: a refusal leaves the ring as it was."""
    shop = disk_shop(tmp_path)
    folder = data_folder_in(tmp_path)
    before = KeyRingFile(folder.keys / KEY_RING_NAME).load()
    with pytest.raises(NotAllowedError):
        rotate_card_keys(shop.application, folder, CASHIER, grace=_GRACE)
    assert KeyRingFile(folder.keys / KEY_RING_NAME).load() == before
    shop.close()


def test_a_copy_of_the_keys_is_closed_to_others(tmp_path: Path) -> None:
    """The copy holds card keys, vault key and device key, and only the owner reads it."""
    shop = disk_shop(tmp_path)
    folder = data_folder_in(tmp_path)
    copied = copy_keys(folder, shop.application.clock.now())
    target = copied.folder
    assert {path.name for path in target.iterdir()} == {"card_keys.json", "vault.key", "device.key"}
    assert copied.files == ("card_keys.json", "vault.key", "device.key")
    for path in (target, *target.iterdir()):
        assert not stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    shop.close()


def test_what_a_till_was_paired_by_is_copied(tmp_path: Path) -> None:
    """And found out to be damaged before anything is put back."""
    with tiny_hub() as hub, joined_shop(tmp_path, hub) as shop:
        folder = data_folder_in(tmp_path)
        write_private(folder.keys / AUTHORITY_NAME, b"certificate")
        copied = copy_keys(folder, shop.now)
        assert set(copied.files) >= {"device.key", "hub_pairing.json", "hub_ca.pem"}
        with checked_keys(folder, copied.folder) as checked:
            assert checked.files == copied.files
        for name in ("hub_pairing.json", "device.key"):
            before = (copied.folder / name).read_bytes()
            (copied.folder / name).write_bytes(b"{}")
            with (
                pytest.raises(DamagedPrivateFileError) as damage,
                checked_keys(folder, copied.folder),
            ):
                pass
            assert damage.value.facts == {"file": name}
            (copied.folder / name).write_bytes(before)


def test_a_till_goes_on_as_itself_on_another_disk(tmp_path: Path) -> None:
    """The hub knows it by its key, gives it back what the backup lacks, and sees no twin."""
    with tiny_hub() as hub, joined_shop(tmp_path / "old", hub) as shop:
        old = data_folder_in(tmp_path / "old")
        till_hub(shop).run_once()
        backup = make_backup(old.database, old.backups, now=shop.now)
        keys = copy_keys(old, shop.now)
        new = data_folder_in(tmp_path / "new")
        new.create()
        with checked_keys(new, keys.folder) as checked:
            restore(backup.path, new.database, now=shop.now)
            assert put_back(new, checked, shop.now) is None
        application = open_application(new, shop.clock)
        with closing(TillHub(application.store, new, shop.clock)) as till:
            report = till.run_once()
        application.close()
        assert (report.is_whole, report.note.error) == (True, None)
        assert len(hub.names) == 1


def test_a_rotation_goes_on_from_what_another_till_has_made(tmp_path: Path) -> None:
    """Else the cards that were signed there since would be nobody's at all tills."""
    with tiny_hub() as hub, joined_shop(tmp_path, hub) as shop:
        folder = data_folder_in(tmp_path)
        file = KeyRingFile(folder.keys / KEY_RING_NAME)
        old = file.path.read_bytes()
        theirs = rotate_card_keys(shop.application, folder, OPERATOR, grace=_GRACE)
        # As if another till had done it, and this one had not heard of it.
        file.path.write_bytes(old)
        till_hub(shop).note_card_keys(1)
        ours = rotate_card_keys(shop.application, folder, OPERATOR, grace=_GRACE)
        assert theirs.current.secret in {key.secret for key in ours.keys}
        assert file.load() == ours
        assert hub.key_version == 3


def test_a_rotation_that_the_disk_refused_comes_back_from_the_hub(tmp_path: Path) -> None:
    """All other tills have it: this one must not think that it had."""
    with tiny_hub() as hub, joined_shop(tmp_path, hub) as shop:
        folder = data_folder_in(tmp_path)
        file = KeyRingFile(folder.keys / KEY_RING_NAME)
        old = file.path.read_bytes()
        serving = hub.door.answers["/v1/keys"]

        def break_disk(asked: Asked) -> Said:
            answer = serving(asked)
            file.path.unlink()
            file.path.mkdir()
            return answer

        hub.door.answers["/v1/keys"] = break_disk
        with pytest.raises(PrivateFileError):
            rotate_card_keys(shop.application, folder, OPERATOR, grace=_GRACE)
        hub.door.answers["/v1/keys"] = serving
        file.path.rmdir()
        file.path.write_bytes(old)
        till_hub(shop).run_once()
        assert file.path.read_bytes() != old
        assert len(file.load().keys) == 2


def test_keys_that_are_put_back_may_be_older_than_the_database(tmp_path: Path) -> None:
    """They were copied once, the database is every night: the hub is asked for newer ones."""
    with tiny_hub() as hub, joined_shop(tmp_path, hub) as shop:
        folder = data_folder_in(tmp_path)
        copied = copy_keys(folder, shop.now)
        newest = rotate_card_keys(shop.application, folder, OPERATOR, grace=_GRACE)
        with checked_keys(folder, copied.folder) as checked:
            put_back(folder, checked, shop.now)
        file = KeyRingFile(folder.keys / KEY_RING_NAME)
        assert file.load() != newest
        for _ in range(2):
            till_hub(shop).run_once()
        assert file.load() == shop.application.key_ring() == newest
        assert [each.method for each in hub.door.asked_for("/v1/keys")].count("GET") == 1


def test_a_hub_that_was_put_back_gets_the_card_keys_again(tmp_path: Path) -> None:
    """Else the next new till would know no card of today, and nobody could rotate any more."""
    with tiny_hub() as hub, joined_shop(tmp_path, hub) as shop:
        folder = data_folder_in(tmp_path)
        old, version = hub.ring, hub.key_version
        for _ in range(2):
            rotate_card_keys(shop.application, folder, OPERATOR, grace=_GRACE)
        newest, newest_version = hub.ring, hub.key_version
        serving = hub.door.answers["/v1/keys"]
        hub.ring, hub.key_version = old, version
        hub.refuse("/v1/keys", "version-taken", status=409)
        assert till_hub(shop).run_once().is_whole
        del hub.door.answers["/v1/keys"]
        assert till_hub(shop).run_once().is_online
        hub.door.answers["/v1/keys"] = serving
        till_hub(shop).run_once()
        assert (hub.ring, hub.key_version) == (newest, newest_version)
        ring = rotate_card_keys(shop.application, folder, OPERATOR, grace=_GRACE)
        assert KeyRingFile(folder.keys / KEY_RING_NAME).load() == ring


def test_card_keys_without_what_they_are_sealed_by_stay_here(tmp_path: Path) -> None:
    """The key of the pairing is missing: the rest is said all the same."""
    with tiny_hub() as hub, joined_shop(tmp_path, hub) as shop:
        folder = data_folder_in(tmp_path)
        rotate_card_keys(shop.application, folder, OPERATOR, grace=_GRACE)
        hub.key_version = 1
        (folder.keys / "hub_pairing.json").unlink()
        assert till_hub(shop).run_once().is_whole
        assert hub.key_version == 1
