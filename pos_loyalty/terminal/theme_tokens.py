"""The look in numbers: colors by role, spacing, radii and type. Knows no Qt."""

from collections.abc import Iterator
from enum import IntEnum
from typing import Final

from pos_loyalty.domain.values import dataclass

READABLE_CONTRAST: Final = 4.5
_LINEAR_BELOW: Final = 0.04045

SPACING: Final = (4, 8, 12, 16, 20, 24, 32)
RADIUS: Final = 12
FIELD_RADIUS: Final = 10
BIG_RADIUS: Final = 14
TARGET_PX: Final = 44
LARGE_TARGET_PX: Final = 60
PRIMARY_TARGET_PX: Final = 76
KEYPAD_MINIMUM_PX: Final = 72
KEYPAD_MAXIMUM_PX: Final = 104
BAR_PX: Final = 56


class Size(IntEnum):
    """Type sizes in px at 96 dpi."""

    SMALL = 13
    BODY = 15
    LARGE = 18
    TITLE = 24
    SUM = 34
    PROMPT = 40
    AMOUNT = 48
    BALANCE = 52


class Weight(IntEnum):
    """Type weights; ``HEAVY`` is the 650 cut, which its file declares as bold."""

    REGULAR = 400
    MEDIUM = 500
    STRONG = 600
    HEAVY = 700


@dataclass(frozen=True, slots=True)
class Colors:
    """One palette, by role. Every value is ``#rrggbb``."""

    bg: str
    surface: str
    sunken: str
    ink: str
    muted: str
    line: str
    edge: str
    primary: str
    primary_ink: str
    primary_soft: str
    accent: str
    accent_soft: str
    accent_ink: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    bad_ink: str
    badge_ink: str
    basis: str
    silber: str
    gold: str
    shadow: str

    @property
    def is_dark(self) -> bool:
        """Whether light text stands on dark ground."""
        return luminance(self.bg) < luminance(self.ink)


LIGHT: Final = Colors(
    bg="#f5f3ee",
    surface="#ffffff",
    sunken="#ebe8e0",
    ink="#1c2a2e",
    muted="#586970",
    line="#dedad0",
    edge="#c9c4b8",
    primary="#0f6656",
    primary_ink="#ffffff",
    primary_soft="#dcefe9",
    accent="#f0b429",
    accent_soft="#fdf3d7",
    accent_ink="#2b2005",
    good="#2b7a4b",
    good_soft="#e0f2e6",
    warn="#9a5b00",
    warn_soft="#fdeccf",
    bad="#b3261e",
    bad_soft="#fbe4e2",
    bad_ink="#ffffff",
    badge_ink="#ffffff",
    basis="#766b5f",
    silber="#5a6d7a",
    gold="#8f6900",
    shadow="#1c2a2e",
)

DARK: Final = Colors(
    bg="#12191b",
    surface="#1b2427",
    sunken="#0d1315",
    ink="#edf2f1",
    muted="#9db0b3",
    line="#2d393c",
    edge="#43535a",
    primary="#3fb69b",
    primary_ink="#06231d",
    primary_soft="#17382f",
    accent="#f0b429",
    accent_soft="#3a2f10",
    accent_ink="#2b2005",
    good="#63c98a",
    good_soft="#173323",
    warn="#f0a94a",
    warn_soft="#3a2a10",
    bad="#ff8a80",
    bad_soft="#401b18",
    bad_ink="#2b0705",
    badge_ink="#10181a",
    basis="#b5a998",
    silber="#a9bac6",
    gold="#e2b93b",
    shadow="#000000",
)


def text_pairs() -> Iterator[tuple[str, str]]:
    """Names of every (text, ground) pair that the screens draw."""
    for ground in ("bg", "surface"):
        for text in ("ink", "muted", "primary", "good", "warn", "bad"):
            yield text, ground
    yield "ink", "sunken"
    yield "muted", "sunken"
    yield "primary_ink", "primary"
    yield "bad_ink", "bad"
    yield "accent_ink", "accent"
    for role in ("primary", "good", "warn", "bad"):
        yield role, f"{role}_soft"
        yield "ink", f"{role}_soft"
        yield "muted", f"{role}_soft"
    yield "warn", "accent_soft"
    yield "ink", "accent_soft"
    for tier in ("basis", "silber", "gold"):
        yield "badge_ink", tier


def channels(color: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of ``#rrggbb``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def luminance(color: str) -> float:
    """Relative luminance by WCAG 2."""

    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= _LINEAR_BELOW else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = channels(color)
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colors by WCAG 2, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def blend(base: str, over: str, *, percent: int) -> str:
    """``base`` with ``percent`` of ``over`` mixed in."""
    mixed = (
        (below * (100 - percent) + above * percent + 50) // 100
        for below, above in zip(channels(base), channels(over), strict=True)
    )
    return "#" + "".join(f"{value:02x}" for value in mixed)


def readable_ground(color: str, *, text: str) -> str:
    """``color``, moved away from ``text`` until text on it can be read.

    Shops choose the colors of their tiers; a pale yellow badge with white
    letters would be theirs to suffer otherwise.
    """
    away = "#000000" if luminance(text) > luminance("#777777") else "#ffffff"
    for percent in range(0, 101, 4):
        ground = blend(color, away, percent=percent)
        if contrast(ground, text) >= READABLE_CONTRAST:
            return ground
    return away
