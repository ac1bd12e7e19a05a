from pathlib import Path

import pytest

from pos_loyalty.services.ledger_check import export_ledger, verified_ledger
from pos_loyalty.storage.errors import DatabaseDamagedError
from pos_loyalty.storage.store import Store
from pos_loyalty.storage.timeline import TimelineShelf
from pos_loyalty.storage.verify import BadRow
from tests.support.shop import Shop, disk_shop, reopened, scratch_shop
from tests.support.stores import tamper


@pytest.fixture
def shop() -> Shop:
    """A shop with two sales of one member."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.sell(anna, "10.00")
    shop.sell(anna, "20.00")
    return shop


def test_states_and_balances_are_proved_too(shop: Shop) -> None:
    """Not only the log: each member's kept state is folded anew."""
    report = verified_ledger(shop.application.store, shop.application.shelf)
    assert (report.ok, report.entries, report.members) == (True, 2, 1)


def test_lists_beside_the_log_are_proved_too(tmp_path: Path) -> None:
    """A sale that was made dearer afterwards is named, though the points are right."""
    shop = disk_shop(tmp_path)
    sold = shop.sell(shop.enroll(), "10.00")
    shop.close()
    assert shop.folder is not None
    tamper(shop.folder.database, "UPDATE sale SET total_minor = 9900")
    later = reopened(shop)
    bad = verified_ledger(later.application.store, later.application.shelf).first_bad
    later.close()
    assert bad == BadRow("sale", sold.id, "differs from its event")


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM program_version", "UPDATE program_version SET document = CAST('{' AS BLOB)"],
)
def test_a_shop_without_its_rules_is_damaged(tmp_path: Path, statement: str) -> None:
    """Nothing is priced by rules that cannot be read, and nothing crashes over them."""
    shop = disk_shop(tmp_path)
    shop.close()
    assert shop.folder is not None
    tamper(shop.folder.database, statement)
    store, shelf = Store.open(shop.folder.database), TimelineShelf()
    with pytest.raises(DatabaseDamagedError):
        verified_ledger(store, shelf)
    store.close()


def test_an_export_is_there_whole_or_not_at_all(shop: Shop, tmp_path: Path) -> None:
    """A folder that is not there leaves nothing behind; a second export takes its place."""
    target = tmp_path / "ledger.csv"
    assert export_ledger(shop.application.store, target) == 2
    assert export_ledger(shop.application.store, target) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.csv"]
    with pytest.raises(OSError, match="no"):
        export_ledger(shop.application.store, tmp_path / "no" / "ledger.csv")


def test_the_suffix_chooses_the_form(shop: Shop, tmp_path: Path) -> None:
    """CSV has a heading, the other form has one object a line."""
    for name, lines in (("a.csv", 3), ("a.jsonl", 2)):
        export_ledger(shop.application.store, tmp_path / name)
        assert len((tmp_path / name).read_text("utf-8").splitlines()) == lines
