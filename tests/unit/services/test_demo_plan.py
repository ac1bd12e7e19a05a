from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from pos_loyalty.services import demo_plan
from pos_loyalty.services.demo_plan import YEAR, DemoReturn, DemoVisit, demo_people, demo_year

_NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
_ZONE = ZoneInfo("Europe/Berlin")


def _year(count: int = 60, seed: int = 3) -> list[DemoVisit | DemoReturn]:
    return list(demo_year(count, seed, now=_NOW, zone=_ZONE))


def test_a_year_is_told_in_order_and_ends_now() -> None:
    """A ledger does not run backwards, and nothing has happened that is still to come."""
    year = _year()
    assert all(before.at <= after.at for before, after in pairwise(year))
    assert year[-1].at <= _NOW
    assert year[0].at >= _NOW - YEAR - timedelta(days=1)


def test_the_same_seed_tells_the_same_year() -> None:
    """A picture taken today can be taken again tomorrow."""
    assert _year() == _year()
    assert _year(seed=4) != _year()
    assert demo_people(20, 3) == demo_people(20, 3)


def test_the_shop_is_closed_on_sundays_and_at_night() -> None:
    """Purchases are made when shops are open."""
    for visit in (each for each in _year() if isinstance(each, DemoVisit)):
        local = visit.at.astimezone(_ZONE)
        assert local.weekday() < 6
        assert 8 <= local.hour < 19
        assert (local.month, local.day) not in {(12, 25), (1, 1)}


def test_some_come_often_and_most_seldom() -> None:
    """A few regulars make a good part of all visits."""
    visits = Counter(each.member for each in _year(300) if isinstance(each, DemoVisit))
    often = sum(count for _, count in visits.most_common(60))
    assert often > visits.total() / 2


def test_what_comes_back_was_bought() -> None:
    """A return names a visit of the same member before it."""
    bought = set()
    for each in _year(300):
        if isinstance(each, DemoVisit):
            bought.add((each.member, each.number))
        else:
            assert (each.member, each.visit) in bought
            assert 0 < each.share <= 1


def test_members_of_a_large_shop_come_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand members are told in minutes, not hours."""
    near = sum(isinstance(each, DemoVisit) for each in _year(200))
    monkeypatch.setattr(demo_plan, "_NEIGHBORS", 50)
    crowded = sum(isinstance(each, DemoVisit) for each in _year(200))
    assert crowded < near * 0.7
