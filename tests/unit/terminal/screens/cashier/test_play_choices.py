from dataclasses import replace

import pytest

from pos_loyalty.domain.counter import RewardBar
from pos_loyalty.domain.play import (
    BuyTickets,
    DonationOffer,
    GivePoints,
    GiveStamps,
    JoinClub,
    LeaveClub,
    PerformAction,
    PlayDeed,
    PlayOffers,
    SpinWheel,
)
from pos_loyalty.terminal.screens.cashier.play_choices import (
    MOST_STAMPS,
    PlaySection,
    deeds_of,
    fewer_of,
    is_offered,
    more_of,
    sections_of,
)
from tests.support.play import EVERYTHING

_NOTHING = PlayOffers(spendable=0)


def test_only_what_there_is_has_a_section() -> None:
    """In one order; badges alone are worth a look."""
    assert sections_of(EVERYTHING) == tuple(PlaySection)
    assert sections_of(_NOTHING) == ()
    assert sections_of(replace(_NOTHING, badges=("x",))) == (PlaySection.CHALLENGES,)


@pytest.mark.parametrize(
    ("section", "deeds"),
    [
        (PlaySection.ACTIONS, (PerformAction("review"), PerformAction("helped"), None)),
        (PlaySection.STAMPS, (GiveStamps("coffee"),)),
        (PlaySection.MEMBERSHIPS, (JoinClub("club"), JoinClub("kids"), LeaveClub("b1"))),
        (PlaySection.CHALLENGES, (None, None, None)),
        (PlaySection.DRAWS, (BuyTickets("summer"), None, None)),
        (PlaySection.WHEELS, (SpinWheel("wheel"), None, None)),
        (PlaySection.DONATIONS, (GivePoints("tree", 100),)),
    ],
)
def test_what_each_line_does(section: PlaySection, deeds: tuple[PlayDeed | None, ...]) -> None:
    """Nothing where a limit, the room or the day stands against it."""
    assert deeds_of(EVERYTHING, section) == deeds


def test_without_points_nothing_is_bought_or_given() -> None:
    """Also where a donation costs nothing: it takes at least a point."""
    poor = replace(EVERYTHING, spendable=0, donations=(DonationOffer("free", "F", 0, 100),))
    assert deeds_of(poor, PlaySection.DRAWS) == (None, None, None)
    assert deeds_of(poor, PlaySection.DONATIONS) == (None,)
    one = replace(poor, spendable=1)
    assert deeds_of(one, PlaySection.DONATIONS) == (GivePoints("free", 1),)
    barred = replace(one, donations=(DonationOffer("free", "F", 0, 100, RewardBar.LIMIT),))
    assert deeds_of(barred, PlaySection.DONATIONS) == (None,)


@pytest.mark.parametrize(
    ("deed", "more"),
    [
        (GiveStamps("coffee", 1), GiveStamps("coffee", 2)),
        (GiveStamps("coffee", MOST_STAMPS), None),
        (BuyTickets("summer", 6), BuyTickets("summer", 7)),
        (BuyTickets("summer", 7), None),
        (BuyTickets("gone", 1), None),
        (GivePoints("tree", 1100), GivePoints("tree", 1200)),
        (GivePoints("tree", 1200), None),
        (SpinWheel("wheel"), None),
    ],
)
def test_one_more(deed: PlayDeed, more: PlayDeed | None) -> None:
    """As far as room and points go; donations in steps of their cost."""
    assert more_of(EVERYTHING, deed) == more


@pytest.mark.parametrize(
    ("deed", "fewer"),
    [
        (GiveStamps("coffee", 2), GiveStamps("coffee", 1)),
        (BuyTickets("summer", 1), None),
        (GivePoints("tree", 200), GivePoints("tree", 100)),
        (GivePoints("tree", 100), None),
        (JoinClub("club"), None),
    ],
)
def test_one_fewer(deed: PlayDeed, fewer: PlayDeed | None) -> None:
    """Never below the least there is."""
    assert fewer_of(EVERYTHING, deed) == fewer


def test_what_is_chosen_is_still_offered_in_any_amount() -> None:
    """And not any more once it has gone."""
    assert is_offered(EVERYTHING, GiveStamps("coffee", 9))
    assert is_offered(EVERYTHING, LeaveClub("b1"))
    assert not is_offered(EVERYTHING, JoinClub("b1"))
    assert not is_offered(_NOTHING, SpinWheel("wheel"))
