import json
import random
from functools import partial
from pathlib import Path

import pytest

from pos_loyalty.gateway.basket_file import SUFFIXES
from pos_loyalty.gateway.drop_folder import DropFolder
from pos_loyalty.gateway.watch import Watch
from tests.support.killing import Say, killed_after
from tests.support.shop import Shop, disk_shop, reopened

_FILES = 60
_LONGEST_S = 0.1

pytestmark = pytest.mark.skipif("not hasattr(__import__('os'), 'fork')")


def _take(shop: Shop, folder: Path, say: Say) -> None:
    opened = reopened(shop)
    drops = DropFolder(folder, SUFFIXES)
    drops.open()
    say("ready")
    Watch(opened.application, drops, lambda: 0.0).look()


def test_a_dropped_purchase_survives_any_blow_exactly_once(tmp_path: Path) -> None:
    """Killed again and again: each file is booked once and put away with its result."""
    shop = disk_shop(tmp_path)
    card = shop.application.members.card(shop.enroll()).payload
    folder = tmp_path / "drop"
    folder.mkdir()
    for number in range(_FILES):
        purchase = {"card": card, "receipt": f"R{number}", "at": shop.now.isoformat()}
        whole = json.dumps({**purchase, "amount": "10.00", "print": False})
        (folder / f"{number}.json").write_text(whole, "utf-8")
    shop.close()
    chance = random.Random(7)  # noqa: S311 - chance, not secrecy
    lives = 0
    while any(folder.glob("*.json")):
        killed_after(chance.uniform(0, _LONGEST_S), partial(_take, shop, folder), once_ready=True)
        lives += 1
    again = reopened(shop)
    with again.application.store.read() as reading:
        receipts = reading.connection.execute("SELECT receipt_number FROM sale").column()
        assert sorted(receipts) == sorted(f"R{number}" for number in range(_FILES))
    assert again.verified().ok
    again.close()
    assert lives > 1
    done = {path.name for path in (folder / "done").iterdir()}
    assert done >= {f"{number}.json" for number in range(_FILES)}
    assert done >= {f"{number}.json.result.json" for number in range(_FILES)}
    assert list((folder / "failed").iterdir()) == []
