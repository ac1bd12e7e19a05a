from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.sightings import (
    MOST_HEARD,
    CardShown,
    Sighting,
    cloned_from,
    doubled_from,
    heard_at,
    is_used,
    placed_after,
)
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


def test_a_code_served_at_two_sites_is_a_photograph() -> None:
    """Found afterwards, for tills that could not ask; at one site somebody changed the queue."""
    other = seen(0, site="Nord", step=7)
    south = seen(1, site="Süd", step=7, device_id="till-2")
    assert doubled_from(south, [other], TRAVEL) == other
    assert doubled_from(seen(1, step=7, device_id="till-2"), [other], TRAVEL) is None
    assert doubled_from(seen(1, site="Süd", step=7), [other], TRAVEL) is None
    assert doubled_from(seen(1, site="Süd", step=8, device_id="till-2"), [other], TRAVEL) is None
    plastic = seen(1, site="Süd", device_id="till-2")
    assert doubled_from(plastic, [other, seen(0)], TRAVEL) == seen(0)


def test_told_again_keeps_its_place() -> None:
    """Whatever is told twice, or in one breath twice."""
    told = placed_after((), [seen(0), seen(1), seen(0)])
    assert [each.place for each in told] == [1, 2, 1]
    assert [each.place for each in placed_after(told, [seen(2), seen(1)])] == [3, 2]


def test_a_till_hears_the_latest_of_the_others() -> None:
    """Not its own, and no more than a few."""
    own = placed_after((), [seen(0)])
    others = placed_after(own, [seen(n, device_id="till-2") for n in range(1, MOST_HEARD + 9)])
    heard = heard_at("till-1", (*own, *others))
    assert list(heard) == list(others[-MOST_HEARD:])


@given(
    st.lists(
        st.tuples(st.sampled_from(["till-1", "till-2", "till-3"]), st.integers(0, 3)),
        unique=True,
        max_size=9,
    )
)
def test_each_code_is_heard_from_one_till(shown: list[tuple[str, int]]) -> None:
    """Of each code all tills but one hear, and all of them from the same one, the first."""
    told = placed_after((), [seen(0, step=step, device_id=till) for till, step in shown])
    for step in {step for _till, step in shown}:
        heard = {
            till: [each for each in heard_at(till, told) if each.sighting.step == step]
            for till in ("till-1", "till-2", "till-3")
        }
        first = min(each.place for each in told if each.sighting.step == step)
        owners = [till for till, found in heard.items() if not found]
        assert len(owners) == 1
        assert {each.place for found in heard.values() for each in found} == {first}
