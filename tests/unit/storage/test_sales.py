from dataclasses import replace
from typing import Any

import pytest

from pos_loyalty.storage.errors import BrokenConstraintError
from pos_loyalty.storage.records import RedemptionRecord, ReversalKind, ReversalRecord
from tests.support.stores import ANNA, DAY, NOW, memory_store, sale_record


def reversal(**changes: Any) -> ReversalRecord:  # noqa: ANN401 - any of its fields
    """A refund of five euros."""
    values: dict[str, Any] = {
        "number": 2,
        "id": "reversal-1",
        "seq": 2,
        "kind": ReversalKind.REFUND,
        "sale_id": "sale-1",
        "amount_minor": 500,
        "reversed_points": 5,
        "restored_points": 0,
        "occurred_at": NOW,
        "effective_at": NOW,
        "business_day": DAY,
        "program_version": 1,
    }
    return ReversalRecord(**{**values, **changes})


def redemption(**changes: Any) -> RedemptionRecord:  # noqa: ANN401 - any of its fields
    """Fifty points for five euros."""
    values: dict[str, Any] = {
        "number": 3,
        "id": "redemption-1",
        "seq": 3,
        "member_id": ANNA,
        "spent": 50,
        "discount_minor": 500,
        "occurred_at": NOW,
        "effective_at": NOW,
        "business_day": DAY,
        "program_version": 1,
    }
    return RedemptionRecord(**{**values, **changes})


def test_a_sale_is_found_by_id_number_and_receipt() -> None:
    """Whatever a customer brings back, the sale is found by it."""
    store = memory_store(ANNA)
    sale = sale_record(member_id=ANNA, receipt_number="4711", detail=b'{"lines":[]}')
    with store.begin() as work:
        work.sales.add_sale(sale)
        work.sales.add_sale(sale_record(number=2, id="sale-2", seq=2))
        assert work.sales.sale("sale-1") == sale
        assert work.sales.sale_by_number(1) == sale
        assert work.sales.sales_by_receipt("4711") == (sale,)
        assert work.sales.sales_by_receipt("") == ()
        assert work.sales.sale("sale-9") is None


def test_what_was_taken_back_is_listed_in_order() -> None:
    """Part by part, as it was refunded."""
    store = memory_store()
    first, second = reversal(), reversal(number=3, id="reversal-2", kind=ReversalKind.VOID)
    with store.begin() as work:
        work.sales.add_sale(sale_record())
        work.sales.add_reversal(first)
        work.sales.add_reversal(second)
        assert work.sales.reversals_of("sale-1") == (first, second)


def test_a_redemption_is_undone_by_a_row_of_its_own() -> None:
    """Nothing of a redemption changes when it is taken back."""
    store = memory_store(ANNA)
    undoing = redemption(number=4, id="redemption-2", undoes="redemption-1")
    with store.begin() as work:
        work.sales.add_redemption(redemption())
        assert work.sales.undoing_of("redemption-1") is None
        work.sales.add_redemption(undoing)
        assert work.sales.redemption("redemption-1") == redemption()
        assert work.sales.undoing_of("redemption-1") == undoing


def test_a_redemption_is_undone_once() -> None:
    """The database itself refuses to give the points back twice."""
    store = memory_store(ANNA)
    with store.begin() as work:
        work.sales.add_redemption(redemption())
        work.sales.add_redemption(redemption(number=4, id="r2", undoes="redemption-1"))
        work.commit()
    with pytest.raises(BrokenConstraintError, match="undoes"), store.begin() as work:
        work.sales.add_redemption(redemption(number=5, id="r3", undoes="redemption-1"))


@pytest.mark.parametrize(
    "changes",
    [
        {"earned": 5},
        {"total_minor": -1},
        {"discount_minor": 3651},
        {"member_id": "NOBODY0000"},
        {"business_day": "5.3.2026"},
    ],
    ids=str,
)
def test_a_sale_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    """Points without a member, a discount above the price: no bug gets them into the books."""
    store = memory_store()
    with pytest.raises(BrokenConstraintError), store.begin() as work:
        work.sales.add_sale(replace(sale_record(), **changes))


@pytest.mark.parametrize("table", ["sale", "reversal", "redemption"])
@pytest.mark.parametrize("verb", ["UPDATE {0} SET seq = 9", "DELETE FROM {0}"])
def test_recorded_business_is_only_added_to(table: str, verb: str) -> None:
    """A mistake gets a second row; the first one stays."""
    store = memory_store(ANNA)
    with store.begin() as work:
        work.sales.add_sale(sale_record())
        work.sales.add_reversal(reversal())
        work.sales.add_redemption(redemption())
        work.commit()
    with pytest.raises(BrokenConstraintError, match="only added to"), store.begin() as work:
        work.connection.execute(verb.format(table))
