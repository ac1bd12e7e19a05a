from dataclasses import replace
from datetime import date

import pytest

from pos_loyalty.cards.errors import UsedCodeError
from pos_loyalty.cards.member_number import member_number, new_member_id
from pos_loyalty.cards.payload import card_payload
from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.counter import (
    Birthday,
    Enrollment,
    MemberGlance,
    SaleRequest,
    SearchProgress,
)
from pos_loyalty.domain.errors import (
    MemberBlockedError,
    NotAllowedError,
    UnknownMemberError,
    UnknownPurchaseError,
)
from pos_loyalty.domain.print_job import JobState
from pos_loyalty.domain.slip import SlipKind
from pos_loyalty.domain.staff import Actor, Role
from pos_loyalty.security.pins import WrongPinError
from pos_loyalty.services.counter import CounterService
from pos_loyalty.services.identify import UnknownCardError
from pos_loyalty.services.sales import Sale
from pos_loyalty.storage.records import MemberStatus
from tests.support.builders import basket, line
from tests.support.card_office import FakeOffice, phone_text
from tests.support.shop import CASHIER, MANAGER, Shop, rules, scratch_shop
from tests.support.wordless import join_members


def _sale(member_id: str, *lines: str, key: str = "k") -> SaleRequest:
    return SaleRequest(key=key, member_id=member_id, basket=basket(*lines))


def _staffed(shop: Shop) -> tuple[Actor, str]:
    """A cashier who has signed in, and the manager's PIN."""
    now, staff = shop.now, shop.application.staff
    staff.add(MANAGER, name="Mona", role=Role.MANAGER, pin="4711", now=now)
    cora = staff.add(MANAGER, name="Cora", role=Role.CASHIER, pin="0815", now=now)
    return staff.sign_in(cora.id, "0815", now), "4711"


# Who stands there


def test_a_card_and_a_number_show_the_same_member() -> None:
    """However somebody is found, the counter shows one member."""
    shop = scratch_shop()
    anna = shop.enroll(given_name="Anna")
    counter = shop.counter()
    payload = shop.application.members.card(anna).payload
    assert counter.identify(member_number(anna)) == counter.member(anna)
    assert replace(counter.identify(payload), card=None) == counter.member(anna)
    assert (counter.member(anna).first_name, counter.member(anna).is_new) == ("Anna", True)


