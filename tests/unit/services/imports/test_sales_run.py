from datetime import timedelta

import pytest

from pos_loyalty.cards.member_number import member_number
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.imports import ImportReport
from pos_loyalty.services.imports.running import Purpose
from pos_loyalty.services.members import NewMember
from tests.support.imports import HISTORY, SALES, brought, codes, sales_wish, table
from tests.support.shop import CASHIER, Shop, rules, scratch_shop

_HEAD = "customer,date,amount"
_FILE = table(
    _HEAD,
    "00004,2025-03-02,40.00",
    "00005,2025-03-02,8.00",
    "00004,2025-01-02,10.00",
    "00004,2025-03-02,40.00",
)


def _id_of(shop: Shop, reference: str) -> str:
    with shop.application.store.read() as reading:
        member = reading.members.by_reference(reference)
    assert member is not None
    return member.id


def _figures(report: ImportReport) -> tuple[int, int, int]:
    return (report.imported, report.repeated, report.refused)


def test_sales_from_elsewhere_earn_under_the_rules_of_their_own_time() -> None:
    """Each purchase is one sale at its own time, with the points that it would have given."""
    shop = scratch_shop()
    report = brought(shop, _FILE)
    assert _figures(report) == (4, 0, 0)
    assert (report.members, report.sales, report.points) == (2, 4, 98)
    assert report.amount_minor == 9_800
    anna = _id_of(shop, "00004")
    assert shop.balance(anna) == 90
    assert shop.application.members.profile(anna).enrolled_at == shop.state(anna).enrolled_at
    assert shop.state(anna).enrolled_at.isoformat().startswith("2025-01-0")
    assert shop.written()["print_job"] == 0
    assert shop.verified().ok


def test_history_moves_no_points() -> None:
    """It counts for tiers, and can be replayed; the balance stays."""
    shop = scratch_shop()
    report = brought(shop, _FILE, HISTORY)
    assert (report.sales, report.points) == (4, 0)
    anna = _id_of(shop, "00004")
    assert shop.balance(anna) == 0
    assert sum(item.spend for item in shop.state(anna).qualifying) == 9_000
    assert shop.written()["entry"] == 0
    assert shop.verified().ok


@pytest.mark.parametrize("wish", [SALES, HISTORY])
def test_the_same_file_twice_changes_nothing(wish: object) -> None:
    """Nor does it in the other mode: a sale that is there is there."""
    shop = scratch_shop()
    brought(shop, _FILE)
    before = shop.written()
    report = brought(shop, _FILE, HISTORY if wish is HISTORY else SALES)
    assert _figures(report) == (0, 4, 0)
    assert shop.written() == before


def test_overlapping_exports_have_each_sale_once() -> None:
    """Whatever else stands in them."""
    shop = scratch_shop()
    brought(shop, table(_HEAD, "4,2025-03-01,5.00", "4,2025-03-02,6.00"))
    report = brought(shop, table(_HEAD, "9,2025-01-01,1.00", "4,2025-03-02,6.00", "4,2025-03-03,7"))
    assert _figures(report) == (2, 1, 0)
    assert shop.balance(_id_of(shop, "4")) == 18


def test_a_trial_says_the_same_and_writes_nothing() -> None:
    """What was tried is what happens."""
    shop = scratch_shop()
    before = (shop.written(), shop.requests())
    tried = brought(shop, _FILE, purpose=Purpose.TRIAL)
    assert (shop.written(), shop.requests()) == before
    assert brought(shop, _FILE) == tried


def test_an_import_that_was_stopped_goes_on_where_it_was() -> None:
    """What is there already is recognized; nobody is half there."""
    shop = scratch_shop()
    rows = [f"{number},2025-03-02,{number}.00" for number in range(1, 71)]
    data = table(_HEAD, *rows)
    run = shop.application.imports.start(shop.request(), data, SALES, Purpose.REAL)
    progress = run.advance()
    assert 0 < progress.done < progress.total == 70
    assert shop.verified().ok
    report = brought(shop, data)
    assert (report.imported, report.repeated) == (70 - progress.done, progress.done)
    assert run.advance().report.repeated == run.progress.report.repeated


def test_a_member_with_very_many_purchases_is_taken_in_steps() -> None:
    """No transaction holds the counter up."""
    shop = scratch_shop()
    rows = [f"4,2025-03-02,{number}.00" for number in range(1, 71)]
    run = shop.application.imports.start(shop.request(), table(_HEAD, *rows), SALES, Purpose.REAL)
    assert [run.advance().done for _ in range(4)] == [30, 60, 70, 70]
    assert run.progress.report.members == 1


