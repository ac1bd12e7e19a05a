from dataclasses import replace
from fractions import Fraction

import pytest

from pos_loyalty.domain.errors import ExceedsPurchaseError
from pos_loyalty.domain.events import MembershipBought, MembershipCancelled, MembershipTerm
from pos_loyalty.domain.explanation import Rule
from pos_loyalty.domain.member_state import HeldTerm
from pos_loyalty.domain.memberships import MembershipDiscount, discount_of, held_until, next_term
from tests.support.builders import BASIS, COFFEE, GOLD, at, basket, line, program, timeline
from tests.support.story import Story

CLUB = {"id": "club", "name": "Club", "fee": "25.00", "months": 12, "multiplier": "2"}
SAVER = {"id": "saver", "name": "Sparer", "fee": "5.00", "months": 1, "percent_off": "5"}
PATRON = {"id": "patron", "name": "Gönner", "multiplier": "1.5", "percent_off": "2.5"}
RULES = program(membership=[CLUB, SAVER, PATRON], tier=[BASIS, {**GOLD, "threshold": "0.01"}])


def term(membership_id: str, starts: str, ends: str) -> MembershipTerm:
    """A term between two local dates."""
    return MembershipTerm(membership_id, at(starts), at(ends))


def story_of(*memberships: str, **sections: object) -> Story:
    """A member who has just bought these."""
    story = Story(program(membership=[CLUB, SAVER, PATRON], **sections))
    for membership in memberships:
        story.join(membership)
    return story


def test_a_membership_begins_now_and_lasts_local_months() -> None:
    """Wall clock and clamped: a month from 31 January is 28 February at the same time."""
    story = story_of().to("2026-01-31T09:30")
    assert story.join("saver") == term("saver", "2026-01-31T09:30", "2026-02-28T09:30")
    assert story.state.terms == (term("saver", "2026-01-31T09:30", "2026-02-28T09:30"),)


def test_buying_again_prolongs() -> None:
    """From the end of the running one of the same id; another one starts by itself."""
    story = story_of("club", "club", "saver")
    assert story.state.terms == (
        term("club", "2026-01-05T09:00", "2027-01-05T09:00"),
        term("saver", "2026-01-05T09:00", "2026-02-05T09:00"),
        term("club", "2027-01-05T09:00", "2028-01-05T09:00"),
    )


def test_a_membership_that_has_ended_is_not_prolonged() -> None:
    """It starts anew, from now."""
    story = story_of("saver").to("2026-03-01")
    assert story.join("saver").starts_at == at("2026-03-01")


def test_what_is_still_to_come_is_not_prolonged() -> None:
    """Whoever has a gap before a later term wants the membership now."""
    later = term("saver", "2026-06-01", "2026-07-01")
    saver = RULES.membership("saver")
    assert saver is not None
    assert next_term(RULES, saver, (later,), at("2026-03-01")).starts_at == at("2026-03-01")
    assert held_until("saver", (later,), at("2026-03-01")) == at("2026-03-01")
    assert held_until("club", (later,), at("2026-06-10")) == at("2026-06-10")


def test_terms_are_half_open() -> None:
    """Held from the first instant on, and not at the last any more."""
    story = story_of("saver")
    assert story.quote("10.00").membership_discount_minor == 50
    assert story.to("2026-02-05T08:59").quote("10.00").membership_discount_minor == 50
    assert story.to("2026-02-05T09:00").quote("10.00").membership_discount_minor == 0
    assert story.state.memberships == ()


def test_memberships_multiply_after_the_tier_in_document_order() -> None:
    """Base × tier × memberships × campaign, each with a line of its own."""
    doubled = {"id": "c", "name": "C", "multiplier": "2"}
    story = story_of(
        "patron", "club", tier=[BASIS, {**GOLD, "threshold": "0.01"}], campaign=[doubled]
    )
    story.set_tier("gold")
    quote = story.quote("10.00")
    assert quote.purchased.eligible == 975
    # 9.75 × 1.5 × 2 × 1.5 × 2, each line what it adds to the rounded total.
    assert [(each.rule, each.name, each.points) for each in quote.explanation] == [
        (Rule.BASE, "", 9),
        (Rule.TIER, "Gold", 5),
        (Rule.MEMBERSHIP, "Club", 15),
        (Rule.MEMBERSHIP, "Gönner", 14),
        (Rule.CAMPAIGN, "C", 44),
    ]
    assert quote.earned == 87
    assert quote.explanation[2].factor == Fraction(2)


