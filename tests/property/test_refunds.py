from dataclasses import dataclass, replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.challenges import badges_of
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.events import Credit, Credited, CreditKind, MembershipTerm, Redeemed
from pos_loyalty.domain.member_state import (
    ChallengeStanding,
    FreeReward,
    MemberState,
    Tallies,
    TicketHold,
)
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.reversal import quote_referrer_part, share_of
from tests.property.stories import PROGRAMS, STEPS, Step, baskets, tell
from tests.support.builders import program
from tests.support.story import Story

BEFORE = st.lists(STEPS, max_size=6)
BETWEEN = st.lists(STEPS, max_size=5)
PARTS = st.lists(st.integers(1, 3_000), max_size=4)


@dataclass(frozen=True, slots=True)
class Standing:
    """All that points can buy, or that comes with it, by expiry; and what was used."""

    lots: tuple[tuple[object, int], ...]
    balance: int
    stamps: tuple[tuple[str, int], ...]
    free_rewards: tuple[FreeReward, ...]
    terms: tuple[MembershipTerm, ...]
    challenges: tuple[ChallengeStanding, ...]
    badges: tuple[str, ...]
    tickets: tuple[TicketHold, ...]
    tallies: Tallies


def standing_of(state: MemberState) -> Standing:
    """What a member has, whatever way it came."""
    return Standing(
        lots=tuple((lot.expires_at, lot.points) for lot in state.lots),
        balance=state.balance,
        stamps=tuple((card, count) for card, count in state.stamps if count),
        free_rewards=tuple(sorted(state.free_rewards, key=lambda free: free.reward_id)),
        terms=state.terms,
        challenges=state.challenges,
        badges=badges_of(state.challenges),
        tickets=state.tickets,
        tallies=_in_order(state.tallies),
    )


def bought(rules: Program, before: list[Step], basket: Basket) -> Story:
    """A member with a past who buys; a burn that is refused is left out."""
    story = Story(rules, welcome=True, referrer_id="ben")
    story.grant(60)
    tell(story, before)
    try:
        story.buy(basket, "sale")
    except RefusalError:
        assume(False)
    return story


def returned(story: Story, parts: list[int]) -> MemberState:
    """The state after refunds of these amounts, as far as they go, and of the rest."""
    for amount in parts:
        try:
            story.refund("sale", amount)
        except RefusalError:
            break
    if not story.is_taken_back("sale"):
        story.refund("sale")
    return story.state


@settings(max_examples=150)
@given(PROGRAMS, BEFORE, baskets(), BETWEEN, PARTS)
def test_refunds_are_path_independent(
    rules: Program, before: list[Step], basket: Basket, between: list[Step], parts: list[int]
) -> None:
    """Any sequence of partial refunds at one instant ends where one refund of the sum ends."""
    at_once, bit_by_bit = (bought(rules, before, basket) for _ in range(2))
    for story in (at_once, bit_by_bit):
        tell(story, between)
        assume(not story.is_taken_back("sale"))
    assert standing_of(returned(at_once, [])) == standing_of(returned(bit_by_bit, parts))


@settings(max_examples=100)
@given(PROGRAMS, BEFORE, baskets(), st.integers(1, 3_000), st.integers(1, 3_000))
def test_partial_refunds_are_path_independent(
    rules: Program, before: list[Step], basket: Basket, one: int, two: int
) -> None:
    """Also where something of the purchase is left."""
    at_once, in_two = (bought(rules, before, basket) for _ in range(2))
    assume(one + two <= at_once.quotes[-1].purchased.paid_minor)
    at_once.refund("sale", one + two)
    in_two.refund("sale", one)
    in_two.refund("sale", two)
    assert standing_of(at_once.state) == standing_of(in_two.state)


@settings(max_examples=200)
@given(PROGRAMS, BEFORE, baskets(), PARTS)
def test_buying_and_returning_changes_nothing(
    rules: Program, before: list[Step], basket: Basket, parts: list[int]
) -> None:
    """Points, lots, stamps, rewards, limits, welcome and referral are as they were before."""
    story = Story(rules, welcome=True, referrer_id="ben")
    story.grant(60)
    tell(story, before)
    expected = standing_of(story.state)
    in_debt = story.state.debt
    try:
        story.buy(basket, "sale")
    except RefusalError:
        return
    after = standing_of(returned(story, parts))
    assert after.balance == expected.balance
    assert (after.stamps, after.free_rewards) == (expected.stamps, expected.free_rewards)
    assert after.terms == expected.terms
    assert after.challenges == expected.challenges
    assert (after.badges, after.tickets) == (expected.badges, expected.tickets)
    assert after.tallies == expected.tallies
    if not in_debt:
        assert after.lots == expected.lots


