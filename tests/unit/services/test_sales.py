from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest

from pos_loyalty.domain.errors import (
    AlreadyRefundedError,
    ExceedsRefundableError,
    InsufficientPointsError,
    InThePastError,
    MemberBlockedError,
    NotAllowedError,
    RefusalError,
    UnknownMemberError,
    UnknownPurchaseError,
)
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.services.outcome import Outcome
from pos_loyalty.services.sales import Sale, SaleOrigin
from pos_loyalty.storage.records import SaleRecord
from tests.support.builders import SILVER, basket, line
from tests.support.shop import APPROVED, CASHIER, MANAGER, Shop, rules, scratch_shop

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

REFERRAL = {"referrer": 40, "referred": 20, "minimum_purchase": "10.00"}
OPENING = {"id": "opening", "name": "Eröffnung", "bonus": 30, "budget": 50}


def _record_of(shop: Shop, sale_id: str) -> SaleRecord:
    with shop.application.store.read() as reading:
        record = reading.sales.sale(sale_id)
    assert record is not None
    return record


def _refund(shop: Shop, sale_id: str, amount_minor: int | None = None) -> Outcome:
    return shop.application.sales.refund(shop.request(), sale_id, amount_minor=amount_minor).value


def _void(shop: Shop, sale_id: str) -> Outcome:
    return shop.application.sales.void(shop.request(), sale_id).value


# Quoting


def test_a_quote_writes_nothing_and_is_what_is_recorded() -> None:
    """What the customer was shown is what is booked, and looking costs nothing."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 300)
    before = shop.written()
    bought = basket(line("3.20", "kaffee", quantity="2"), "40.00", points=100)
    quoted = shop.application.sales.quote(Sale(member_id=anna, basket=bought), now=shop.now)
    assert shop.written() == before
    assert quoted.before.balance == 300
    sold = shop.sell_basket(anna, bought)
    quote = quoted.quote
    assert (sold.earned, sold.spent) == (quote.earned, quote.spent)
    assert (sold.discount_minor, sold.due_minor) == (quote.discount_minor, quote.due_minor)
    assert sold.balance == quoted.after.balance
    assert sold.stamps == quoted.after.stamps
    assert sold.explanation == quote.explanation


def test_a_quote_refuses_what_the_sale_would() -> None:
    """The cashier learns of a refusal before the till does."""
    shop = scratch_shop()
    anna = shop.enroll()
    sale = Sale(member_id=anna, basket=basket("40.00", points=100))
    with pytest.raises(InsufficientPointsError):
        shop.application.sales.quote(sale, now=shop.now)
    shop.application.members.block(shop.request(), anna)
    with pytest.raises(MemberBlockedError):
        shop.application.sales.quote(sale, now=shop.now)
    with pytest.raises(UnknownMemberError):
        shop.application.sales.quote(replace(sale, member_id="0000000000"), now=shop.now)


# Recording


def test_a_sale_leaves_its_row_and_says_where_the_member_stands() -> None:
    """The row holds what was bought under which program; the outcome is the same figures."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 200)
    sale = Sale(
        member_id=anna,
        basket=basket("36.50", points=100, gift_card="5.00"),
        receipt_number="B-77",
    )
    sold = shop.application.sales.record(shop.request(actor=CASHIER), sale).value
    record = _record_of(shop, sold.id)
    assert (record.total_minor, record.discount_minor, record.due_minor) == (3650, 100, 3050)
    assert (record.paid_minor, record.gift_card_minor) == (3550, 500)
    assert (record.earned, record.spent, record.tier_used) == (sold.earned, 100, "basis")
    assert (record.receipt_number, record.staff_id) == ("B-77", "cora")
    assert (record.program_version, record.business_day) == (1, "2026-03-05")
    assert (sold.balance, sold.number) == (200 - 100 + sold.earned, 1)
    assert shop.balance(anna) == sold.balance


def test_an_explanation_sums_to_what_was_earned() -> None:
    """Each point on the slip has a line that says where it came from."""
    shop = scratch_shop(
        rules(campaign=[OPENING], welcome={"points": 5, "on": "first-purchase"}, referral=REFERRAL)
    )
    anna = shop.enroll()
    ben = shop.enroll(referrer_id=anna)
    shop.application.points.set_tier(shop.request(), ben, "gold")
    sold = shop.sell(ben, "36.50")
    assert len(sold.explanation) == 5
    assert sum(each.points for each in sold.explanation) == sold.earned
    facts = shop.job(sold).facts
    assert sum(each.points for each in facts.explanation) == facts.earned == sold.earned


