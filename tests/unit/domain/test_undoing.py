from fractions import Fraction

import pytest

from pos_loyalty.domain.events import (
    Credit,
    Credited,
    CreditKind,
    CreditTakenBack,
    Enrolled,
    Happening,
    MemberEvent,
    Position,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
    SpinTakenBack,
    Spun,
    Subject,
    TakenBackOnce,
    TicketGain,
)
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.reversal import quote_amends
from tests.support.builders import MEMBER, at, program, timeline

NOON = at("2026-02-03T12:00")
RULES = timeline(program())
GIVEN = Credit(80, NOON, None)
SOLD = Purchased("s", NOON, 8_000, Fraction(8_000), GIVEN, 80, 80, spent=30)
BACK = Refunded("s", 8_000, 8_000, complete=True, reversed_points=80, restored_points=30)


def _told(*said: tuple[str, Happening]) -> Fold:
    """A member who had 100 points, and what tills wrote since."""
    fold = Fold(RULES)
    first: tuple[Happening, ...] = (
        Enrolled(welcome=False),
        Credited(CreditKind.GRANT, Credit(100, NOON, None)),
    )
    for seq, (till, happening) in enumerate([*(("a", each) for each in first), *said]):
        fold.apply(MemberEvent(Position(NOON, till, 1, seq), MEMBER, 1, happening, "partner"))
    return fold


def _state(*said: tuple[str, Happening]) -> MemberState:
    return _told(*said).state()


@pytest.mark.parametrize(
    ("thing", "back", "due"),
    [
        (SOLD, BACK, TakenBackOnce(Subject.SALE, "s", 80, 30)),
        (
            Redeemed("r", 30),
            RedemptionUndone("r", 30),
            TakenBackOnce(Subject.REDEMPTION, "r", 0, 30),
        ),
        (
            Credited(CreditKind.CHALLENGE, GIVEN, "c"),
            CreditTakenBack("c", 80),
            TakenBackOnce(Subject.CREDIT, "c", 80),
        ),
        (
            Credited(CreditKind.REFERRAL, GIVEN, "c"),
            CreditTakenBack("c", 80),
            TakenBackOnce(Subject.CREDIT, "c", 80),
        ),
        (
            Spun("w", "wheel", 0, "seed", 0, GIVEN),
            SpinTakenBack("w", 80),
            TakenBackOnce(Subject.SPIN, "w", 80),
        ),
    ],
    ids=["sale", "redemption", "bonus", "referral", "spin"],
)
def test_what_two_tills_took_back_goes_back_once(
    thing: Happening, back: Happening, due: TakenBackOnce
) -> None:
    """The till that came second is told what to write, once; then lots are as they were."""
    apart = (("a", thing), ("a", back), ("b", back))
    assert quote_amends(_told(*apart), "a") == ()
    assert quote_amends(_told(*apart), "b") == ((due, "partner"),)
    told = _told(*apart, ("b", due))
    assert quote_amends(told, "b") == ()
    once = _state(("a", thing), ("a", back))
    assert [(lot.position, lot.points) for lot in told.state().lots] == [
        (lot.position, lot.points) for lot in once.lots
    ]
    assert told.state().balance == once.balance == 100


def test_a_till_that_wrote_it_twice_takes_the_surplus_off_again() -> None:
    """Its file was put back, and it found its own words afterwards."""
    due = TakenBackOnce(Subject.SALE, "s", 80, 30)
    twice = (("a", SOLD), ("a", BACK), ("b", BACK), ("b", due), ("b", due))
    amends = quote_amends(_told(*twice), "b")
    assert amends == ((TakenBackOnce(Subject.SALE, "s", -80, -30), "partner"),)
    state = _state(*twice, *(("b", happening) for happening, _partner in amends))
    assert state.balance == 100


def test_points_that_came_back_apart_and_were_rounded_down_come_back_whole() -> None:
    """Half of 31 is 15: the second half gives the sixteenth, to the lot that it was burned from."""
    sold = Purchased("s", NOON, 8_000, Fraction(8_000), Credit(0, NOON, None), 0, 0, spent=31)
    half = Refunded("s", 4_000, 4_000, complete=False, reversed_points=0, restored_points=15)
    apart = (("a", sold), ("a", half), ("b", half))
    ((due, _partner),) = quote_amends(_told(*apart), "b")
    assert due == TakenBackOnce(Subject.SALE, "s", 0, -1)
    state = _state(*apart, ("b", due))
    assert [lot.points for lot in state.lots] == [100]


def test_three_tills_that_took_the_same_back_each_put_their_own_right() -> None:
    """Whose turn is first does not matter: what was given too much goes lot by lot."""
    apart = (("a", SOLD), ("a", BACK), ("b", BACK), ("c", BACK))
    part = TakenBackOnce(Subject.SALE, "s", 80, 20)
    rest = TakenBackOnce(Subject.SALE, "s", 0, 10)
    due = TakenBackOnce(Subject.SALE, "s", 80, 30)
    state = _state(*apart, ("c", part), ("c", rest), ("b", due))
    assert [lot.points for lot in state.lots] == [100]
    assert quote_amends(_told(*apart, ("c", part)), "c") == ((rest, "partner"),)


def test_what_goes_with_the_whole_goes_when_parts_are_the_whole() -> None:
    """Ticket and spin stayed with both halves: neither till knew that there was another."""
    sold = Purchased(
        "s", NOON, 8_000, Fraction(8_000), GIVEN, 80, 80, tickets=(TicketGain("d", 1),)
    )
    spun = Spun("w", "wheel", 0, "seed", 0, Credit(5, NOON, None), sale_id="s")
    half = Refunded("s", 4_000, 4_000, complete=False, reversed_points=40, restored_points=0)
    apart = (("a", sold), ("a", spun), ("a", half), ("b", half))
    due = [happening for happening, _partner in quote_amends(_told(*apart), "b")]
    assert [type(each) for each in due] == [TakenBackOnce, SpinTakenBack]
    told = _told(*apart, *(("b", each) for each in due))
    assert (told.state().tickets, told.state().balance) == ((), 100)
    assert quote_amends(told, "b") == ()
    held = quote_amends(_told(*apart), "b", draws_held={"d"})
    assert [type(happening) for happening, _partner in held] == [SpinTakenBack]


def test_parts_that_leave_something_keep_what_belongs_to_the_whole() -> None:
    """Two quarters: the spin stays."""
    spun = Spun("w", "wheel", 0, "seed", 0, Credit(5, NOON, None), sale_id="s")
    quarter = Refunded("s", 2_000, 2_000, complete=False, reversed_points=20, restored_points=7)
    apart = (("a", SOLD), ("a", spun), ("a", quarter), ("b", quarter))
    ((due, _partner),) = quote_amends(_told(*apart), "b")
    assert due == TakenBackOnce(Subject.SALE, "s", 0, -1)


def test_what_was_put_right_before_it_was_seen_is_refused_by_a_kept_state() -> None:
    """Then the history is folded from the beginning."""
    kept = _state(("a", SOLD), ("a", BACK), ("b", BACK))
    once = TakenBackOnce(Subject.SALE, "s", 80, 30)
    event = MemberEvent(Position(NOON, "b", 1, 99), MEMBER, 1, once)
    with pytest.raises(KeyError):
        Fold(RULES, kept).apply(event)


def test_tickets_of_a_sale_that_nobody_knows_go_nowhere() -> None:
    """What came before it was lost with a hub; nothing fails."""
    once = TakenBackOnce(Subject.SALE, "unheard", 5, 0)
    assert _state(("b", once)).balance == 105
