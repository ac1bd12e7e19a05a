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
