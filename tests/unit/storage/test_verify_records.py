import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.calendar import local_day
from pos_loyalty.storage.store import Store
from pos_loyalty.storage.verify import BadRow
from pos_loyalty.storage.verify_records import bad_records
from tests.support.shop import disk_shop
from tests.support.stores import tamper

Touch = Callable[[str], list[BadRow]]


def _day_of(at: datetime) -> str:
    return local_day(at, ZoneInfo("Europe/Berlin")).isoformat()


def _bad(database: Path) -> list[BadRow]:
    store = Store.open(database)
    try:
        with store.read() as reading:
            return list(bad_records(reading, _day_of))
    finally:
        store.close()


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with two sales, a return, a redemption and one that was undone."""
    shop = disk_shop(tmp_path_factory.mktemp("shop"))
    anna = shop.enroll()
    shop.give(anna, 1000)
    sold = shop.sell(anna, "36.50")
    shop.sell(anna, "20.00", "3.20")
    shop.application.sales.refund(shop.request(), sold.id, amount_minor=1000)
    redeemed = shop.application.redemptions.redeem(shop.request(), anna, Burn(100))
    shop.application.redemptions.redeem(shop.request(), anna, Burn(200))
    shop.application.redemptions.undo(shop.request(), redeemed.value.id)
    shop.close()
    assert shop.folder is not None
    return shop.folder.database


@pytest.fixture
def touch(business: Path, tmp_path: Path) -> Touch:
    """What is bad after somebody's statement, in a copy of that shop."""

    def touched(statement: str) -> list[BadRow]:
        copy = tmp_path / "shop.db"
        shutil.copy(business, copy)
        tamper(copy, "PRAGMA ignore_check_constraints = ON", statement)
        return _bad(copy)

    return touched


def test_lists_that_nobody_touched_are_in_order(business: Path) -> None:
    """Every row is derived from its event as it was written."""
    assert _bad(business) == []


@pytest.mark.parametrize(
    "change",
    [
        "sale SET total_minor = total_minor + 1",
        "sale SET total_minor = total_minor + 1, discount_minor = discount_minor + 1",
        "sale SET earned = earned + 1",
        "sale SET spent = spent + 1",
        "sale SET due_minor = due_minor - 1",
        "sale SET eligible_minor = eligible_minor + 1",
        "sale SET business_day = '2026-01-01'",
        "sale SET occurred_us = occurred_us + 1",
        "sale SET receipt_number = '17'",
        "sale SET staff_id = 'somebody'",
        "sale SET detail = CAST('{}' AS BLOB)",
        "sale SET detail = CAST('{' AS BLOB)",
        "reversal SET amount_minor = amount_minor + 1",
        "reversal SET reversed_points = reversed_points + 1",
        "reversal SET kind = 'void'",
        "redemption SET spent = spent + 1",
        "redemption SET undoes = NULL WHERE undoes IS NOT NULL AND spent > 0",
        "redemption SET rewards = CAST('[\"coffee\"]' AS BLOB)",
        "program_version SET valid_from_us = valid_from_us + 1",
        "program_version SET document = CAST(replace(document, '1.00', '0.10') AS BLOB)",
        "entry SET business_day = '2026-01-01'",
    ],
)
def test_a_changed_row_differs_from_its_event(touch: Touch, change: str) -> None:
    """Figures that lists and reports show are proved, not only balances."""
    found = touch(f"UPDATE {change}")
    assert found
    assert {(bad.table, bad.reason) for bad in found} == {
        (change.split(maxsplit=1)[0], "differs from its event")
    }


@pytest.mark.parametrize("table", ["sale", "reversal", "redemption", "program_version"])
def test_a_removed_row_is_missed(touch: Touch, table: str) -> None:
    """Its event still stands in the log."""
    found = touch(f"DELETE FROM {table}")
    assert {(bad.table, bad.reason) for bad in found} == {(table, "missing")}


@pytest.mark.parametrize(
    "change",
    ["sale SET seq = seq + 900", "redemption SET seq = 1", "program_version SET number = 7"],
)
def test_a_row_of_no_event_is_named(touch: Touch, change: str) -> None:
    """A sale that the log knows nothing of was never made; the one it knows is missing."""
    table = change.split(maxsplit=1)[0]
    found = touch(f"UPDATE {change} WHERE rowid = (SELECT min(rowid) FROM {table})")
    assert [(bad.table, bad.reason) for bad in found if bad.reason != "missing"] == [
        (table, "no such event")
    ]
    assert [bad.reason for bad in found].count("missing") == 1


def test_rows_that_changed_places_are_named(touch: Touch) -> None:
    """A return at the place of a sale is none."""
    found = touch("UPDATE reversal SET seq = (SELECT min(seq) FROM sale)")
    assert [bad.reason for bad in found] == ["differs from its event", "missing"]


def test_a_row_that_cannot_be_read_is_named(touch: Touch) -> None:
    """What is no kind of return is a bad row, not a crash."""
    (bad,) = touch("UPDATE reversal SET kind = 'gift'")
    assert (bad.table, bad.reason) == ("reversal", "unreadable")
