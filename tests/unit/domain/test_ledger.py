from datetime import UTC, datetime
from fractions import Fraction

import pytest

from pos_loyalty.domain.events import (
    Adjusted,
    Credit,
    Credited,
    CreditKind,
    CreditTakenBack,
    Debited,
    Enrolled,
    Happening,
    HistoryNoted,
    MemberEvent,
    Position,
    Purchased,
    Redeemed,
    RedemptionUndone,
    Refunded,
    Stamped,
    StampGain,
    Subject,
    TakenBackOnce,
    TierSet,
)
from pos_loyalty.domain.ledger import (
    ADJUSTED,
    ISSUED,
    REDEEMED,
    Entry,
    EntryKind,
    entries_of,
    member_account,
    moved_points,
)

_AT = datetime(2026, 3, 5, tzinfo=UTC)
_CREDIT = Credit(36, _AT, None)
_ME = member_account("M")


def _sale(*, earned: int, spent: int) -> Purchased:
    return Purchased("s", _AT, 3650, Fraction(3650), Credit(earned, _AT, None), 0, 0, spent)


def _entries(happening: Happening) -> tuple[Entry, ...]:
    return entries_of(MemberEvent(Position(_AT, "till", 1, 1), "M", 1, happening))


@pytest.mark.parametrize(
    ("happening", "moved"),
    [
        (Enrolled(), []),
        (TierSet("gold"), []),
        (HistoryNoted(()), []),
        (Stamped(StampGain("c", 1, 10, "r")), []),
        (_sale(earned=36, spent=0), [("earn", ISSUED, _ME, 36, "s")]),
        (_sale(earned=0, spent=4), [("burn", _ME, REDEEMED, 4, "s")]),
        (
            _sale(earned=36, spent=4),
            [("burn", _ME, REDEEMED, 4, "s"), ("earn", ISSUED, _ME, 36, "s")],
        ),
        (
            Refunded("s", 3650, 3650, complete=True, reversed_points=36, restored_points=4),
            [("reversed", _ME, ISSUED, 36, "s"), ("restored", REDEEMED, _ME, 4, "s")],
        ),
        (Credited(CreditKind.GRANT, _CREDIT), [("credit", ISSUED, _ME, 36, None)]),
        (CreditTakenBack("s", 5), [("credit-taken-back", _ME, ISSUED, 5, None)]),
        (Redeemed("r", 50), [("burn", _ME, REDEEMED, 50, None)]),
        (RedemptionUndone("r", 50), [("restored", REDEEMED, _ME, 50, None)]),
        (Adjusted(_CREDIT), [("adjusted", ADJUSTED, _ME, 36, None)]),
        (Debited(7), [("debited", _ME, ADJUSTED, 7, None)]),
        (
            TakenBackOnce(Subject.SALE, "s", 36, 4),
            [("returned", ISSUED, _ME, 36, "s"), ("reclaimed", _ME, REDEEMED, 4, "s")],
        ),
        (
            TakenBackOnce(Subject.SPIN, "w", -36, -4),
            [("reversed", _ME, ISSUED, 36, None), ("restored", REDEEMED, _ME, 4, None)],
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_happening_moves_its_points(
    happening: Happening, moved: list[tuple[str, str, str, int, str | None]]
) -> None:
    """Points go from one account to another, burns before earns, and nothing moves for nothing."""
    found = [
        (entry.kind.value, entry.debit_account, entry.credit_account, entry.points, entry.sale_id)
        for entry in _entries(happening)
    ]
    assert found == moved
    assert [entry.line for entry in _entries(happening)] == list(range(1, len(moved) + 1))


def test_what_leaves_one_account_reaches_another() -> None:
    """Points are neither made nor lost between accounts."""
    entries = _entries(_sale(earned=36, spent=4))
    assert moved_points(entries, _ME) == 32
    assert sum(moved_points(entries, account) for account in (_ME, ISSUED, REDEEMED)) == 0
    assert moved_points(entries, "member:other") == 0


@pytest.mark.parametrize(
    ("line", "debit", "credit", "points"),
    [(0, "a", "b", 1), (1, "a", "a", 1), (1, "a", "b", 0), (1, "a", "b", -1)],
)
def test_an_entry_moves_something_somewhere(
    line: int, debit: str, credit: str, points: int
) -> None:
    """An entry that is none cannot be made."""
    with pytest.raises(ValueError, match="Entry"):
        Entry(line, EntryKind.EARN, debit, credit, points)
