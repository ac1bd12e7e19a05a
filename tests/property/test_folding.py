from datetime import timedelta
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from pos_loyalty.domain.events import (
    Activity,
    Adjusted,
    ChallengeGain,
    Credit,
    Credited,
    CreditKind,
    CreditTakenBack,
    Debited,
    Enrolled,
    Happening,
    HistoryNoted,
    MemberEvent,
    MembershipBought,
    MembershipCancelled,
    MembershipTerm,
    Position,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
    RewardUse,
    SpinTakenBack,
    Spun,
    Stamped,
    StampGain,
    StampsTaken,
    TicketGain,
    TicketsTaken,
    TierSet,
)
from pos_loyalty.domain.fold import Fold, fold
from pos_loyalty.domain.ledger import entries_of, member_account, moved_points
from pos_loyalty.domain.program import (
    ChallengeMeasure,
    Program,
    ProgramTimeline,
    ProgramVersion,
)
from tests.property.stories import CHANGING_STORIES, PROGRAMS, TIER_IDS
from tests.support.builders import MEMBER, at, timeline
from tests.support.story import Story

NOON = at("2026-02-03T12:00")
MONTH_S = 30 * 86_400
# Few names, so that undoings meet what they undo, twice, early, or never.
NAMES = st.sampled_from(["a", "b"])
POINTS = st.integers(0, 100)
WHEN = st.integers(0, MONTH_S).map(lambda seconds: NOON + timedelta(seconds=seconds))
CREDITS = st.builds(
    lambda points, given_at, pending, lasts: Credit(
        points,
        given_at + timedelta(days=pending),
        None if lasts is None else given_at + timedelta(days=pending + lasts),
    ),
    POINTS,
    WHEN,
    st.sampled_from([0, 0, 5]),
    st.sampled_from([None, 1, 10, 40]),
)
REWARDS = st.lists(
    st.builds(RewardUse, st.just("free-coffee"), st.just(0), st.booleans()), max_size=2
).map(tuple)
STAMPS = StampGain("c", 2, 3, "free-coffee")
TICKETS = (TicketGain("d", 2),)
CHALLENGES = st.lists(
    st.builds(
        ChallengeGain,
        st.just("g"),
        st.sampled_from(ChallengeMeasure),
        st.integers(1, 3),
        amount=st.integers(0, 4).map(Fraction),
        marks=st.sampled_from([(), ("u",), ("u", "v")]),
        completed=st.integers(0, 2),
        badge=st.sampled_from(["", "b"]),
        repeat=st.booleans(),
    ),
    max_size=1,
).map(tuple)
HAPPENINGS: st.SearchStrategy[Happening] = st.one_of(
    st.just(Enrolled("ben", welcome=True)),
    st.builds(Credited, st.sampled_from(CreditKind), CREDITS, NAMES),
    st.builds(CreditTakenBack, NAMES, POINTS),
    st.builds(
        lambda name, when, paid, award, spent, rewards, challenges: Purchased(
            name,
            when,
            paid,
            Fraction(paid),
            award,
            award.points,
            award.points,
            spent,
            rewards,
            stamps=(STAMPS,),
            challenges=challenges,
            tickets=TICKETS,
        ),
        NAMES,
        WHEN,
        st.integers(0, 50_000),
        CREDITS,
        POINTS,
        REWARDS,
        CHALLENGES,
    ),
    st.builds(
        lambda name, amount, complete, taken, given: Refunded(
            name,
            amount,
            amount,
            complete,
            taken,
            given,
            (StampsTaken("c", 1),),
            (TicketsTaken("d", 1),),
        ),
        NAMES,
        st.integers(0, 50_000),
        st.booleans(),
        POINTS,
        POINTS,
    ),
    st.builds(Redeemed, NAMES, POINTS, REWARDS, st.just(TICKETS)),
    st.builds(RedemptionUndone, NAMES, POINTS, st.sampled_from([(), ("d",)])),
    st.builds(Adjusted, CREDITS),
    st.builds(Debited, POINTS),
    st.builds(TierSet, st.sampled_from([*TIER_IDS, "gone"])),
    st.builds(HistoryNoted, st.builds(Activity, WHEN, POINTS).map(lambda each: (each,))),
    st.just(Stamped(STAMPS)),
    st.builds(
        lambda name, credit, reward, sale: Spun(name, "w", 0, "seed", 0, credit, reward, sale),
        NAMES,
        CREDITS,
        st.sampled_from(["", "free-coffee"]),
        NAMES,
    ),
    st.builds(SpinTakenBack, NAMES, POINTS),
    st.builds(
        lambda name, when: MembershipBought(
            name, MembershipTerm("club", when, when + timedelta(days=9)), 0
        ),
        NAMES,
        WHEN,
    ),
    st.builds(MembershipCancelled, NAMES),
)
EVENTS = st.lists(st.tuples(WHEN, st.sampled_from("xy"), HAPPENINGS), min_size=1, max_size=15).map(
    lambda rows: [
        MemberEvent(Position(when, device, 1, seq), MEMBER, 1, happening)
        for seq, (when, device, happening) in enumerate(rows)
    ]
)


