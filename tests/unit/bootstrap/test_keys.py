"""The shop's keys: rotated with a grace period, copied on demand."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from pos_loyalty.bootstrap.keys import copy_keys, rotate_card_keys
from pos_loyalty.cards.errors import OutdatedCardError
from pos_loyalty.cards.key_ring_file import KEY_RING_NAME, KeyRingFile
from pos_loyalty.cards.payload import read_card
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import OPERATOR
from tests.support.shop import CASHIER, data_folder_in, disk_shop

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
    """The copy holds card keys and vault key, never the device's, and only the owner reads it."""
    shop = disk_shop(tmp_path)
    folder = data_folder_in(tmp_path)
    copied = copy_keys(folder, shop.application.clock.now())
    target = copied.folder
    assert {path.name for path in target.iterdir()} == {"card_keys.json", "vault.key"}
    assert set(copied.files) == {"card_keys.json", "vault.key"}
    for path in (target, *target.iterdir()):
        assert not stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    shop.close()
