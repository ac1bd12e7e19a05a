import pytest

from pos_loyalty.domain.events import Position
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.storage.lists import RecentItem, RecentKind
from pos_loyalty.storage.records import CardRecord, CardStatus, MemberRecord, ReversalKind
from pos_loyalty.storage.store import Store
from tests.support.stores import ANNA, BEN, DAY, NOW, memory_store, sale_record
from tests.unit.storage.test_sales import redemption, reversal

_ANNA = MemberRecord(id=ANNA, enrolled_at=NOW, given_name="Anna", family_name="Müller")


@pytest.fixture
def shop() -> Store:
    """A day's business: two sales, a refund, a void, a redemption and its taking back."""
    store = memory_store(BEN)
    with store.begin() as work:
        work.members.put(_ANNA)
        work.sales.add_sale(
            sale_record(member_id=ANNA, earned=36, spent=4, discount_minor=100, paid_minor=3550)
        )
        work.sales.add_sale(sale_record(number=2, id="sale-2", seq=2))
        work.sales.add_reversal(reversal(number=3, member_id=ANNA))
        work.sales.add_reversal(
            reversal(
                number=4, id="void", kind=ReversalKind.VOID, sale_id="sale-2", amount_minor=3650
            )
        )
        work.sales.add_redemption(redemption(number=5))
        work.sales.add_redemption(redemption(number=6, id="undoing", undoes="redemption-1"))
        work.sales.add_sale(sale_record(number=7, id="sale-3", seq=7, business_day="2026-03-06"))
        work.commit()
    return store


def test_recent_business_is_one_list_newest_first(shop: Store) -> None:
    """What happened last stands on top, whatever it was."""
    with shop.read() as reading:
        items = reading.lists.recent()
    assert [(item.number, item.kind, item.undone) for item in items] == [
        (7, RecentKind.SALE, False),
        (6, RecentKind.REDEMPTION_UNDONE, False),
        (5, RecentKind.REDEMPTION, True),
        (4, RecentKind.VOID, False),
        (3, RecentKind.REFUND, False),
        (2, RecentKind.SALE, True),
        (1, RecentKind.SALE, False),
    ]


def test_a_line_says_what_came_back_of_a_sale(shop: Store) -> None:
    """Nobody refunds a sale twice for want of seeing that it was refunded."""
    with shop.read() as reading:
        sale = reading.lists.recent()[-1]
    assert sale == RecentItem(
        kind=RecentKind.SALE,
        number=1,
        id="sale-1",
        at=NOW,
        member_id=ANNA,
        given_name="Anna",
        family_name="Müller",
        amount_minor=3650,
        points=36,
        spent=4,
        returned_minor=500,
    )


def test_the_list_goes_on_page_by_page(shop: Store) -> None:
    """No line is shown twice and none is left out between two pages."""
    with shop.read() as reading:
        first = reading.lists.recent(3)
        second = reading.lists.recent(3, before=first[-1].number)
    assert [item.number for item in first + second] == [7, 6, 5, 4, 3, 2]


def test_the_list_of_one_member_is_that_members(shop: Store) -> None:
    """A member's panel shows this member's business only."""
    with shop.read() as reading:
        assert [item.number for item in reading.lists.recent(member_id=ANNA)] == [6, 5, 3, 1]
        assert reading.lists.recent(member_id=BEN) == ()


def test_a_days_totals_are_its_sums(shop: Store) -> None:
    """The day's end counts what happened on the day, and nothing of the next."""
    with shop.read() as reading:
        totals = reading.lists.day_totals(DAY)
        empty = reading.lists.day_totals("2020-01-01")
    assert (totals.sales, totals.member_sales) == (2, 1)
    assert (totals.total_minor, totals.discount_minor, totals.paid_minor) == (7300, 100, 7200)
    assert (totals.earned, totals.spent) == (36, 4)
    assert (totals.reversals, totals.returned_minor) == (2, 4150)
    assert (totals.reversed_points, totals.restored_points) == (10, 0)
    assert (totals.redemptions, totals.redeemed_points) == (1, 0)
    assert (empty.sales, empty.total_minor, empty.redemptions) == (0, 0, 0)


def test_a_sale_is_shown_with_member_and_reversals(shop: Store) -> None:
    """A return needs to see who bought and what came back already."""
    with shop.read() as reading:
        sale = reading.lists.sale("sale-1")
        anonymous = reading.lists.sale("sale-2")
        assert reading.lists.sale("sale-9") is None
    assert sale is not None
    assert anonymous is not None
    assert (sale.member, sale.returned_minor) == (_ANNA, 500)
    assert anonymous.member is None


def test_a_member_is_shown_with_cards_and_state(shop: Store) -> None:
    """One look gives the counter all that it shows of a member."""
    card = CardRecord(ANNA, 0, CardStatus.ACTIVE, NOW)
    state = MemberState(at=NOW, last=Position(NOW, "till", 1, 1), versions=1, enrolled_at=NOW)
    with shop.begin() as work:
        work.members.put_card(card)
        work.projections.put_state(ANNA, state)
        overview = work.lists.member(ANNA)
        assert overview is not None
        assert (overview.member, overview.cards, overview.state) == (_ANNA, (card,), state)
        assert work.lists.member("NOBODY0000") is None


def test_imported_sales_are_no_business_of_this_counter(shop: Store) -> None:
    """They stand with their member, and do not push what was done here out of sight."""
    with shop.begin() as work:
        work.sales.add_sale(sale_record(number=8, id="import-1", seq=8, member_id=ANNA))
        work.commit()
    with shop.read() as reading:
        assert reading.lists.recent(1)[0].number == 7
        assert reading.lists.recent(1, member_id=ANNA)[0].number == 8
