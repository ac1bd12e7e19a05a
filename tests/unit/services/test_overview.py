from dataclasses import replace
from datetime import timedelta

import pytest

from pos_loyalty.domain.counter import MemberGlance, PointsTerms
from pos_loyalty.domain.errors import UnknownMemberError
from pos_loyalty.domain.fold import fold
from pos_loyalty.services.member_book import fold_of, whole_fold_of
from tests.support.builders import at
from tests.support.shop import REDEMPTION, Shop, rules, scratch_shop


def _glance(shop: Shop, member_id: str) -> MemberGlance:
    return shop.application.overviews.glance(member_id, shop.now)


def test_a_glance_has_what_the_counter_shows() -> None:
    """Points and their worth, the tier, the rewards, what lapses next."""
    shop = scratch_shop()
    anna = shop.enroll(given_name="Anna", family_name="Sommer")
    shop.give(anna, 300, shop.now + timedelta(days=9))
    shop.sell(anna, "20.00")
    glance = _glance(shop, anna)
    assert (glance.balance, glance.spendable, glance.pending) == (320, 320, 0)
    assert glance.value_minor == 320
    assert glance.points_terms == PointsTerms(100, 100, 100, 100, with_purchase_only=False)
    assert glance.tier is not None
    assert glance.ahead is not None
    assert (glance.tier.id, glance.ahead.tier.id, glance.ahead.missing) == ("basis", "silver", 8000)
    assert [offer.id for offer in glance.rewards] == ["free-coffee", "basket"]
    assert glance.expiry is not None
    assert glance.expiry.points == 300
    assert (glance.is_new, glance.is_blocked) == (False, False)


def test_points_that_buy_rewards_only_have_no_terms() -> None:
    """Where points are no money, none is shown."""
    sections = {key: value for key, value in rules().items() if key != "redemption"}
    shop = scratch_shop(sections)
    glance = _glance(shop, shop.enroll())
    assert (glance.points_terms, glance.value_minor) == (None, None)


def test_time_alone_changes_what_is_shown() -> None:
    """What lapsed overnight is gone in the morning, without anybody writing it."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.give(anna, 70, at("2026-03-06"))
    before = shop.written()
    shop.clock.move_to(at("2026-03-06") - timedelta(seconds=1))
    assert _glance(shop, anna).balance == 70
    shop.clock.move_to(at("2026-03-06"))
    assert _glance(shop, anna).balance == 0
    assert shop.written() == before


def test_a_clock_that_fell_back_shows_the_newest_state() -> None:
    """What was booked is shown, whatever the clock says."""
    shop = scratch_shop()
    anna = shop.enroll()
    shop.sell(anna, "5.00")
    shop.wait(days=-1)
    assert _glance(shop, anna).balance == 5


def test_birthdays_are_near_three_days_around() -> None:
    """Three days before and after, over the turn of the year; the leap day has its day too."""
    campaign = {"id": "b", "name": "B", "members": ["birthday-month"], "bonus": 20}
    shop = scratch_shop(rules(campaign=[campaign]))
    newyear, leap = shop.enroll(birthday="01-01"), shop.enroll(birthday="02-29")
    expected = {
        "2026-12-28": (None, None),
        "2026-12-29": (20, None),
        "2027-01-04": (20, None),
        "2027-01-05": (None, None),
        "2027-02-28": (None, 20),
    }
    for day, points in expected.items():
        shop.clock.move_to(at(day) + timedelta(hours=12))
        found = _glance(shop, newyear).birthday_points, _glance(shop, leap).birthday_points
        assert found == points


def test_a_near_birthday_without_a_campaign_brings_nothing_extra() -> None:
    """The counter may congratulate all the same."""
    shop = scratch_shop()
    assert _glance(shop, shop.enroll(birthday="03-05")).birthday_points == 0


def test_a_kept_state_is_what_the_whole_history_says() -> None:
    """Resumed, folded anew, or folded by another release: one answer."""
    shop = scratch_shop(rules(redemption=REDEMPTION))
    anna = shop.enroll()
    shop.give(anna, 300)
    shop.sell(anna, "120.00", points=100)
    store, shelf = shop.application.store, shop.application.shelf
    with store.read() as reading:
        timeline = shelf.timeline(reading)
        resumed = fold_of(reading, timeline, anna, shop.now).state()
        whole = whole_fold_of(reading, timeline, anna, shop.now).state()
        told = fold(timeline, reading.history(anna), at=shop.now)
    assert resumed == whole == told
    with store.begin() as work:
        work.projections.put_state(anna, replace(resumed, versions=0, lots=()))
        work.commit()
    assert shop.state(anna) == whole
    with store.begin() as work:
        work.projections.drop_states()
        work.commit()
    assert shop.state(anna) == whole


def test_nobody_has_no_standing() -> None:
    """An unknown member stands nowhere."""
    with pytest.raises(UnknownMemberError):
        _glance(scratch_shop(), "0000000000")
