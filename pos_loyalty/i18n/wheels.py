"""Words for what a wheel gives, and how likely."""

from pos_loyalty.domain.program import Program, Wheel, WheelSegment
from pos_loyalty.i18n.words import Words


def segment_text(program: Program, segment: WheelSegment, words: Words) -> str:
    """What a segment gives: ``50 Punkte``, ``Kaffee gratis``, both, or no win."""
    reward = program.reward(segment.reward)
    gifts = [words.points_with_unit(segment.points)] if segment.points else []
    gifts += [reward.name] if reward is not None else []
    return " + ".join(gifts) or words.text("No win")


def odds_text(wheel: Wheel, segment: WheelSegment, words: Words) -> str:
    """How likely a segment is, as it is weighed: ``19 von 100``."""
    return words.text("{part} in {whole}", part=segment.weight, whole=wheel.total_weight)