@settings(max_examples=150)
@given(PROGRAMS, BEFORE, baskets(), BETWEEN)
def test_buying_and_returning_never_gains(
    rules: Program, before: list[Step], basket: Basket, between: list[Step]
) -> None:
    """Whatever happens in between: all that was earned is taken, or had lapsed."""
    story = bought(rules, before, basket)
    quote = story.quotes[-1]
    tell(story, between)
    returned(story, [])
    trail = story.fold.purchase("sale")
    assert trail is not None
    assert trail.restored_points == quote.spent
    lapsed = story.fold.lapsed_of(trail.position.name)
    assert quote.earned - lapsed <= trail.reversed_points <= quote.earned
    assert trail.stamps_taken == {gain.card_id: gain.count for gain in trail.sale.stamps}
    held = story.usage.draws_held
    given_back = {gain.draw_id: gain.count for gain in trail.sale.tickets}
    assert all(given_back[draw] == count for draw, count in trail.tickets_taken.items())
    assert trail.tickets_taken.keys() | held >= given_back.keys()
    assert story.fold.spins.of_sale("sale") == ()
    for bonus in quote.challenge_credits:
        credit = story.fold.referral_credit(bonus.reference)
        assert credit is not None
        lapsed = story.fold.lapsed_of(credit.lot_id)
        assert credit.points - lapsed <= credit.taken_back <= credit.points


@given(PROGRAMS, BEFORE, baskets(), st.integers(0, 20), PARTS)
def test_buying_spinning_and_returning_changes_nothing(
    rules: Program, before: list[Step], basket: Basket, seed: int, parts: list[int]
) -> None:
    """What a wheel gave for a purchase goes with it, and the limit forgets the spin."""
    assume(rules.wheels)
    story = Story(rules, welcome=True, referrer_id="ben")
    story.grant(60)
    tell(story, before)
    expected = standing_of(story.state)
    in_debt = story.state.debt
    try:
        story.buy(basket, "sale")
    except RefusalError:
        return
    assume(story.chance("paid").sale_id == "sale")
    story.spin("paid", seed=f"seed {seed}", spin_id="spin")
    after = standing_of(returned(story, parts))
    spin = story.fold.spins.spin("spin")
    assert spin is not None
    assert spin.undone
    assert after.balance == expected.balance
    assert (after.free_rewards, after.tallies) == (expected.free_rewards, expected.tallies)
    if not in_debt:
        assert after.lots == expected.lots
    assert story.state == story.retold()


@given(st.integers(0, 500), st.lists(st.integers(1, 40), max_size=6), st.integers(0, 100))
def test_a_referrer_loses_what_was_given_and_no_more(
    points: int, parts: list[int], burned: int
) -> None:
    """The same floored proportion as of the sale, however many refunds there are."""
    buyer, referrer = Story(program()), Story(program())
    buyer.buy("1.00", "sale")
    given = Credited(CreditKind.REFERRAL, Credit(points, referrer.now, None), "sale")
    referrer.note(given)
    referrer.note(Redeemed("r", burned))
    refunded = 0
    for part in [*parts, 100]:
        refunded = min(100, refunded + part)
        trail = buyer.fold.purchase("sale")
        assert trail is not None
        taken = quote_referrer_part(referrer.fold, "sale", share_of(trail, refunded))
        if taken is not None:
            referrer.note(taken)
        assert referrer.state.balance == points - burned - points * refunded // 100


def _in_order(tallies: Tallies) -> Tallies:
    """Uses of one instant in one order, whatever was taken back in between."""
    rewards = sorted(tallies.reward_uses, key=lambda use: (use.at, use.subject))
    spins = sorted(tallies.spin_uses, key=lambda use: (use.at, use.subject))
    return replace(tallies, reward_uses=tuple(rewards), spin_uses=tuple(spins))
