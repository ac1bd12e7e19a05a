"""The member's screen in numbers: colors of a stage seen from two meters. Knows no Qt."""

from collections.abc import Iterator
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.theme_tokens import blend

# Sizes are px on a picture of this size, and grow and shrink with the screen.
WIDTH: Final = 1280
HEIGHT: Final = 800


@dataclass(frozen=True, slots=True)
class StageColors:
    """One palette, by role. The ground runs from ``top`` to ``bottom``."""

    top: str
    bottom: str
    ink: str
    soft: str
    gain: str
    badge: str
    badge_ink: str
    accent: str
    accent_ink: str
    journey_from: str
    journey_to: str
    glass_percent: int
    """How much of the ink is mixed into the ground under a box."""

    def glass(self, ground: str) -> str:
        """The ground of a box that lies on ``ground``."""
        return blend(ground, self.ink, percent=self.glass_percent)


LIGHT_STAGE: Final = StageColors(
    top="#0f6656",
    bottom="#0b4a3f",
    ink="#ffffff",
    soft="#e6f1ee",
    gain="#f7c948",
    badge="#ffffff",
    badge_ink="#3d4f5a",
    accent="#f0b429",
    accent_ink="#2b2005",
    journey_from="#cfe3ea",
    journey_to="#f0b429",
    glass_percent=10,
)

DARK_STAGE: Final = StageColors(
    top="#12302b",
    bottom="#0a1513",
    ink="#f2f7f5",
    soft="#b3c9c3",
    gain="#f7c948",
    badge="#e8efec",
    badge_ink="#2a3a42",
    accent="#f0b429",
    accent_ink="#2b2005",
    journey_from="#9fc4cf",
    journey_to="#f0b429",
    glass_percent=9,
)


def text_pairs(stage: StageColors) -> Iterator[tuple[str, str]]:
    """Every (text, ground) pair that the member's screen draws, as colors."""
    for ground in (stage.top, stage.bottom):
        for text in (stage.ink, stage.soft):
            yield text, ground
            yield text, stage.glass(ground)
    yield stage.badge_ink, stage.badge
    yield stage.accent_ink, stage.accent
