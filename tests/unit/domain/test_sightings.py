from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.sightings import CardShown, Sighting, cloned_from, is_used
from tests.support.builders import at

NOON = at("2026-05-04 12:00")
TRAVEL = timedelta(minutes=15)


def seen(
    minutes: int = 0,
    *,
    site: str = "Nord",
    step: int | None = None,
    issue: int = 0,
    device_id: str = "till-1",
) -> Sighting:
    """Anna's card, so many minutes after noon."""
    return Sighting(
        member_id="anna",
        issue=issue,
        step=step,
        device_id=device_id,
        site=site,
        seen_at=NOON + timedelta(minutes=minutes),
    )


def test_one_card_is_not_in_two_places() -> None:
    """Sooner than the way takes it is a copy; afterwards it is a customer who travels."""
    north = seen(0)
    assert cloned_from(seen(14, site="Süd"), [north], TRAVEL) == north
    assert cloned_from(seen(15, site="Süd"), [north], TRAVEL) is None


def test_clocks_that_differ_hide_nothing() -> None:
    """The other till may believe that it is later than it is."""
    ahead = seen(10)
    assert cloned_from(seen(0, site="Süd"), [ahead], TRAVEL) == ahead


def test_what_is_no_copy() -> None:
    """The same site, a newer card, a phone's code, and a shop that does not ask."""
    earlier = [seen(0), seen(0, issue=1), seen(0, step=5)]
    assert cloned_from(seen(1, site="Nord", device_id="till-2"), earlier, TRAVEL) is None
    assert cloned_from(seen(1, site="Süd", issue=2), earlier, TRAVEL) is None
    assert cloned_from(seen(1, site="Süd", step=6), earlier, TRAVEL) is None
    assert cloned_from(seen(1, site="Süd"), earlier, timedelta(0)) is None
    assert cloned_from(seen(1, site="Süd"), [seen(0, step=5)], TRAVEL) is None


def test_the_latest_place_is_named() -> None:
    """People are told where it was last."""
    places = [seen(1, site="Nord"), seen(3, site="West"), seen(2, site="Ost")]
    found = cloned_from(seen(4, site="Süd"), places, TRAVEL)
    assert found is not None
    assert found.site == "West"


def test_a_phones_code_is_good_once() -> None:
    """At another till, or after a newer one, it is a photograph."""
    earlier = [seen(0, step=100)]
    assert not is_used(CardShown("anna", 0, 100), "till-1", earlier)
    assert is_used(CardShown("anna", 0, 100), "till-2", earlier)
    assert is_used(CardShown("anna", 0, 99), "till-1", earlier)
    assert not is_used(CardShown("anna", 0, 101), "till-2", earlier)
    assert not is_used(CardShown("anna", 1, 100), "till-2", earlier)


@given(st.lists(st.integers(0, 5), max_size=6), st.integers(0, 5))
def test_plastic_is_never_used_up(steps: list[int], minutes: int) -> None:
    """A card has no step: it works as often as it is shown, beside any phone's codes."""
    earlier = [seen(minutes, step=step or None) for step in steps]
    assert not is_used(CardShown("anna", 0), "till-2", earlier)