def test_a_blocked_member_is_not_served() -> None:
    """Card, number and search all end at the block."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.application.members.block(shop.request(), anna)
    counter = shop.counter()
    with pytest.raises(MemberBlockedError):
        counter.identify(member_number(anna))
    with pytest.raises(MemberBlockedError):
        counter.member(anna)
    with pytest.raises(UnknownMemberError):
        counter.member("0000000000")


def test_a_search_says_how_far_names_have_come() -> None:
    """While members of a large shop are being taken in, and only then."""
    shop = scratch_shop()
    assert shop.counter().find("zora").progress is None
    join_members(shop.application.store, 12)
    assert shop.counter().find("zora").progress == SearchProgress(0, 12)


def test_a_search_tells_two_of_one_name_apart() -> None:
    """Enough of phone or e-mail to know who is meant, and no more."""
    shop = scratch_shop()
    phone = shop.enroll(given_name="Anna", family_name="Sommer", phone="+49170 1234567")
    email = shop.enroll(given_name="Anna", family_name="Sommer", email="anna@sommer.example")
    plain = shop.enroll(given_name="Anna", family_name="Sommer")
    shop.application.members.block(shop.request(), plain)
    found = shop.counter().find("sommer")
    assert not found.has_more
    hints = {hit.member_id: hit.hint for hit in found.hits}
    assert hints == {phone: "… 4567", email: "an…@sommer.example", plain: ""}
    assert {hit.member_id for hit in found.hits if hit.is_blocked} == {plain}
    assert {hit.tier.id for hit in found.hits if hit.tier} == {"basis"}
    assert {hit.number for hit in found.hits} == {member_number(each) for each in hints}


def test_a_search_finds_a_member_whose_state_is_not_kept() -> None:
    """A kept state is a convenience: without it the hit shows no tier, and is found."""
    shop = scratch_shop()
    anna = shop.enroll(given_name="Anna")
    with shop.application.store.begin() as work:
        work.projections.drop_states()
        work.commit()
    (hit,) = shop.counter().find("anna").hits
    assert (hit.member_id, hit.tier) == (anna, None)
    assert shop.counter().member(anna).balance == 0


# Joining


def test_somebody_joins_with_all_that_a_form_has() -> None:
    """What was typed at the counter is what is known."""
    shop = scratch_shop()
    anna = shop.enroll()
    glance = shop.counter(CASHIER).enroll(
        Enrollment(
            key="k",
            first_name="Ben",
            last_name="Herbst",
            phone="030 123456",
            email="ben@herbst.example",
            birthday=Birthday(5, 4, 1990),
            referrer_number=f" {member_number(anna)} ",
            may_contact=True,
        )
    )
    profile = shop.application.members.profile(glance.member_id)
    assert (profile.given_name, profile.family_name) == ("Ben", "Herbst")
    assert (profile.birthday, profile.referrer_id) == ("1990-05-04", anna)
    assert profile.consents


def test_a_birthday_may_leave_out_the_year() -> None:
    """Nobody has to tell their age for a birthday greeting."""
    shop = scratch_shop()
    glance = shop.counter().enroll(Enrollment(key="k", birthday=Birthday(2, 29)))
    assert shop.application.members.profile(glance.member_id).birthday == "--02-29"


def test_a_blank_card_becomes_the_members_once() -> None:
    """The card in the hand is the member's card; a repeat gives the same member."""
    shop = scratch_shop()
    blank = new_member_id()
    code = card_payload(member_id=blank, issue=2, key=shop.application.key_ring().current)
    counter = shop.counter()
    first = counter.enroll(Enrollment(key="k", card_text=code))
    assert first.member_id == blank
    assert counter.identify(code).member_id == blank
    before = shop.written()
    assert counter.enroll(Enrollment(key="k", card_text=code)) == first
    assert shop.written() == before
    with pytest.raises(NotAllowedError, match="member-exists"):
        counter.enroll(Enrollment(key="other", card_text=code))


def test_a_referrer_nobody_knows_is_refused_before_anything_is_written() -> None:
    """A wrong number in the form is said, and the form stays."""
    shop = scratch_shop()
    before = shop.written()
    with pytest.raises(UnknownCardError):
        shop.counter().enroll(Enrollment(key="k", referrer_number=member_number("K48217P2M9")))
    assert shop.written() == before


# Selling


def test_a_preview_is_what_the_receipt_says() -> None:
    """What the customer saw is what is booked."""
    shop = scratch_shop(rules(earn={"pending_days": 14}))
    anna = shop.enroll(given_name="Anna", family_name="Sommer")
    counter = shop.counter()
    preview = counter.preview(anna, basket("120.00"))
    assert (preview.earned, preview.pending_days, preview.balance_after) == (120, 14, 120)
    assert preview.tier_after is not None
    assert preview.tier_after.id == "silver"
    receipt = counter.record(_sale(anna, "120.00"))
    assert (receipt.kind, receipt.earned, receipt.balance_after) == (SlipKind.SALE, 120, 120)
    assert (receipt.tier_after, receipt.is_raised) == (preview.tier_after, True)
    assert (receipt.member_name, receipt.amount_minor) == ("Anna Sommer", 12000)


def test_a_preview_without_a_rise_shows_no_tier() -> None:
    """A badge is shown when it is new."""
    shop = scratch_shop()
    assert shop.counter().preview(shop.enroll(), basket("1.00")).tier_after is None


def test_a_program_without_earning_is_previewed_too() -> None:
    """Stamps alone are a program."""
    shop = scratch_shop({key: value for key, value in rules().items() if key != "earn"})
    preview = shop.counter().preview(shop.enroll(), basket("5.00"))
    assert (preview.earned, preview.pending_days) == (0, 0)


def test_a_program_without_tiers_raises_nobody() -> None:
    """Without tiers there is no badge on any receipt."""
    shop = scratch_shop(rules(tier=[]))
    receipt = shop.counter().record(_sale(shop.enroll(), "500.00"))
    assert (receipt.tier_before, receipt.tier_after, receipt.is_raised) == (None, None, False)


