from datetime import UTC, datetime

import pytest

from pos_loyalty.domain.events import Credit, Position
from pos_loyalty.domain.lots import BetterEnd
from pos_loyalty.domain.program import ProgramTimeline, ProgramVersion
from pos_loyalty.domain.reigns import Reigns
from tests.support.builders import at, program, timeline

FIRST, SECOND, THIRD = (program(name=name) for name in ("one", "two", "three"))


def test_which_rules_are_in_force() -> None:
    """From its start on; before the first start the first version applies."""
    reigns = Reigns(timeline(FIRST, {"2026-02-01": SECOND, "2026-03-01T12:00": THIRD}))
    times = ("1999-01-01", "2026-01-31T23:59", "2026-02-01", "2026-03-01T11:59", "2026-03-01T12:00")
    names = [reigns.program_at(at(time)).name for time in times]
    assert names == ["one", "one", "two", "two", "three"]


def test_the_first_midnight_under_new_rules() -> None:
    """The start itself, or the midnight after it."""
    reigns = Reigns(timeline(FIRST, {"2026-02-01": SECOND, "2026-03-01T12:00": THIRD}))
    assert reigns.switch_after(at("2026-01-01")) == at("2026-02-01")
    assert reigns.switch_after(at("2026-02-01")) == at("2026-03-02")
    assert reigns.switch_after(at("2026-03-01T13:00")) == at("2026-03-02")
    assert reigns.switch_after(at("2026-03-02")) is None


def test_rules_that_begin_at_the_end_of_the_calendar_stop_nobody() -> None:
    """There is no midnight behind them."""
    end = datetime.max.replace(tzinfo=UTC)
    versions = (ProgramVersion(1, at("2026-02-01"), FIRST), ProgramVersion(2, end, SECOND))
    reigns = Reigns(ProgramTimeline(versions))
    assert reigns.program_at(at("2026-03-01")) == FIRST
    assert reigns.switch_after(at("2026-03-01")) == end


def test_a_version_published_first_may_begin_later() -> None:
    """Before all starts the first published one rules, then the one that begins."""
    versions = (
        ProgramVersion(1, at("2026-03-01"), FIRST),
        ProgramVersion(2, at("2026-02-01"), SECOND),
    )
    reigns = Reigns(ProgramTimeline(versions))
    times = ("2026-01-01", "2026-02-01", "2026-03-01")
    assert [reigns.program_at(at(time)) for time in times] == [FIRST, SECOND, FIRST]
    assert reigns.switch_after(at("2026-01-01")) == at("2026-02-01")


def test_of_two_that_begin_together_the_later_published_rules() -> None:
    """And they make one switch."""
    versions = tuple(
        ProgramVersion(number, at("2026-02-01"), each)
        for number, each in enumerate((FIRST, SECOND), start=1)
    )
    reigns = Reigns(ProgramTimeline(versions))
    assert reigns.program_at(at("2026-02-01")) is SECOND
    assert reigns.switch_after(at("2026-01-31")) == at("2026-02-01")


PLACE = Position(at("2026-01-05T09:00"), "till", 1, 1)
HALF_A_YEAR = {"kind": "months", "length": 6}


@pytest.mark.parametrize(
    ("later", "version", "ends"),
    [
        ({"2026-03-01": {"kind": "months", "length": 12}}, 1, "2027-01-10T09:00"),
        ({"2026-03-01": {"kind": "months", "length": 1}}, 1, "2026-07-10T09:00"),
        ({"2026-07-10T09:00": {"kind": "months", "length": 12}}, 1, "2026-07-10T09:00"),
        ({"2026-03-01": {"kind": "never"}, "2026-04-01": {"kind": "days", "length": 1}}, 1, None),
        ({"2026-03-01": {"kind": "months", "length": 12}, "2026-12-01": {}}, 1, None),
        ({"2025-12-01": {"kind": "never"}, "2026-01-01": HALF_A_YEAR}, 3, "2026-07-10T09:00"),
    ],
)
def test_a_later_policy_counts_where_it_is_better(
    later: dict[str, dict[str, object]], version: int, ends: str | None
) -> None:
    """From its start on, for what has not lapsed by then; a worse one changes nothing."""
    starts = {start: program(expiry=policy) for start, policy in later.items()}
    reigns = Reigns(timeline(program(expiry=HALF_A_YEAR), starts))
    credit = Credit(5, at("2026-01-10T09:00"), at("2026-07-10T09:00"))
    found = reigns.better_ends(PLACE, credit, version=version)
    last = found[-1].expires_at if found else credit.expires_at
    assert last == (None if ends is None else at(ends))
    assert [end.since for end in found] == sorted(end.since for end in found)


def test_an_expiry_of_its_own_stays() -> None:
    """It was no policy's; nor is one whose version is not known here."""
    reigns = Reigns(timeline(program(expiry={"kind": "days", "length": 6}), {"2026-01-10": FIRST}))
    own = Credit(5, at("2026-01-05T09:00"), at("2026-01-12"))
    assert reigns.better_ends(PLACE, own, version=1) == ()
    by_policy = Credit(5, at("2026-01-05T09:00"), at("2026-01-11T09:00"))
    assert reigns.better_ends(PLACE, by_policy, version=9) == ()
    better = BetterEnd(PLACE, at("2026-01-10"), None)
    assert reigns.better_ends(PLACE, by_policy, version=1) == (better,)
