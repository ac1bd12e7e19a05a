from pathlib import Path

import pytest

from pos_loyalty.services.ledger_check import export_ledger, verified_ledger
from tests.support.shop import Shop, scratch_shop


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