def test_who_gets_a_first_tier_is_raised() -> None:
    """From no tier to one is a rise; a tier that a return takes away is none."""
    shop = scratch_shop(rules(tier=[]))
    anna = shop.enroll()
    shop.wait(hours=1)
    shop.application.programs.publish(shop.request(), rules())
    shop.wait(days=1)
    counter = shop.counter()
    counter.record(_sale(anna, "120.00"))
    (newest,) = counter.recent().sales
    back = counter.give_back(key="b", sale_id=newest.id, amount_minor=None, approval_pin="")
    assert back.tier_before is not None
    assert not back.is_raised


def test_a_receipt_names_what_a_full_card_granted() -> None:
    """People read names of rewards, not ids."""
    shop = scratch_shop()
    anna = shop.enroll()
    bought = basket(line("3.20", "kaffee", quantity="10"))
    receipt = shop.counter().record(SaleRequest(key="k", member_id=anna, basket=bought))
    assert receipt.granted == ("Kaffee gratis",)


def test_a_redemption_has_a_receipt() -> None:
    """Points for a reward without a purchase: what was handed over, and what is left."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 60)
    receipt = shop.counter(CASHIER).redeem(key="k", member_id=anna, burn=Burn(0, ("free-coffee",)))
    assert (receipt.kind, receipt.spent, receipt.balance_after) == (SlipKind.REDEMPTION, 50, 10)
    assert receipt.used == ("Kaffee gratis",)


def test_a_sale_without_a_slip_has_a_receipt_all_the_same() -> None:
    """What the command line booked without paper is answered under its key, and prints nothing."""
    shop = scratch_shop()
    anna = shop.enroll()
    sale = Sale(member_id=anna, basket=basket("36.50"))
    shop.application.sales.record(shop.request("k"), sale, slip=False)
    nudges: list[str] = []
    counter = shop.application.counter(lambda: MANAGER, lambda: nudges.append("slip"))
    assert counter.record(_sale(anna, "36.50")).earned == 36
    assert (nudges, shop.written()["print_job"]) == ([], 0)


def test_a_tier_that_is_not_in_the_program_any_more_is_no_rise() -> None:
    """Between two programs with different tiers nobody is congratulated by mistake."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.wait(hours=1)
    shop.application.programs.publish(shop.request(), rules(tier=[]))
    shop.wait(days=1)
    receipt = shop.counter().record(_sale(anna, "36.50"))
    assert (receipt.tier_after, receipt.is_raised) == (None, False)


# Afterwards


def test_part_of_a_sale_is_given_back_without_a_manager() -> None:
    """A return is a cashier's everyday; the receipt says what was taken and what came back."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 100)
    sold = shop.sell(anna, "36.50", points=100)
    receipt = shop.counter(CASHIER).give_back(
        key="k", sale_id=sold.id, amount_minor=1775, approval_pin=""
    )
    assert (receipt.kind, receipt.amount_minor) == (SlipKind.REFUND, 1775)
    assert (receipt.taken_back, receipt.restored) == (sold.earned // 2, 50)


def test_a_void_needs_the_managers_pin() -> None:
    """The cashier alone is refused, a wrong PIN too; the right one names both people."""
    shop = scratch_shop()
    cora, pin = _staffed(shop)
    sold = shop.sell(shop.enroll(), "36.50")
    counter = shop.counter(cora)
    with pytest.raises(NotAllowedError):
        counter.void(key="k", sale_id=sold.id, approval_pin="")
    with pytest.raises(WrongPinError):
        counter.void(key="k", sale_id=sold.id, approval_pin="0000")
    assert shop.written()["reversal"] == 0
    assert counter.void(key="k", sale_id=sold.id, approval_pin=pin).kind is SlipKind.VOID
    with shop.application.store.read() as reading:
        (record,) = reading.sales.reversals_of(sold.id)
    assert record.staff_id == cora.staff_id
    assert record.approved_by not in {None, cora.staff_id}


def test_a_redemption_is_voided_like_a_sale() -> None:
    """The counter need not know which of the two it was."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 60)
    counter = shop.counter()
    redeemed = counter.redeem(key="k", member_id=anna, burn=Burn(0, ("free-coffee",)))
    voided = counter.void(key="v", sale_id=redeemed.id, approval_pin="")
    assert (voided.kind, voided.restored, voided.balance_after) == (SlipKind.VOID, 50, 60)


