from pos_loyalty.domain.program import WheelSegment
from pos_loyalty.i18n.wheels import odds_text, segment_text
from pos_loyalty.i18n.words import words_for
from tests.support.builders import COFFEE, program

SEGMENTS = [{"points": 0, "weight": 4}, {"points": 1, "reward": "free-coffee", "weight": 1}]
RULES = program(reward=[COFFEE], wheel=[{"id": "w", "name": "Rad", "segments": SEGMENTS}])


def test_a_segment_is_what_it_gives() -> None:
    """Points, a reward, both, or nothing; a reward that is gone leaves the points."""
    words = words_for("de")
    nothing, both = RULES.wheels[0].segments
    assert segment_text(RULES, nothing, words) == "Kein Gewinn"
    assert segment_text(RULES, both, words) == "1 Punkt + Kaffee gratis"
    assert segment_text(RULES, WheelSegment(1, 50, "gone"), words) == "50 Punkte"


def test_odds_stand_as_they_are_weighed() -> None:
    """Not shortened, so that the fields of a wheel can be compared."""
    wheel = RULES.wheels[0]
    assert odds_text(wheel, wheel.segments[0], words_for("de")) == "4 von 5"
    assert odds_text(wheel, wheel.segments[1], words_for("en")) == "1 in 5"
