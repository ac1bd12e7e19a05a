from dataclasses import replace
from datetime import date, timedelta

import pytest

from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import (
    AlreadyRefundedError,
    KeyReusedError,
    MemberBlockedError,
    NotAllowedError,
    UnknownMemberError,
    UnknownPurchaseError,
)
from pos_loyalty.domain.slip import SlipKind, SlipTerm
from pos_loyalty.services.outcome import ActionKind
from tests.support.builders import at
from tests.support.shop import APPROVED, CASHIER, REDEMPTION, Shop, rules, scratch_shop

CLUB = {
    "id": "club",
    "name": "Club",
    "fee": "25.00",
    "months": 12,
    "percent_off": "5",
    "benefits": ["Gratis Lieferung"],
}
GIFT = {"id": "gift", "name": "Geschenk", "cost": 10, "kind": "membership", "product": "club"}


def _shop() -> tuple[Shop, str]:
    shop = scratch_shop(rules(membership=[CLUB], reward=[GIFT], stamp_card=[]))
    return shop, shop.enroll(given_name="Anna")


def test_a_membership_is_bought_with_a_slip() -> None:
    """Outcome, state and slip agree; the fee moves no points."""
    shop, anna = _shop()
    memberships = shop.application.memberships
    bought = memberships.buy(shop.request(actor=CASHIER), anna, "club").value
    assert (bought.kind, bought.amount_minor, bought.balance) == (
        ActionKind.BUY_MEMBERSHIP,
        2_500,
        0,
    )
    assert shop.state(anna).terms == bought.terms
    facts = shop.job(bought).facts
    first, last = date(2026, 3, 5), date(2027, 3, 5)
    assert (facts.kind, facts.amount_minor) == (SlipKind.MEMBERSHIP, 2_500)
    assert facts.terms == (SlipTerm("Club", first, last, ("Gratis Lieferung",)),)
    assert facts.clubs == (SlipTerm("Club", first, last),)
    assert facts.receipt_number == f"{bought.number:06d}"
    assert shop.verified().ok


def test_the_sale_slip_says_what_the_club_takes_off() -> None:
    """Discounts of club and points are told apart and the till's rows can be proved."""
    shop, anna = _shop()
    shop.give(anna, 200)
    shop.application.memberships.buy(shop.request(), anna, "club", slip=False)
    sold = shop.sell(anna, "10.00", points=100)
    assert (sold.membership, sold.membership_discount_minor) == ("Club", 50)
    facts = shop.job(sold).facts
    assert (facts.amount_minor, facts.membership, facts.membership_discount_minor) == (
        1_000,
        "Club",
        50,
    )
    assert (facts.discount_minor, facts.due_minor) == (100, 850)
    with shop.application.store.read() as reading:
        row = reading.sales.sale(sold.id)
    assert row is not None
    assert (row.total_minor, row.discount_minor, row.paid_minor) == (1_000, 100, 850)
    assert shop.verified().ok


def test_a_reward_in_a_sale_says_its_term() -> None:
    """On the slip of the sale and of a redemption alone, both with the days."""
    shop, anna = _shop()
    shop.give(anna, 50)
    sold = shop.sell(anna, "10.00", rewards=("gift",))
    assert [term.last_day for term in shop.job(sold).facts.terms] == [date(2027, 3, 5)]
    redeem = shop.application.redemptions.redeem
    redeemed = redeem(shop.request(), anna, Burn(0, ("gift",))).value
    assert [term.last_day for term in shop.job(redeemed).facts.terms] == [date(2028, 3, 5)]
    shop.application.redemptions.undo(shop.request(), redeemed.id)
    shop.application.sales.void(shop.request(), sold.id)
    assert shop.state(anna).terms == ()
    assert shop.verified().ok


def test_a_purchase_of_a_membership_happens_once() -> None:
    """The same key gives the first outcome; with other content it is refused."""
    shop, anna = _shop()
    memberships, request = shop.application.memberships, shop.request("k")
    first = memberships.buy(request, anna, "club")
    assert memberships.buy(request, anna, "club") == replace(first, repeated=True)
    with pytest.raises(KeyReusedError):
        memberships.buy(request, anna, "club", purchase_id="other")
    assert len(shop.state(anna).terms) == 1