def test_a_return_for_somebody_who_was_erased_has_a_receipt_without_a_name() -> None:
    """The sale is still there and its money can go back; the name is not."""
    shop = scratch_shop()
    anna = shop.enroll(given_name="Anna")
    sold = shop.sell(anna, "36.50")
    with shop.application.store.begin() as work:
        member = work.members.member(anna)
        assert member is not None
        work.members.put(replace(member, status=MemberStatus.ERASED, given_name=None))
        work.commit()
    receipt = shop.counter().give_back(key="k", sale_id=sold.id, amount_minor=None, approval_pin="")
    assert (receipt.member_name, receipt.taken_back) == ("", 36)


def test_reprints_are_numbered_copies_of_the_first_slip() -> None:
    """Copy 1, copy 2, …: the facts of the original, as they were then."""
    shop = scratch_shop()
    anna = shop.enroll()
    sold = shop.sell(anna, "36.50")
    shop.sell(anna, "5.00")
    counter = shop.counter()
    for key in ("one", "two", "two"):
        counter.reprint(key=key, sale_id=sold.id)
    with shop.application.store.read() as reading:
        jobs = [listed.job for listed in reading.print_jobs.latest_jobs(2)]
    original = shop.job(sold)
    assert [job.facts for job in jobs] == [original.facts.copy(2), original.facts.copy(1)]
    assert {job.copy_of for job in jobs} == {original.id}
    with pytest.raises(UnknownPurchaseError):
        counter.reprint(key="three", sale_id="unheard-of")


def test_a_slip_that_was_dropped_unprinted_is_queued_as_the_original() -> None:
    """What never was on paper is no copy: the first one that comes out is the slip itself."""
    shop = scratch_shop()
    sold = shop.sell(shop.enroll(), "36.50")
    job = shop.job(sold)
    with shop.application.store.begin() as work:
        work.print_jobs.put(job.cancelled(shop.now, reason="mistake"))
        work.commit()
    shop.wait(hours=1)
    shop.counter().reprint(key="again", sale_id=sold.id)
    again = shop.job(sold)
    assert (again.state, again.waiting_since) == (JobState.QUEUED, shop.now)
    assert (again.facts.copy_number, shop.written()["print_job"]) == (0, 1)


def test_the_groups_that_the_program_treats_on_their_own_are_offered() -> None:
    """Rates, exclusions, campaigns and stamp cards name product groups; each is shown once."""
    shop = scratch_shop(
        rules(
            earn={
                "exclude_categories": ["pfand"],
                "category": [
                    {"category": "kaffee", "points": 2},
                    {"product": "gutschein", "points": 1},
                ],
            },
            campaign=[{"id": "c", "name": "C", "categories": ["tee", "kaffee"], "multiplier": "2"}],
        )
    )
    offered = shop.counter().categories()
    assert [each.id for each in offered] == ["kaffee", "pfand", "tee"]
    assert offered[0].name == "Kaffee"


def test_a_program_without_earning_offers_the_groups_of_its_stamp_cards() -> None:
    """Nothing is missing but the rates."""
    shop = scratch_shop({key: value for key, value in rules().items() if key != "earn"})
    assert [each.id for each in shop.counter().categories()] == ["kaffee"]


def test_a_glance_knows_a_birthday_that_is_near() -> None:
    """Around the day the counter congratulates, across the turn of the year too."""
    campaign = {"id": "b", "name": "B", "members": ["birthday-week"], "bonus": 20}
    shop = scratch_shop(rules(campaign=[campaign, {"id": "c", "name": "C", "bonus": 5}]))
    near = shop.enroll(birthday="1990-03-07")
    far = shop.enroll(birthday="03-12")
    unknown = shop.enroll()
    counter = shop.counter()
    assert counter.member(near).birthday_points == 20
    assert counter.member(far).birthday_points is None
    assert counter.member(unknown).birthday_points is None
    assert date(2026, 3, 5) == shop.now.date()


