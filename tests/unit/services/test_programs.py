from datetime import timedelta
from typing import Any

import pytest

from pos_loyalty.domain.errors import InThePastError, NotAllowedError, WrongDocumentError
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.services.presets import presets
from pos_loyalty.services.programs import Published
from tests.support.builders import at, document
from tests.support.shop import Shop, rules, scratch_shop

DOUBLE = {"points": 2}


def _publish(shop: Shop, valid_from: str = "", **sections: Any) -> Published:  # noqa: ANN401 - any section
    start = at(valid_from) if valid_from else None
    publish = shop.application.programs.publish
    return publish(shop.request(), rules(**sections), valid_from=start).value


def test_a_new_version_rules_from_now_on_and_changes_nothing_that_was() -> None:
    """Sales keep what they earned; a return takes back what the old rules gave."""
    shop = scratch_shop()
    anna = shop.enroll()
    old = shop.sell(anna, "10.00")
    shop.wait(minutes=1)
    assert _publish(shop, earn=DOUBLE) == Published(2, shop.now)
    assert shop.balance(anna) == 10
    new = shop.sell(anna, "10.00")
    assert (new.earned, shop.balance(anna)) == (20, 30)
    back = shop.application.sales.void(shop.request(), old.id).value
    assert back.reversed_points == 10
    assert shop.verified().ok


def test_a_scheduled_version_takes_over_at_its_start() -> None:
    """What is published today for Monday rules on Monday, not a moment before."""
    shop = scratch_shop()
    anna = shop.enroll()
    published = _publish(shop, "2026-03-09", earn=DOUBLE)
    assert published.valid_from == at("2026-03-09")
    shop.clock.move_to(at("2026-03-09") - timedelta(seconds=1))
    assert shop.application.programs.current(shop.now).number == 1
    assert shop.sell(anna, "10.00").earned == 10
    shop.clock.move_to(at("2026-03-09"))
    assert shop.application.programs.current(shop.now).number == 2
    assert shop.sell(anna, "10.00").earned == 20
    assert shop.verified().ok


def test_today_means_from_now_on() -> None:
    """Who says "from today" does not mean this morning's sales."""
    shop = scratch_shop()
    assert _publish(shop, "2026-03-05").valid_from == shop.now


def test_nothing_is_published_for_the_past() -> None:
    """Rules do not change under sales that were made."""
    shop = scratch_shop()
    before = shop.written()
    with pytest.raises(InThePastError):
        _publish(shop, "2026-03-04", earn=DOUBLE)
    assert shop.written() == before


def test_nothing_is_published_for_another_century() -> None:
    """A slip of the finger; and at the end of the calendar there is no next midnight."""
    shop = scratch_shop()
    before = shop.written()
    with pytest.raises(NotAllowedError) as refused:
        _publish(shop, "9999-12-31", earn=DOUBLE)
    assert refused.value.facts["reason"] == "start-too-far"
    assert shop.written() == before


def test_the_first_version_may_have_begun_before() -> None:
    """A shop that is taken over brings its rules along with its history."""
    shop = scratch_shop()
    with shop.application.store.begin() as work:
        work.connection.execute("DROP TRIGGER tr_program_version_no_delete")
        work.connection.execute("DELETE FROM program_version")
        work.commit()
    assert _publish(shop, "2020-01-01") == Published(1, at("2020-01-01"))


@pytest.mark.parametrize(
    "sections", [{"currency": "CHF"}, {"timezone": "Europe/Lisbon"}], ids=["currency", "timezone"]
)
def test_money_and_time_stay_what_they_are(sections: dict[str, str]) -> None:
    """A shop's currency and time zone are decided once: what was booked is booked in them."""
    shop = scratch_shop()
    with pytest.raises(NotAllowedError, match="currency-or-timezone-fixed"):
        _publish(shop, **sections)
    assert shop.application.programs.current(shop.now).number == 1


def test_a_wrong_document_is_not_published() -> None:
    """All that is wrong is said, nothing is written, and the key stays free."""
    shop = scratch_shop()
    before, requests = shop.written(), shop.requests()
    with pytest.raises(WrongDocumentError):
        shop.application.programs.publish(shop.request(), rules(earn={"point": 1}))
    assert (shop.written(), shop.requests()) == (before, requests)


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_a_preset_is_published_as_it_was_written(preset: object) -> None:
    """Exact numbers and dates of a file come back from the database as the same program."""
    found = next(each for each in presets() if each == preset)
    shop = scratch_shop(document())
    shop.application.programs.publish(shop.request(), found.document())
    assert shop.application.programs.current(shop.now).program == read_program(found.document())


def test_versions_are_read_back_by_their_number() -> None:
    """Each version's document is there as it was published."""
    shop = scratch_shop()
    _publish(shop, earn=DOUBLE)
    programs = shop.application.programs
    assert programs.document(1) == rules()
    assert programs.document(2) == rules(earn=DOUBLE)
    with pytest.raises(NotAllowedError, match="unknown-version"):
        programs.document(3)
    assert [version.number for version in programs.timeline().versions] == [1, 2]


def test_a_sale_keeps_the_number_of_the_version_that_priced_it() -> None:
    """From the row alone one can tell which rules it was sold under."""
    shop = scratch_shop()
    anna = shop.enroll()
    _publish(shop, earn=DOUBLE)
    sold = shop.sell(anna, "10.00")
    with shop.application.store.read() as reading:
        record = reading.sales.sale(sold.id)
    assert record is not None
    assert record.program_version == 2