def test_the_slip_says_what_happened() -> None:
    """The print job is written with the sale, and its facts are the outcome's figures."""
    shop = scratch_shop()
    anna = shop.enroll(given_name="Anna", family_name="Sommer")
    shop.give(anna, 300)
    sold = shop.sell(anna, "36.50", points=100, rewards=("free-coffee",))
    facts = shop.job(sold).facts
    assert facts.kind is SlipKind.SALE
    assert (facts.earned, facts.spent, facts.balance) == (sold.earned, sold.spent, sold.balance)
    assert (facts.amount_minor, facts.discount_minor) == (3650, sold.discount_minor)
    assert (facts.due_minor, facts.receipt_number) == (sold.due_minor, "000001")
    assert (facts.spent_on, facts.member_first_name) == (("Kaffee gratis",), "Anna")
    with shop.application.store.read() as reading:
        original = reading.print_jobs.original(sold.id)
    assert original == shop.job(sold)


def test_a_sale_may_do_without_a_slip() -> None:
    """Where nobody wants paper, none is queued."""
    shop = scratch_shop()
    anna = shop.enroll()
    sale = Sale(member_id=anna, basket=basket("5.00"), id="quiet")
    sales = shop.application.sales
    assert sales.record(shop.request(), sale, slip=False).value.print_job is None
    assert sales.refund(shop.request(), "quiet", slip=False).value.print_job is None
    assert shop.written()["print_job"] == 0


def test_a_caller_may_name_a_sale_once() -> None:
    """An id that is taken is refused under any key."""
    shop = scratch_shop()
    anna = shop.enroll()
    sale = Sale(member_id=anna, basket=basket("5.00"), id="A")
    assert shop.application.sales.record(shop.request(), sale).value.id == "A"
    with pytest.raises(NotAllowedError, match="id-used"):
        shop.application.sales.record(shop.request(), sale)
    assert shop.balance(anna) == 5


def test_a_blocked_member_neither_earns_nor_burns() -> None:
    """A block stands until it is lifted."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.application.members.block(shop.request(), anna)
    before = shop.written()
    with pytest.raises(MemberBlockedError):
        shop.sell(anna, "5.00")
    assert shop.written() == before
    shop.application.members.unblock(shop.request(), anna)
    assert shop.sell(anna, "5.00").earned == 5


def test_a_full_stamp_card_is_told_with_the_sale_that_filled_it() -> None:
    """The tenth coffee grants one, and the one that is used up is not told as granted."""
    shop = scratch_shop()
    anna = shop.enroll()
    nine = shop.sell_basket(anna, basket(line("3.20", "kaffee", quantity="9")))
    assert nine.granted == ()
    tenth = shop.sell_basket(anna, basket(line("3.20", "kaffee", quantity="1")))
    assert tenth.granted == ("free-coffee",)
    used = shop.sell_basket(anna, basket("8.00", rewards=("free-coffee",)))
    assert (used.granted, used.used, used.spent) == ((), ("Kaffee gratis",), 0)


def test_a_clock_that_fell_back_does_not_turn_the_ledger_back() -> None:
    """Effective times never run backwards; the slip keeps what the wall clock said."""
    shop = scratch_shop()
    anna = shop.enroll()
    first = shop.sell(anna, "5.00")
    shop.wait(hours=-2)
    second = shop.sell(anna, "5.00")
    assert second.at == first.at
    assert shop.job(second).created_at == shop.now
    assert shop.verified().ok


# Taking back


def test_returns_in_parts_take_what_one_return_would() -> None:
    """Any parts end where the whole ends: nothing earned, all that was burned is back."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 300)
    sold = shop.sell(anna, "36.50", points=200)
    parts = [_refund(shop, sold.id, 1000), _refund(shop, sold.id, 7), _refund(shop, sold.id)]
    assert sum(part.amount_minor for part in parts) == 3450
    assert sum(part.reversed_points for part in parts) == sold.earned
    assert sum(part.restored_points for part in parts) == 200
    assert shop.balance(anna) == 300
    with pytest.raises(AlreadyRefundedError):
        _refund(shop, sold.id)
    with pytest.raises(AlreadyRefundedError):
        _void(shop, sold.id)
    assert shop.verified().ok