def test_recent_business_is_shown() -> None:
    """What was done last on this till, and the day's totals."""
    shop = scratch_shop()
    shop.sell(shop.enroll(), "36.50")
    activity = shop.counter().recent()
    assert len(activity.sales) == 1
    assert activity.today.purchases == 1


def test_a_claim_slip_is_queued_and_credited() -> None:
    """Issued without a member, credited to the one at the counter, with a slip each."""
    shop = scratch_shop()
    queued: list[str] = []
    counter = shop.application.counter(lambda: MANAGER, lambda: queued.append("slip"))
    anna = shop.enroll(given_name="Anna")
    shop.wait(minutes=1)
    until = counter.issue_claim(key="k", amount_minor=1280)
    assert until > shop.now.date()
    slip = shop.application.claims.issue(shop.request("k"), 1280).value
    receipt = counter.redeem_claim(key="r", text=slip.text, member_id=anna)
    assert (receipt.member_name, receipt.amount_minor, receipt.earned) == ("Anna", 1280, 12)
    assert queued == ["slip", "slip"]


def served(shop: Shop, text: str) -> tuple[CounterService, MemberGlance]:
    """A member whose card was scanned, and who stands on the screen."""
    counter = shop.counter(CASHIER)
    glance = counter.identify(text)
    assert glance.card is not None
    counter.card_served(glance.card)
    return counter, glance


def sale_request(member_id: str, glance: MemberGlance) -> SaleRequest:
    """A purchase of whoever showed that card."""
    return SaleRequest(key="k", member_id=member_id, basket=basket("36.50"), card=glance.card)


def test_a_code_that_another_till_took_books_nothing() -> None:
    """The hub said so between the scan and Enter; somebody found by name is served all the same."""
    shop = scratch_shop()
    office = FakeOffice(shop, says_used=True)
    anna = shop.enroll()
    shop.give(anna, 100)
    counter, glance = served(shop, phone_text(shop, anna))
    assert office.asked == [glance.card]
    request = sale_request(anna, glance)
    with pytest.raises(UsedCodeError):
        counter.record(request)
    free = Burn(0, ("free-coffee",))
    with pytest.raises(UsedCodeError):
        counter.redeem(key="r", member_id=anna, burn=free, card=glance.card)
    assert shop.balance(anna) == 100
    counter.record(replace(request, card=None))
    office.says_used = False
    counter.redeem(key="r", member_id=anna, burn=free, card=glance.card)


def test_what_was_booked_before_the_hub_said_it_stays_booked() -> None:
    """Enter again after an outage gives the receipt of before, and not a refusal."""
    shop = scratch_shop()
    office = FakeOffice(shop)
    anna = shop.enroll()
    counter, glance = served(shop, phone_text(shop, anna))
    request = sale_request(anna, glance)
    receipt = counter.record(request)
    office.says_used = True
    assert counter.record(request) == receipt


def test_a_card_of_plastic_is_never_refused_for_it() -> None:
    """Where it was a moment ago is told while the sale goes on."""
    shop = scratch_shop()
    office = FakeOffice(shop, seen_in="Süd")
    anna = shop.enroll()
    counter, glance = served(shop, shop.application.members.card(anna).payload)
    assert glance.elsewhere is None
    assert glance.card is not None
    word = counter.card_word(glance.card)
    assert word is not None
    assert word.elsewhere is not None
    assert (word.elsewhere.site, word.is_used, office.waited) == ("Süd", False, 1)
    office.says_used = True
    counter.record(sale_request(anna, glance))


def test_only_the_card_that_lies_there_has_a_word() -> None:
    """One that was scanned before it is not heard of any more; nor is any without a hub."""
    shop = scratch_shop()
    counter, glance = served(shop, shop.application.members.card(shop.enroll()).payload)
    assert glance.card is not None
    assert counter.card_word(glance.card) is None
    FakeOffice(shop)
    counter, _glance = served(shop, shop.application.members.card(shop.enroll()).payload)
    assert counter.card_word(glance.card) is None
