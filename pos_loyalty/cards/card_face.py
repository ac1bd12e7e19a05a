"""What stands on a member's card, and in which colors. Values only; nothing is drawn here."""

import re
from dataclasses import field
from typing import Final

from pos_loyalty.domain.values import dataclass

_COLOR: Final = re.compile(r"#[0-9a-f]{6}")

# Red, green and blue as the eye weighs them, and the bend of a screen's gray, from sRGB.
_WEIGHTS: Final = (0.2126, 0.7152, 0.0722)
_LINEAR_BELOW: Final = 0.04045


@dataclass(frozen=True, slots=True)
class CardColors:
    """The shop's two colors, as ``#rrggbb``. The code is black on white whatever they are."""

    ground: str = "#0f6656"
    accent: str = "#f0b429"

    def __post_init__(self) -> None:
        for color in (self.ground, self.accent):
            if not _COLOR.fullmatch(color):
                raise ValueError("a color is written #rrggbb, in lower case")

    @property
    def ink(self) -> str:
        """White or nearly black: what is read better on the ground."""
        light, dark = "#ffffff", "#1c2a2e"
        on_light, on_dark = contrast(self.ground, light), contrast(self.ground, dark)
        return light if on_light >= on_dark else dark


@dataclass(frozen=True, slots=True)
class CardFace:
    """One card. ``caption`` says in the members' language what it is; the name may be left out."""

    shop_name: str
    member_name: str | None = field(repr=False)
    number_text: str
    payload: str = field(repr=False)
    caption: str = ""
    colors: CardColors = field(default_factory=CardColors)


def contrast(first: str, second: str) -> float:
    """How well one color reads on the other: 1 not at all, 21 black on white."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(color: str, other: str, *, percent: int) -> str:
    """``color`` with so much of ``other`` in it."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{(a * (100 - percent) + b * percent) // 100:02x}" for a, b in pairs)


def _luminance(color: str) -> float:
    linear = []
    for channel in _channels(color):
        share = channel / 255
        bent = ((share + 0.055) / 1.055) ** 2.4
        linear.append(share / 12.92 if share <= _LINEAR_BELOW else bent)
    return sum(weight * share for weight, share in zip(_WEIGHTS, linear, strict=True))


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