def test_who_may_not_buy() -> None:
    """Unknown memberships and members, blocked ones, and an id that was used."""
    shop, anna = _shop()
    buy = shop.application.memberships.buy
    buy(shop.request(), anna, "club", purchase_id="A")
    before = shop.written()
    with pytest.raises(NotAllowedError) as refused:
        buy(shop.request(), anna, "club", purchase_id="A")
    assert refused.value.facts["reason"] == "id-used"
    with pytest.raises(NotAllowedError) as unknown:
        buy(shop.request(), anna, "gold")
    assert unknown.value.facts["reason"] == "unknown-membership"
    with pytest.raises(UnknownMemberError):
        buy(shop.request(), "nobody", "club")
    shop.application.members.block(shop.request(), anna)
    with pytest.raises(MemberBlockedError):
        buy(shop.request(), anna, "club")
    assert {**shop.written(), "outbox": 0} == {**before, "outbox": 0}


def test_a_cancellation_takes_a_manager() -> None:
    """A cashier alone may not; with approval the months go, and the fee is to be given back."""
    shop, anna = _shop()
    memberships = shop.application.memberships
    bought = memberships.buy(shop.request(), anna, "club").value
    with pytest.raises(NotAllowedError):
        memberships.cancel(shop.request(actor=CASHIER), anna, bought.id)
    cancelled = memberships.cancel(shop.request(actor=APPROVED), anna, bought.id).value
    assert (cancelled.terms, shop.state(anna).terms) == (bought.terms, ())
    facts = shop.job(cancelled).facts
    assert (facts.kind, facts.amount_minor) == (SlipKind.MEMBERSHIP_CANCELLED, 2_500)
    assert facts.clubs == ()
    with pytest.raises(AlreadyRefundedError):
        memberships.cancel(shop.request(), anna, bought.id)
    with pytest.raises(UnknownPurchaseError):
        memberships.cancel(shop.request(), anna, "nothing")
    assert shop.verified().ok


def test_a_cancellation_works_after_the_kept_state_forgot_the_term() -> None:
    """Also when it has ended: the whole history is asked. Blocked members too: it puts right."""
    shop, anna = _shop()
    memberships = shop.application.memberships
    bought = memberships.buy(shop.request(), anna, "club", slip=False).value
    shop.wait(days=400)
    shop.sell(anna, "1.00")
    shop.application.members.block(shop.request(), anna)
    cancelled = memberships.cancel(shop.request(), anna, bought.id, slip=False)
    assert cancelled.value.terms == bought.terms


def test_what_was_bought_and_can_be_cancelled() -> None:
    """Running and coming terms, the last at the end; gifts are not bought."""
    shop, anna = _shop()
    memberships = shop.application.memberships
    shop.give(anna, 10)
    shop.application.redemptions.redeem(shop.request(), anna, Burn(0, ("gift",)))
    for name in ("A", "B", "C"):
        memberships.buy(shop.request(), anna, "club", purchase_id=name, slip=False)
    memberships.cancel(shop.request(), anna, "A", slip=False)
    bought = memberships.bought(anna, shop.now)
    assert [each.purchase_id for each in bought] == ["B", "C"]
    assert bought[-1].fee_minor == 2_500
    assert memberships.bought(anna, shop.now + timedelta(days=3_000)) == ()
    with pytest.raises(UnknownMemberError):
        memberships.bought("nobody", shop.now)


def test_a_partner_stays_with_its_purchase() -> None:
    """A cancellation carries the partner of what it undoes."""
    partner = {"id": "korn", "name": "Korn", "settlement_value": "0.01"}
    shop = scratch_shop(rules(membership=[CLUB], partner=[partner], redemption=REDEMPTION))
    anna = shop.enroll()
    memberships = shop.application.memberships
    request = replace(shop.request(), partner="korn")
    bought = memberships.buy(request, anna, "club", slip=False).value
    memberships.cancel(shop.request(), anna, bought.id, slip=False)
    assert [body.partner for body in shop.bodies()[-2:]] == ["korn", "korn"]
    assert at("2026-03-05") < bought.terms[0].starts_at