def test_no_more_is_returned_than_was_paid() -> None:
    """A return beyond what is left is refused with what is left; so is one of nothing."""
    shop = scratch_shop()
    sold = shop.sell(shop.enroll(), "36.50")
    _refund(shop, sold.id, 3000)
    with pytest.raises(ExceedsRefundableError) as caught:
        _refund(shop, sold.id, 651)
    assert caught.value.facts == {"asked_minor": 651, "left_minor": 650}
    with pytest.raises(NotAllowedError, match="nothing-to-return"):
        _refund(shop, sold.id, 0)


def test_a_reversal_leaves_its_row_and_its_slip() -> None:
    """Who did it and who approved it are in the row; the slip says what came of it."""
    shop = scratch_shop()
    anna = shop.enroll()
    sold = shop.sell(anna, "36.50")
    voided = shop.application.sales.void(shop.request(actor=APPROVED), sold.id).value
    with shop.application.store.read() as reading:
        (record,) = reading.sales.reversals_of(sold.id)
    assert (record.staff_id, record.approved_by) == (CASHIER.staff_id, MANAGER.staff_id)
    assert (record.id, record.number, record.amount_minor) == (voided.origin, 2, 3650)
    facts = shop.job(voided).facts
    assert (facts.kind, facts.reversed_points) == (SlipKind.VOID, 36)
    assert (facts.amount_minor, facts.balance) == (3650, 0)
    assert shop.job(_refund(shop, shop.sell(anna, "5.00").id)).facts.kind is SlipKind.REFUND


def test_a_sale_paid_with_points_alone_is_taken_back_whole() -> None:
    """No money came, so none goes; the points return."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 500)
    sold = shop.sell(anna, "5.00", points=500)
    assert (sold.due_minor, shop.balance(anna)) == (0, 0)
    assert _void(shop, sold.id).restored_points == 500
    assert shop.balance(anna) == 500
    assert shop.verified().ok


def test_points_that_are_spent_already_leave_a_debt() -> None:
    """A return takes what was earned, although it was spent; the next sale pays it off."""
    shop = scratch_shop()
    anna = shop.enroll()
    first = shop.sell(anna, "99.00")
    shop.give(anna, 1)
    shop.sell(anna, "1.00", points=100)
    _void(shop, first.id)
    assert shop.balance(anna) == -99
    assert shop.state(anna).spendable == 0
    assert shop.verified().ok


def test_what_was_never_sold_here_cannot_be_taken_back() -> None:
    """Neither an unknown id, nor a sale without a member, nor a row without its event."""
    shop = scratch_shop()
    anna = shop.enroll()
    sold = shop.sell(anna, "5.00")
    record = _record_of(shop, sold.id)
    with shop.application.store.begin() as work:
        foreign = replace(record, id="foreign", number=work.log.take_number())
        work.sales.add_sale(foreign)
        anonymous = replace(record, id="anonymous", member_id=None, earned=0, spent=0)
        work.sales.add_sale(replace(anonymous, number=work.log.take_number()))
        work.commit()
    for sale_id in ("unheard-of", "foreign", "anonymous"):
        with pytest.raises(UnknownPurchaseError):
            _refund(shop, sale_id)


# Referrals


def test_a_first_purchase_credits_the_referrer_and_its_return_takes_that_back() -> None:
    """Both get their points with the first purchase of the minimum, and lose them with it."""
    shop = scratch_shop(rules(referral=REFERRAL, tier=[]))
    anna = shop.enroll()
    ben = shop.enroll(referrer_id=anna)
    assert shop.sell(ben, "5.00").earned == 5
    first = shop.sell(ben, "20.00")
    assert (first.earned, shop.balance(anna)) == (40, 40)
    assert shop.sell(ben, "20.00").earned == 20
    _refund(shop, first.id, 1000)
    assert shop.balance(anna) == 20
    _refund(shop, first.id)
    assert shop.balance(anna) == 0
    assert shop.verified().ok


def test_a_return_of_another_purchase_leaves_the_referrer_alone() -> None:
    """Only the sale behind the credit can take it back."""
    shop = scratch_shop(rules(referral=REFERRAL, tier=[]))
    anna = shop.enroll()
    ben = shop.enroll(referrer_id=anna)
    shop.sell(ben, "20.00")
    _void(shop, shop.sell(ben, "20.00").id)
    assert shop.balance(anna) == 40


# Side by side


def _side_by_side(*acts: Callable[[], object]) -> list[object]:
    """What came of calling all at once, each in a thread of its own."""
    ready = Barrier(len(acts))
    came: list[object] = []

    def run(act: Callable[[], object]) -> None:
        ready.wait()
        try:
            came.append(act())
        except RefusalError as refusal:
            came.append(refusal)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_two_threads_cannot_burn_the_same_points() -> None:
    """Of two burns of all points one is refused: the lots are looked at again in the writing."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 100)
    came = _side_by_side(*[lambda: shop.sell(anna, "0.99", "5.00", points=100)] * 2)
    assert sum(isinstance(each, InsufficientPointsError) for each in came) == 1
    assert shop.state(anna).lapsed == 0
    assert shop.verified().ok


