import pytest

from tests.soak.wedge import Tally, soak, table
from tests.soak.wedge_scenes import KINDS


@pytest.fixture(scope="module")
def tallies() -> list[Tally]:
    """A short soak: each kind a few times."""
    return soak(1200, seed=2)


def test_nothing_leaks_and_nothing_is_eaten(tallies: list[Tally]) -> None:
    """No scan's character in a field, no key of somebody's lost, moved or taken for a scan."""
    amiss = [t.kind.name for t in tallies if t.leaked or t.eaten or t.wrong]
    assert amiss == []


def test_each_scan_that_can_be_told_is_recognized(tallies: list[Tally]) -> None:
    """All of them but those that came in pieces or through another, and foreign slow ones."""
    missed = {t.kind.name for t in tallies if t.recognized < t.scenes}
    hopeless = {
        kind.name
        for kind in KINDS
        if kind.is_typed or kind.name.startswith(("typing", "two scanners at once", "card broken"))
    }
    assert missed - hopeless == {"card with a character lost"}


def test_the_table_has_a_line_for_each_kind(tallies: list[Tally]) -> None:
    """And the sums below."""
    lines = table(tallies).splitlines()
    assert len(lines) == len(KINDS) + 3
    assert "**0** | **0** | **0**" in lines[-1]
