from fractions import Fraction

import pytest

from pos_loyalty.domain.ledger import EntryKind
from pos_loyalty.domain.money import Currency
from pos_loyalty.domain.settlement import Movement, settled_minor

EUR, TND, JPY = Currency("EUR"), Currency("TND"), Currency("JPY")


def test_kinds_of_entries_come_to_a_movement() -> None:
    """Each kind counts once, and all together are what the members' accounts gained."""
    points = dict(zip(EntryKind, (1, 2, 4, 8, 16, 32, 64, 128, 256, 512), strict=True))
    movement = Movement.of(points)
    assert movement == Movement(
        issued=points[EntryKind.EARN] + points[EntryKind.CREDIT],
        taken_back=points[EntryKind.REVERSED]
        + points[EntryKind.CREDIT_TAKEN_BACK]
        - points[EntryKind.RETURNED],
        redeemed=points[EntryKind.BURN],
        restored=points[EntryKind.RESTORED] - points[EntryKind.RECLAIMED],
        corrections=points[EntryKind.ADJUSTED] - points[EntryKind.DEBITED],
    )
    assert Movement.of({}) == Movement()


def test_movements_add_up() -> None:
    """Two places or two times together."""
    first, second = Movement(100, 20, 30, 5, -7), Movement(1, 2, 3, 4, 5)
    both = first + second
    assert both == Movement(101, 22, 33, 9, -2)
    assert (both.issued_net, both.redeemed_net) == (79, 24)
    assert both.total == first.total + second.total == 53


@pytest.mark.parametrize(
    ("movement", "value", "currency", "minor"),
    [
        (Movement(issued=1000), "0.008", EUR, -800),
        (Movement(redeemed=1000), "0.008", EUR, 800),
        (Movement(issued=1000, taken_back=500, redeemed=700, restored=200), "0.008", EUR, 0),
        (Movement(redeemed=1), "0.005", EUR, 1),
        (Movement(issued=1), "0.005", EUR, -1),
        (Movement(redeemed=1), "0.0049", EUR, 0),
        (Movement(redeemed=3), "0.005", EUR, 2),
        (Movement(redeemed=3), "0.0005", TND, 2),
        (Movement(redeemed=3), "0.5", JPY, 2),
        (Movement(corrections=900), "1", EUR, 0),
    ],
)
def test_what_is_owed_is_rounded_once(
    movement: Movement, value: str, currency: Currency, minor: int
) -> None:
    """Redeemed net is received, issued net is paid, a half is rounded away from zero."""
    assert settled_minor(movement, Fraction(value), currency) == minor