def test_two_threads_with_one_key_sell_once() -> None:
    """A request sent twice at once, by an impatient finger, is one sale."""
    shop = scratch_shop()
    anna = shop.enroll()
    sale = Sale(member_id=anna, basket=basket("36.50"))
    request = shop.request("once")
    came = _side_by_side(*[lambda: shop.application.sales.record(request, sale)] * 4)
    assert sum(not getattr(each, "repeated", True) for each in came) == 1
    assert shop.written()["sale"] == 1
    assert shop.balance(anna) == 36


def test_the_tier_before_and_after_are_told() -> None:
    """The sale that lifts somebody says from where to where."""
    shop = scratch_shop(rules(tier=[{"id": "basis", "name": "Basis", "threshold": "0"}, SILVER]))
    sold = shop.sell(shop.enroll(), "120.00")
    assert (sold.tier_before, sold.tier_used, sold.tier) == ("basis", "basis", "silver")


def test_a_sale_knows_what_had_lapsed() -> None:
    """Two outcomes tell how many points lapsed between them."""
    shop = scratch_shop()
    anna = shop.enroll()
    soon: datetime = shop.now + DAY
    shop.give(anna, 70, soon)
    first = shop.sell(anna, "5.00")
    shop.wait(days=2)
    second = shop.sell(anna, "5.00")
    assert second.lapsed - first.lapsed == 70
    assert second.balance == 10
    assert shop.verified().ok


# Sales from elsewhere


def _entered(shop: Shop, sale: Sale, origin: SaleOrigin) -> Outcome:
    with shop.application.store.begin() as work:
        outcome = shop.application.sales.enter(
            work, shop.request(), sale, wants_slip=False, origin=origin
        )
        work.commit()
    return outcome


def test_a_sale_from_elsewhere_may_precede_the_enrollment_here_and_earns() -> None:
    """Who changes systems loses no purchase; at the counter such a sale is still refused."""
    shop = scratch_shop()
    anna = shop.enroll()
    bought = Sale(member_id=anna, basket=basket("40.00"), occurred_at=shop.now - 30 * DAY)
    with pytest.raises(InThePastError):
        shop.application.sales.record(shop.request(), bought)
    outcome = _entered(shop, bought, SaleOrigin.ELSEWHERE)
    assert (outcome.earned, shop.balance(anna)) == (40, 40)
    assert shop.state(anna).enrolled_at == shop.now - 30 * DAY
    assert shop.bodies()[-1].detail["origin"] == "elsewhere"
    assert shop.verified().ok


def test_a_sale_that_is_history_counts_and_moves_no_points() -> None:
    """The tier measure sees the money, the balance stays, and the sale can be replayed."""
    shop = scratch_shop()
    anna = shop.enroll()
    bought = Sale(member_id=anna, basket=basket("400.00"), occurred_at=shop.now - 30 * DAY)
    outcome = _entered(shop, bought, SaleOrigin.HISTORY)
    assert (outcome.earned, shop.balance(anna)) == (0, 0)
    assert [item.spend for item in shop.state(anna).qualifying] == [40_000]
    record = _record_of(shop, outcome.id)
    assert (record.total_minor, record.earned) == (40_000, 0)
    assert shop.written()["entry"] == 0
    assert shop.verified().ok
    assert _refund(shop, outcome.id).reversed_points == 0
