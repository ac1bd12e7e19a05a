from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pos_loyalty.cards.claim import claim_text, new_claim
from pos_loyalty.cards.errors import ForgedCardError, UnreadableCardError
from pos_loyalty.domain.errors import (
    KeyReusedError,
    MemberBlockedError,
    NotAllowedError,
    UnknownMemberError,
)
from pos_loyalty.domain.print_job import PrintJob
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.domain.staff import Actor
from pos_loyalty.services.claims import (
    AlreadyClaimedError,
    ClaimBeforeEnrollmentError,
    ClaimExpiredError,
    IssuedClaim,
)
from pos_loyalty.services.outcome import Outcome
from tests.support.shop import CASHIER, MANAGER, Shop, rules, scratch_shop

CLAIM = new_claim(datetime(2026, 3, 1, tzinfo=UTC), 5000)


def _issue(shop: Shop, amount_minor: int = 1280, receipt_number: str = "") -> IssuedClaim:
    return shop.application.claims.issue(shop.request(), amount_minor, receipt_number).value


def _redeem(shop: Shop, slip: IssuedClaim, member_id: str, actor: Actor = MANAGER) -> Outcome:
    request = shop.request(actor=actor)
    return shop.application.claims.redeem(request, slip.text, member_id).value


def _job(shop: Shop, slip: IssuedClaim) -> PrintJob:
    with shop.application.store.read() as reading:
        job = reading.print_jobs.job(slip.print_job)
    assert job is not None
    return job


def test_a_slip_is_queued_and_names_nobody() -> None:
    """Amount, last day and code stand on it; the log has the event, without the code."""
    shop = scratch_shop()
    slip = _issue(shop, 1280, "0815")
    facts = _job(shop, slip).facts
    assert (facts.kind, facts.amount_minor, facts.receipt_number) == (SlipKind.CLAIM, 1280, "0815")
    assert (facts.qr_text, facts.valid_until) == (slip.text, slip.valid_until)
    assert (facts.member_first_name, facts.masked_number) == (None, None)
    assert slip.valid_until == shop.now.date() + timedelta(days=60)
    with shop.application.store.read() as reading:
        rows = reading.connection.execute(
            "SELECT member_id, body FROM outbox WHERE type = 'claim-issued'"
        ).all()
    assert [row[0] for row in rows] == [None]
    assert slip.text.encode() not in rows[0][1]
    assert slip.text not in repr(slip)


def test_a_slip_is_credited_as_if_the_card_had_been_there() -> None:
    """The purchase keeps its time, its receipt number and the program of its day."""
    shop = scratch_shop()
    anna = shop.enroll(given_name="Anna")
    shop.wait(hours=1)
    slip = _issue(shop, 1280, "0815")
    shop.wait(days=7)
    done = _redeem(shop, slip, anna, CASHIER)
    assert (done.earned, done.amount_minor) == (12, 1280)
    with shop.application.store.read() as reading:
        sale = reading.sales.sale(done.id)
    assert sale is not None
    assert (sale.occurred_at, sale.receipt_number) == (slip.at, "0815")
    assert sale.occurred_at < sale.effective_at
    assert shop.job(done).facts.kind is SlipKind.SALE
    assert shop.verified().ok


def test_a_campaign_of_that_day_counts_though_it_is_over() -> None:
    """What was bought in a campaign is credited with it; what was bought after is not."""
    campaign = {"id": "c", "name": "C", "bonus": 5, "to": "2026-03-06"}
    shop = scratch_shop(rules(campaign=[campaign]))
    anna = shop.enroll()
    shop.wait(minutes=5)
    slip = _issue(shop, 1000)
    shop.wait(days=10)
    late = _issue(shop, 1000)
    assert _redeem(shop, slip, anna).earned == 15
    assert _redeem(shop, late, anna).earned == 10


