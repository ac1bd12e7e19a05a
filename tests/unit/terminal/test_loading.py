import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from pos_loyalty.storage.errors import DatabaseDamagedError, DatabaseReadOnlyError
from pos_loyalty.terminal.loading import ShopLog, open_shop
from tests.support.shop import Shop, data_folder_in, disk_shop
from tests.support.shopfront import shopfront


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A shop in a folder, closed."""
    made = disk_shop(tmp_path)
    made.close()
    return made


def test_no_shop_is_no_trouble_and_leaves_no_trace(tmp_path: Path) -> None:
    """A folder is made by the first start, not by a look into it."""
    folder = data_folder_in(tmp_path)
    log = ShopLog()
    assert open_shop(folder, disk_shop(tmp_path / "other").clock, log) is None
    assert not folder.root.exists()
    log.end()


def test_a_shop_without_staff_says_so(shop: Shop) -> None:
    """Somebody has to be made who can sign in."""
    assert shop.folder is not None
    log = ShopLog()
    found = open_shop(shop.folder, shop.clock, log)
    assert found is not None
    assert not found.has_staff
    assert found.problems == ()
    found.application.store.close()
    log.end()


def test_a_shop_with_staff_speaks_its_language_and_names_wrong_settings(tmp_path: Path) -> None:
    """Everything that the first screen needs is there."""
    front = shopfront(tmp_path, language="en", printer="pigeon://loft")
    log = ShopLog()
    found = open_shop(front.folder, disk_shop(tmp_path / "other").clock, log)
    assert found is not None
    assert found.has_staff
    assert found.words.translator.language == "en"
    assert [problem.code for problem in found.problems] == ["printer-address"]
    found.application.store.close()
    log.end()


def test_the_log_is_begun_once_and_ended(shop: Shop) -> None:
    """However often a shop is tried to be opened, each line stands in the log once."""
    assert shop.folder is not None
    ours = logging.getLogger("pos_loyalty")
    before = list(ours.handlers)
    log = ShopLog()
    for _ in range(2):
        found = open_shop(shop.folder, shop.clock, log)
        assert found is not None
        found.application.store.close()
    assert len(ours.handlers) == len(before) + 1
    log.end()
    log.end()
    assert ours.handlers == before
    lines = (shop.folder.logs / "pos-loyalty.log").read_text("utf-8").splitlines()
    assert [json.loads(line)["event"] for line in lines].count("the till starts") == 1


def test_a_folder_in_the_way_is_an_outage(shop: Shop) -> None:
    """Something around us is wrong, and a person can put it right."""
    assert shop.folder is not None
    blocked = replace(shop.folder, cache=shop.folder.settings)
    with pytest.raises(DatabaseReadOnlyError):
        open_shop(blocked, shop.clock, ShopLog())


def test_a_damaged_shop_is_an_outage_that_is_logged_for_support(shop: Shop) -> None:
    """The log is begun before the database is touched."""
    assert shop.folder is not None
    shop.folder.database.write_bytes(bytes(8192))
    log = ShopLog()
    with pytest.raises(DatabaseDamagedError):
        open_shop(shop.folder, shop.clock, log)
    log.end()
    assert (shop.folder.logs / "pos-loyalty.log").is_file()
