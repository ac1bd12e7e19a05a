from pathlib import Path

import pytest

from pos_loyalty.bootstrap.shop import NewShop, create_shop, scratch_application
from pos_loyalty.domain.errors import NotAllowedError, WrongDocumentError
from pos_loyalty.storage.opening import create_database
from tests.support.builders import document
from tests.support.clock import FixedClock
from tests.support.shop import data_folder_in, disk_shop, reopened, rules


def _new(**changes: object) -> NewShop:
    return NewShop(name="Sonnenblume", till="Kasse 1", program=rules(**changes))


def test_a_new_shop_serves_at_once_and_after_a_restart(tmp_path: Path) -> None:
    """Keys, database, settings and program fit together, today and tomorrow."""
    shop = disk_shop(tmp_path)
    anna = shop.enroll(given_name="Anna")
    assert shop.sell(anna, "36.50").earned == 36
    card = shop.application.members.card(anna).payload
    shop.close()
    again = reopened(shop)
    assert again.balance(anna) == 36
    assert again.application.cards.member_id(card, again.now) == anna
    assert again.verified().ok
    again.close()


def test_a_new_shop_keeps_its_settings(tmp_path: Path) -> None:
    """What the shop is called stands in its settings; money and time come from the program."""
    program = document(currency="CHF", timezone="Europe/Zurich")
    new = NewShop(name="Enzian", till="Kasse 2", program=program, language="en")
    with create_shop(data_folder_in(tmp_path), new, FixedClock()) as application:
        shop = application.settings.settings().shop
        assert (shop.name, shop.till, shop.language) == ("Enzian", "Kasse 2", "en")
        assert (shop.currency, shop.timezone) == ("CHF", "Europe/Zurich")


def test_a_folder_with_a_shop_takes_no_other(tmp_path: Path) -> None:
    """An old shop is never written over."""
    disk_shop(tmp_path).close()
    folder = data_folder_in(tmp_path)
    before = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    with pytest.raises(NotAllowedError, match="shop-exists"):
        create_shop(folder, _new(), FixedClock())
    after = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    assert after == before


def test_a_wrong_program_makes_nothing(tmp_path: Path) -> None:
    """A shop is not half there because of a typing mistake."""
    with pytest.raises(WrongDocumentError):
        create_shop(data_folder_in(tmp_path), _new(earn={"point": 1}), FixedClock())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.expected_log("high-water mark is that of another device")
def test_a_creation_goes_on_with_what_is_there(tmp_path: Path) -> None:
    """What a power cut left is no obstacle, and keys that are there are never replaced.

    Here a whole shop went before, and the log says that its high-water mark was found.
    """
    shop = disk_shop(tmp_path)
    assert shop.folder is not None
    keys = {path.name: path.read_bytes() for path in shop.folder.keys.iterdir()}
    shop.enroll()
    shop.close()
    shop.folder.database.unlink()
    create_database(shop.folder.root / "shop-unfinished.db")
    again = disk_shop(tmp_path)
    assert {path.name: path.read_bytes() for path in shop.folder.keys.iterdir()} == keys
    assert again.sell(again.enroll(), "5.00").number == 1
    again.close()
    assert [path.name for path in shop.folder.root.glob("*.db*")] == ["shop.db"]


def test_a_scratch_shop_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trial shop lives in memory only."""
    monkeypatch.chdir(tmp_path)
    with scratch_application(rules(), FixedClock()) as application:
        assert application.programs.current(FixedClock().now()).number == 1
        assert application.settings.settings().shop.currency == "EUR"
    assert list(tmp_path.iterdir()) == []


def test_a_scratch_shop_wants_a_program_that_can_be() -> None:
    """A trial of a wrong document says what is wrong."""
    with pytest.raises(WrongDocumentError):
        scratch_application(rules(currency="EURO"), FixedClock())