def test_a_membership_without_a_multiplier_has_no_line() -> None:
    """What changes nothing is not explained."""
    assert [each.rule for each in story_of("saver").quote("10.00").explanation] == [Rule.BASE]


def test_memberships_do_not_count_for_the_base_of_a_tier() -> None:
    """A tier measured in points counts the base only, unless bonuses count."""
    points = {"measure": "points"}
    assert story_of("club", tiers=points).quote("10.00").purchased.measure_points == 10
    counted = {**points, "count_bonus_points": True}
    assert story_of("club", tiers=counted).quote("10.00").purchased.measure_points == 20


def test_the_largest_percentage_is_taken_off_before_rewards_and_points() -> None:
    """After line and order discounts, rounded half-up; rewards, points, gift card come after."""
    redemption = {"points": 1, "value": "0.01"}
    story = story_of("saver", "patron", redemption=redemption, reward=[COFFEE])
    story.grant(500)
    bought = basket(
        line("10.00", discount="1.00"),
        "5.10",
        order_discount="2.00",
        rewards=("free-coffee",),
        points=100,
        gift_card="3.00",
    )
    quote = story.quote(bought)
    # 12.10 less 5 % is 0.605, half-up 0.61; less 3.20, 1.00 and 3.00.
    assert (quote.total_minor, quote.membership_discount_minor) == (1_210, 61)
    assert (quote.membership, quote.discount_minor, quote.due_minor) == ("Sparer", 420, 429)
    assert (quote.purchased.paid_minor, quote.eligible_minor) == (729, 729)


def test_the_share_that_points_may_pay_is_of_what_is_left() -> None:
    """Half of 9.50 is 4.75, also where the till says 10.00."""
    redemption = {"points": 1, "value": "0.01", "maximum_share": "0.5"}
    story = story_of("saver", redemption=redemption)
    story.grant(500)
    assert story.quote(basket("10.00", points=475)).due_minor == 475
    with pytest.raises(ExceedsPurchaseError):
        story.quote(basket("10.00", points=476))


def test_the_discount_lowers_eligible_money_also_where_points_do_not() -> None:
    """It is a price reduction: never part of what points have paid."""
    earn = {"earn_on_points_part": True}
    story = story_of("saver", earn=earn, redemption={"points": 1, "value": "0.01"})
    story.grant(500)
    assert story.quote(basket("10.00", points=100)).eligible_minor == 950


def test_a_whole_discount_leaves_nothing_to_pay_or_to_stamp() -> None:
    """All of it off: no points, no stamps, and still a visit."""
    free = {"id": "free", "name": "Frei", "percent_off": "100"}
    card = {"id": "s", "name": "S", "any": True, "size": 5, "reward": "free-coffee"}
    story = Story(program(membership=[free], reward=[COFFEE], stamp_card=[card]))
    story.join("free")
    quote = story.quote("10.00")
    assert (quote.due_minor, quote.earned, quote.purchased.stamps) == (0, 0, ())


def test_no_membership_takes_nothing_off() -> None:
    """Nor does one that has no percents, or a purchase too small for a cent."""
    club, saver = RULES.membership("club"), RULES.membership("saver")
    assert club is not None
    assert saver is not None
    assert discount_of((), 1_000) == MembershipDiscount()
    assert discount_of((club,), 1_000) == MembershipDiscount()
    assert discount_of((saver,), 9) == MembershipDiscount()
    assert discount_of((club, saver), 10) == MembershipDiscount("Sparer", 1)


def test_a_running_membership_is_a_segment_of_campaigns() -> None:
    """While it runs, at the purchase's own time."""
    story = story_of(
        "saver", campaign=[{"id": "c", "name": "C", "bonus": 100, "members": ["saver"]}]
    )
    assert story.quote("10.00").earned == 109
    assert story.to("2026-02-06").quote("10.00").earned == 10


