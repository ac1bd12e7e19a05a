"""One line of the settings, and lines that stand together on a card."""

from enum import StrEnum

from pos_loyalty.domain.values import dataclass


class Shape(StrEnum):
    """How a setting is shown and edited."""

    TEXT = "text"
    LINES = "lines"
    NUMBER = "number"
    CHOICE = "choice"
    SWITCH = "switch"
    PICTURE = "picture"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Line:
    """One setting: its key, its label, and how it is edited."""

    key: str
    label: str
    shape: Shape = Shape.TEXT
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    is_wide: bool = False
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together, on one card."""

    id: str
    heading: str
    lines: tuple[Line, ...]