@settings(max_examples=300)
@given(PROGRAMS, EVENTS)
def test_no_sequence_of_events_makes_the_fold_fail(
    rules: Program, events: list[MemberEvent]
) -> None:
    """Tills decide apart and it still adds up; what waits for its sale has moved nothing yet."""
    story = sorted(events, key=lambda event: event.position)
    told = Fold(timeline(rules))
    for event in story:
        told.apply(event)
        state = told.state()
        assert state.debt >= 0
        assert not (state.debt and state.lots)
    state = told.state()
    moved = [event for event in story if not _waits(event.happening, story)]
    booked = sum(moved_points(entries_of(event), member_account(MEMBER)) for event in moved)
    assert booked == state.balance + state.lapsed


@given(CHANGING_STORIES, st.randoms(use_true_random=False))
def test_the_order_of_arrival_is_nothing(story: Story, chance: Random) -> None:
    """Whatever order entries arrive in, the result is the same."""
    shuffled = list(story.events)
    chance.shuffle(shuffled)
    assert fold(story.timeline, shuffled, at=story.now) == story.state


@given(PROGRAMS, EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_is_nothing_between_tills(
    rules: Program, events: list[MemberEvent], chance: Random
) -> None:
    """Also where devices took turns."""
    expected = fold(timeline(rules), events)
    chance.shuffle(events)
    assert fold(timeline(rules), events) == expected


@settings(max_examples=200)
@given(CHANGING_STORIES, st.integers(0, 99))
def test_a_kept_state_goes_on_as_the_whole_story_does(story: Story, cut: int) -> None:
    """A fold resumed at any cut equals the full one; what it never saw it refuses to undo."""
    cut %= len(story.events)
    first = Fold(story.timeline)
    for event in story.events[: cut + 1]:
        first.apply(event)
    resumed = Fold(story.timeline, first.state())
    for event in story.events[cut + 1 :]:
        try:
            resumed.apply(event)
        except KeyError:
            assert isinstance(
                event.happening, Refunded | RedemptionUndone | CreditTakenBack | SpinTakenBack
            )
            return
    resumed.advance(story.now)
    assert resumed.state() == story.retold()


@given(CHANGING_STORIES, st.lists(st.integers(1, 9_000), max_size=6))
def test_a_state_does_not_depend_on_the_way(story: Story, hours: list[int]) -> None:
    """Moved forward in steps, kept and resumed on the way, it is the same as in one go."""
    state = story.state
    for step in hours:
        later = Fold(story.timeline, state)
        later.advance(state.at + timedelta(hours=step))
        state = later.state()
    assert state == fold(story.timeline, story.events, at=state.at)


@given(CHANGING_STORIES, st.integers(1, 20_000))
def test_a_state_is_good_until_it_says_so(story: Story, hours: int) -> None:
    """Before ``valid_until`` time alone changes nothing of it."""
    state = story.state
    later = state.at + timedelta(hours=hours)
    if state.valid_until is not None and later >= state.valid_until:
        later = max(state.at, state.valid_until - timedelta(microseconds=1))
    moved = fold(story.timeline, story.events, at=later)
    assert (moved.lots, moved.tier, moved.spendable) == (state.lots, state.tier, state.spendable)


@given(CHANGING_STORIES, PROGRAMS)
def test_rules_never_reach_back(story: Story, other: Program) -> None:
    """A later version changes nothing until it begins, and then no points for the worse.

    What was computed stays; only the end of a lot may move away, under a better policy.
    """
    start = story.now + timedelta(hours=1)
    changed = ProgramTimeline((*story.timeline.versions, ProgramVersion(9, start, other)))
    for hours in (0, 2):
        when = story.now + timedelta(hours=hours)
        later = fold(changed, story.events, at=when)
        same = fold(story.timeline, story.events, at=when)
        assert later.tallies == same.tallies
        assert (later.challenges, later.tickets) == (same.challenges, same.tickets)
        assert (later.memberships, later.stamps) == (same.memberships, same.stamps)
        assert later.free_rewards == same.free_rewards
        assert later.debt == same.debt
        assert later.balance + later.lapsed == same.balance + same.lapsed
        assert later.lapsed <= same.lapsed
        if when < start:
            assert (later.lots, later.lapsed) == (same.lots, same.lapsed)


def _waits(undoing: Happening, story: list[MemberEvent]) -> bool:
    """Whether an undoing never met what it undoes."""
    happened = [event.happening for event in story]
    match undoing:
        case Refunded(name):
            return all(h.sale_id != name for h in happened if isinstance(h, Purchased))
        case RedemptionUndone(name):
            return all(h.redemption_id != name for h in happened if isinstance(h, Redeemed))
        case CreditTakenBack(name):
            others = [h for h in happened if isinstance(h, Credited)]
            return all(h.reference != name for h in others if h.kind is not CreditKind.ACTION)
        case SpinTakenBack(name):
            return all(h.spin_id != name for h in happened if isinstance(h, Spun))
        case _:
            return False