def test_late_records_use_the_memberships_of_their_own_time() -> None:
    """Held then and over now, or bought since: the purchase's time decides."""
    story = story_of("saver").to("2026-03-01")
    story.join("club")
    early = story.quote("10.00", occurred_at=at("2026-01-06"))
    assert (early.membership_discount_minor, early.earned) == (50, 9)
    before = story.quote("10.00", occurred_at=at("2026-02-20"))
    assert (before.membership_discount_minor, before.earned) == (0, 10)
    assert story.quote("10.00").earned == 20


def test_a_program_without_it_knows_no_benefits() -> None:
    """A membership that a later version dropped does nothing there."""
    story = Story(timeline(RULES, {"2026-02-01": program()}))
    story.join("club")
    assert story.quote("10.00").earned == 20
    assert story.to("2026-02-02").quote("10.00").earned == 10


def test_a_cancelled_membership_takes_exactly_its_own_months() -> None:
    """The other term stays where it is, and sales made meanwhile keep their figures."""
    story = story_of("club", "club")
    first = story.buy("10.00").earned
    story.note(MembershipCancelled("club-1"))
    assert story.quote("10.00").earned == 10
    assert story.state.terms == (term("club", "2027-01-05T09:00", "2028-01-05T09:00"),)
    assert (first, story.state.balance) == (20, 20)
    assert story.state == story.retold()


def test_a_cancellation_may_come_before_what_it_cancels() -> None:
    """By the clock of another till; once both are known, nothing is left."""
    story = story_of()
    story.note(MembershipCancelled("x"))
    story.note(MembershipBought("x", term("club", "2026-01-05", "2027-01-05"), 2_500))
    assert story.state.terms == ()


def test_a_reward_opens_a_membership() -> None:
    """Without a fee; it goes with the redemption, or with the sale that is taken back whole."""
    gift = {"id": "gift", "name": "Clubgeschenk", "cost": 10, "kind": "membership"}
    story = story_of(reward=[{**gift, "product": "saver"}])
    story.grant(60)
    story.redeem("r", rewards=("gift",))
    assert story.state.terms == (term("saver", "2026-01-05T09:00", "2026-02-05T09:00"),)
    sold = story.buy(basket("10.00", rewards=("gift", "gift")), "sale")
    # Used in this purchase, good from the next one on; the running one already takes 5 % off.
    assert (sold.membership_discount_minor, sold.discount_minor) == (50, 0)
    assert sold.purchased.terms == (
        term("saver", "2026-02-05T09:00", "2026-03-05T09:00"),
        term("saver", "2026-03-05T09:00", "2026-04-05T09:00"),
    )
    kept = []
    for amount in (100, None):
        story.refund("sale", amount)
        kept.append(len(story.state.terms))
    assert kept == [3, 1]
    story.undo("r")
    assert story.state.memberships == ()
    assert story.state.spendable == 60


def test_the_membership_of_a_reward_starts_with_the_next_purchase() -> None:
    """As points of a purchase are not spendable in it."""
    gift = {"id": "gift", "name": "G", "cost": 0, "kind": "membership", "product": "saver"}
    story = story_of(reward=[gift])
    assert story.buy(basket("10.00", rewards=("gift",))).membership_discount_minor == 0
    assert story.quote("10.00").membership_discount_minor == 50


def test_an_unknown_membership_opens_nothing() -> None:
    """A document is checked for it; a reward that slipped through is only a reward."""
    gift = {"id": "gift", "name": "G", "cost": 0, "kind": "membership", "product": "saver"}
    rules = program(membership=[SAVER], reward=[gift])
    story = Story(replace(rules, memberships=()))
    assert story.redeem("r", rewards=("gift",)).terms == ()


def test_a_held_term_names_what_opened_it() -> None:
    """The purchase's id, by which it can be cancelled."""
    story = story_of("club")
    bought = term("club", "2026-01-05T09:00", "2027-01-05T09:00")
    assert story.state.memberships == (HeldTerm("club-1", bought),)
    assert story.fold.memberships.term_of("club-1") == bought
    assert story.fold.memberships.term_of("club-2") is None
