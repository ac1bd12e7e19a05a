import hashlib
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.domain.events import Spun
from pos_loyalty.domain.program import Wheel, WheelSegment
from pos_loyalty.domain.wheels import odds_of, segment_of
from tests.property.stories import STORIES
from tests.support.story import Story

WEIGHTS = st.lists(st.integers(0, 1_000), min_size=1, max_size=12).filter(any)


def _wheel(weights: list[int]) -> Wheel:
    return Wheel("w", "Rad", tuple(WheelSegment(weight, points=1) for weight in weights))


@given(WEIGHTS)
def test_odds_sum_to_one(weights: list[int]) -> None:
    """Each is its weight in their sum, and nothing is left over."""
    odds = odds_of(_wheel(weights))
    assert sum(odds) == 1
    assert list(odds) == [Fraction(weight, sum(weights)) for weight in weights]


@given(WEIGHTS, st.text(max_size=20), st.text("0123456789ABCDEF", min_size=1), st.integers(0, 99))
def test_a_stop_is_where_the_weights_say(
    weights: list[int], seed: str, member_id: str, number: int
) -> None:
    """Laid out field by field, one place for each unit of weight; none without weight is met."""
    laid_out = [place for place, weight in enumerate(weights) for _unit in range(weight)]
    digest = hashlib.sha256("\n".join((seed, "w", member_id, str(number))).encode()).digest()
    expected = laid_out[int.from_bytes(digest, "big") % len(laid_out)]
    wheel = _wheel(weights)
    assert segment_of(wheel, seed=seed, member_id=member_id, number=number) == expected
    assert weights[expected] > 0


@given(STORIES)
def test_each_spin_can_be_recomputed(story: Story) -> None:
    """What the log keeps is enough: seed, wheel, member, number; and numbers never repeat."""
    counts: dict[str, int] = {}
    for event in story.events:
        spun = event.happening
        if not isinstance(spun, Spun):
            continue
        assert spun.number == counts.get(spun.wheel_id, 0)
        counts[spun.wheel_id] = spun.number + 1
        wheel = story.program.wheel(spun.wheel_id)
        assert wheel is not None
        text = "\n".join((spun.seed, spun.wheel_id, event.member_id, str(spun.number)))
        rest = int(hashlib.sha256(text.encode()).hexdigest(), 16) % wheel.total_weight
        passed = [sum(each.weight for each in wheel.segments[: n + 1]) for n in range(spun.segment)]
        assert all(rest >= end for end in passed)
        segment = wheel.segments[spun.segment]
        assert (spun.credit.points, spun.reward_id) == (segment.points, segment.reward)


@given(STORIES)
def test_a_spin_for_a_purchase_stands_or_falls_with_it(story: Story) -> None:
    """No win outlives its purchase, and no purchase gives two spins of one wheel."""
    spins = [e.happening for e in story.events if isinstance(e.happening, Spun)]
    paid = [(spun.wheel_id, spun.sale_id) for spun in spins if spun.sale_id]
    assert len(set(paid)) == len(paid)
    for spun in spins:
        trail = story.fold.spins.spin(spun.spin_id)
        assert trail is not None
        assert trail.undone == bool(spun.sale_id and story.is_taken_back(spun.sale_id))