def test_a_slip_is_credited_once_whoever_brings_it() -> None:
    """Under another key it is refused, for the same member and for another one."""
    shop = scratch_shop()
    anna, ben = shop.enroll(), shop.enroll()
    shop.wait(minutes=1)
    slip = _issue(shop)
    _redeem(shop, slip, anna)
    written, balance = shop.written(), shop.balance(anna)
    for member_id in (anna, ben):
        with pytest.raises(AlreadyClaimedError):
            _redeem(shop, slip, member_id)
    assert (shop.written(), shop.balance(anna), shop.balance(ben)) == (written, balance, 0)


def test_the_same_key_gives_the_first_answer() -> None:
    """After an outage the counter asks again and is told what was booked."""
    shop = scratch_shop()
    anna, ben = shop.enroll(), shop.enroll()
    shop.wait(minutes=1)
    slip, claims = _issue(shop), shop.application.claims
    first = claims.redeem(shop.request("k"), slip.text, anna)
    again = claims.redeem(shop.request("k"), slip.text, anna)
    assert (again.value, again.repeated, first.repeated) == (first.value, True, False)
    with pytest.raises(KeyReusedError):
        claims.redeem(shop.request("k"), slip.text, ben)


def test_the_same_key_prints_one_slip() -> None:
    """Enter pressed twice makes no second slip."""
    shop = scratch_shop()
    claims = shop.application.claims
    first = claims.issue(shop.request("k"), 1280)
    again = claims.issue(shop.request("k"), 1280)
    assert (again.value, again.repeated) == (first.value, True)
    assert shop.written()["print_job"] == 1
    with pytest.raises(KeyReusedError):
        claims.issue(shop.request("k"), 1290)


def test_a_slip_is_good_to_the_end_of_its_last_day() -> None:
    """Sixty days after the day of the purchase, by the shop's own calendar."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.wait(minutes=1)
    slip, other = _issue(shop), _issue(shop, 500)
    shop.wait(days=60)
    assert _redeem(shop, slip, anna).earned == 12
    shop.wait(days=1)
    with pytest.raises(ClaimExpiredError) as refused:
        _redeem(shop, other, anna)
    assert isinstance(refused.value.facts["until"], date)


def test_a_slip_from_before_the_member_joined_stays_good_for_others() -> None:
    """The refusal changes nothing: whom it belongs to can still bring it."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.wait(minutes=1)
    slip = _issue(shop)
    shop.wait(minutes=5)
    ben = shop.enroll()
    with pytest.raises(ClaimBeforeEnrollmentError):
        _redeem(shop, slip, ben)
    assert _redeem(shop, slip, anna).earned == 12


def test_blocked_and_unknown_members_leave_the_slip_good() -> None:
    """Nothing is booked, and nothing used up."""
    shop = scratch_shop()
    anna, ben = shop.enroll(), shop.enroll()
    shop.wait(minutes=1)
    slip = _issue(shop)
    shop.application.members.block(shop.request(), ben)
    with pytest.raises(MemberBlockedError):
        _redeem(shop, slip, ben)
    with pytest.raises(UnknownMemberError):
        _redeem(shop, slip, "0000000000")
    assert _redeem(shop, slip, anna).earned == 12


def test_damaged_and_forged_slips_are_refused() -> None:
    """As cards are; a slip of another shop has another key."""
    shop, other = scratch_shop(), scratch_shop()
    anna = shop.enroll()
    slip = _issue(shop)
    claims = shop.application.claims
    with pytest.raises(UnreadableCardError):
        claims.redeem(shop.request(), slip.text[:-1], anna)
    ring = other.application.key_ring().current
    forged = claim_text(CLAIM, replace(ring, key_id=shop.application.key_ring().current.key_id))
    with pytest.raises(ForgedCardError):
        claims.redeem(shop.request(), forged, anna)


@pytest.mark.parametrize("amount_minor", [0, -1, 2**40])
def test_a_slip_needs_a_sensible_amount(amount_minor: int) -> None:
    """No slip comes out for nothing, and nothing is written."""
    shop = scratch_shop()
    before = shop.written()
    with pytest.raises(NotAllowedError) as refused:
        _issue(shop, amount_minor)
    assert refused.value.facts["reason"] == "claim-amount"
    assert shop.written() == before