def test_nobody_new_is_taken_in_unless_wished() -> None:
    """Typing errors in an export make no members; those who are known go on."""
    shop = scratch_shop()
    brought(shop, table(_HEAD, "4,2025-03-01,5.00"))
    report = brought(
        shop, table(_HEAD, "4,2025-03-02,5", "5,2025-03-02,5"), sales_wish(new_members=False)
    )
    assert _figures(report) == (1, 0, 1)
    assert codes(report) == [(3, "unknown-member")]


def test_a_member_may_be_named_by_the_number_here() -> None:
    """In any spelling; before joining nothing was earned here, but history there may be."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.wait(days=10)
    day = (shop.now - timedelta(days=5)).date()
    early = (shop.now - timedelta(days=50)).date()
    number = member_number(anna)
    data = table(_HEAD, f"{number.lower()},{day},40.00", f"{number},{early},10.00")
    report = brought(shop, data)
    assert codes(report) == [(3, "in-the-past")]
    assert shop.balance(anna) == 40
    assert brought(shop, data, HISTORY).imported == 1
    assert shop.balance(anna) == 40


def test_a_purchase_on_the_day_of_joining_counts_from_the_joining() -> None:
    """Where an export knows the day only."""
    shop = scratch_shop()
    anna = shop.enroll()
    joined = shop.now
    shop.wait(days=2)
    report = brought(shop, table(_HEAD, f"{member_number(anna)},{joined.date()},40.00"))
    assert (report.imported, shop.balance(anna)) == (1, 40)


def test_what_cannot_be_is_listed_and_the_rest_is_taken() -> None:
    """A blocked member, an erased one, and a day that is still to come."""
    shop = scratch_shop()
    brought(shop, table(_HEAD, "4,2025-03-01,5.00", "5,2025-03-01,5.00"))
    shop.application.members.block(shop.request(), _id_of(shop, "4"))
    tomorrow = (shop.now + timedelta(days=2)).date()
    report = brought(
        shop, table(_HEAD, "4,2025-03-02,5", f"5,{tomorrow},5", "5,2025-03-02,5", "6,,5")
    )
    assert codes(report) == [(2, "member-blocked"), (3, "time-ahead"), (5, "missing")]
    assert _figures(report) == (1, 0, 3)


def test_a_receipt_that_means_another_purchase_is_refused() -> None:
    """In one file or in two: the first one stands."""
    shop = scratch_shop()
    head = "customer,date,amount,receipt"
    report = brought(
        shop,
        table(head, "4,2025-03-01,5.00,B1", "4,2025-03-01,5.00,B1", "4,2025-03-01,6.00,B1"),
    )
    assert _figures(report) == (1, 1, 1)
    assert codes(report) == [(4, "sale-differs")]
    again = brought(shop, table(head, "4,2025-03-01,9.00,B1", "5,2025-03-01,5.00,B1"))
    assert codes(again) == [(2, "sale-differs"), (3, "sale-differs")]


def test_quantities_do_not_change_the_money() -> None:
    """Two pieces for 29.33 cost 29.33; points for each piece are counted."""
    shop = scratch_shop()
    head = "customer,date,quantity,amount,category"
    data = table(head, "4,2025-03-02,2,29.33,kaffee", "4,2025-03-03,0.3333,10.00,")
    assert brought(shop, data).amount_minor == 3_933
    with shop.application.store.read() as reading:
        sale = reading.sales.sale_by_number(1)
    assert sale is not None
    assert (sale.total_minor, sale.paid_minor) == (2_933, 2_933)
    assert b'"quantity":"2"' in sale.detail
    assert dict(shop.state(_id_of(shop, "4")).stamps)


def test_what_the_ledger_itself_refuses_costs_only_its_line() -> None:
    """Everything else of the step is done all the same."""
    shop = scratch_shop(rules(earn={"points": 10**17, "per": "1.00"}))
    data = table(_HEAD, "4,2025-03-01,90.00", "4,2025-03-02,90.00", "5,2025-03-02,1.00")
    report = brought(shop, data)
    assert _figures(report) == (2, 0, 1)
    assert codes(report) == [(3, "not-allowed")]
    assert shop.verified().ok


def test_a_cashier_imports_nothing() -> None:
    """It makes points out of a file: that takes a manager."""
    shop = scratch_shop()
    with pytest.raises(NotAllowedError):
        brought(shop, _FILE, request=shop.request(actor=CASHIER))


def test_members_who_were_taken_in_first_are_found_by_their_old_number() -> None:
    """Names first, sales afterwards, or the other way round."""
    shop = scratch_shop()
    new = NewMember(given_name="Anna")
    shop.application.members.enroll(shop.request(), new)
    brought(shop, table(_HEAD, "00004,2025-03-02,40.00"))
    with shop.application.store.read() as reading:
        (hit,) = reading.members.find("00004").hits
    assert hit.id == _id_of(shop, "00004")
