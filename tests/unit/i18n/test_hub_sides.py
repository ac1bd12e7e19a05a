from pos_loyalty.domain.desk_acts import DeskAct, DeskActKind
from pos_loyalty.domain.hub_reports import OtherSide, Place, ReturnSide, SaleSide, ShareSide
from pos_loyalty.domain.shares import GrantState
from pos_loyalty.i18n.hub_sides import act_line, side_lines
from pos_loyalty.i18n.words import words_for

WORDS = words_for("en")
BACK = ReturnSide(event="e", till="Till 2", at_us=3, amount_minor=1000, reversed=10, restored=4)
SHARE = ShareSide(
    share="0123456789", till="Till 1", points=50, held=30, state=GrantState.WRITTEN_OFF
)


def lines(**fields: object) -> list[str]:
    """The hub's side in English; instants are their numbers."""
    return side_lines(WORDS, OtherSide(**fields), str)  # type: ignore[arg-type] # as a test says


def test_nothing_is_said_of_nothing() -> None:
    """Neither without points, nor with half of them."""
    assert lines() == []
    assert lines(points_now=3) == []


def test_points_and_shares() -> None:
    """What there was and is, who holds it, and shares that nobody knows; of ids the start."""
    assert lines(points_then=10, points_now=1, shares=(SHARE,), unknown_shares=("9876543210",)) == [
        "The member had 10 points by all that had come before, and has 1 point now.",
        "Share 01234567 of Till 1: 50 points, of which 30 are left; written off.",
        "The hub knows no share 98765432.",
    ]
    assert lines(elsewhere=(SHARE,)) == ["Till 1 holds 30 points of this member."]


def test_what_was_taken_back() -> None:
    """The sale, each taking back with its money where that is known, and what was put right."""
    sale = SaleSide(subject="S", till="Till 1", at_us=1, earned=10, burned=4)
    assert lines(sale=sale, returns=(BACK,), amends=(BACK,), currency="EUR") == [
        "It was sold at Till 1, 1: 10 earned, 4 burned.",
        "Taken back at Till 2, 3: 10 taken, 4 given back. Paid out: €10.00.",
        "Put right at Till 2, 3: 4 given back, 10 taken.",
    ]
    assert lines(returns=(BACK,)) == ["Taken back at Till 2, 3: 10 taken, 4 given back."]


def test_acts_and_places() -> None:
    """When and by whom, with a note where there is one; where it came, and what it says."""
    act = DeskAct(at_us=7, kind=DeskActKind.REVOKED, subject="d", person="Ada", note="stolen")
    nobody = DeskAct(at_us=7, kind=DeskActKind.WRITTEN_OFF, subject="d")
    assert lines(acts=(act, nobody)) == [
        "The till was revoked: 7 · Ada: stolen.",
        "The till was written off: 7.",
    ]
    assert act_line(act, str) == "7 · Ada: stolen"
    assert lines(due=Place("Till 1", 1, 4), said=Place("Till 2", 2, 7)) == [
        "It came where 1/4 of Till 1 was due.",
        "It says of itself that it is 2/7 of Till 2.",
    ]
