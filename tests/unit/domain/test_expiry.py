import pytest

from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.events import MOST_POINTS
from pos_loyalty.domain.expiry import credit_of, expiry_instant
from pos_loyalty.domain.program import ExpiryKind, ExpiryPolicy
from tests.support.builders import at, program


@pytest.mark.parametrize(
    ("policy", "given", "gone"),
    [
        ({"kind": "days", "length": 1}, "2026-03-28T12:00", "2026-03-29T12:00"),
        ({"kind": "days", "length": 1}, "2026-03-28T02:30", "2026-03-29T03:30"),
        ({"kind": "months", "length": 1}, "2026-01-31T09:15", "2026-02-28T09:15"),
        ({"kind": "months-end-of-month"}, "2026-01-31T23:59", "2026-02-01"),
        ({"kind": "months-end-of-month", "length": 1}, "2026-01-31T09:00", "2026-03-01"),
        ({"kind": "months-end-of-quarter", "length": 1}, "2026-03-31T09:00", "2026-07-01"),
        ({"kind": "months-end-of-year", "length": 12}, "2026-06-01T09:00", "2028-01-01"),
        ({"kind": "fixed-date", "fixed_date": "09-30"}, "2026-09-30T23:00", "2026-10-01"),
        ({"kind": "fixed-date", "fixed_date": "09-30"}, "2026-10-01T00:00", "2027-10-01"),
        ({"kind": "fixed-date", "fixed_date": "02-29"}, "2026-03-01", "2027-03-01"),
        ({"kind": "fixed-date", "fixed_date": "02-29"}, "2028-01-01", "2028-03-01"),
        (
            {"kind": "fixed-date", "fixed_date": "09-30", "length": 12},
            "2026-09-30T10:00",
            "2027-10-01",
        ),
    ],
)
def test_when_points_lapse(policy: dict[str, object], given: str, gone: str) -> None:
    """``length`` first, then the end of the period; the instant is the following midnight."""
    assert credit_of(program(expiry=policy), 1, at(given)).expires_at == at(gone)


def test_never() -> None:
    """Without a policy points stay."""
    assert credit_of(program(), 1, at("2026-01-01")).expires_at is None


def test_more_points_than_the_ledger_holds_are_refused() -> None:
    """The last number that fits is given; the next is not."""
    assert credit_of(program(), MOST_POINTS, at("2026-01-01")).points == MOST_POINTS
    with pytest.raises(NotAllowedError, match="too-many-points"):
        credit_of(program(), MOST_POINTS + 1, at("2026-01-01"))


def test_expiry_counts_from_the_release() -> None:
    """Pending points begin to age when they become spendable."""
    rules = program(expiry={"kind": "months-end-of-month"})
    credit = credit_of(rules, 1, at("2026-01-31T09:00"), pending_days=1)
    assert credit.spendable_at == at("2026-02-01T09:00")
    assert credit.expires_at == at("2026-03-01")


def test_a_fixed_date_needs_its_day() -> None:
    """A policy without it is nobody's."""
    with pytest.raises(ValueError, match="fixed_day=None"):
        expiry_instant(ExpiryPolicy(ExpiryKind.FIXED_DATE), at("2026-01-01"), program().zone)
