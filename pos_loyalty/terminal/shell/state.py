"""All that the top bar shows, already in words."""

from enum import Enum

from pos_loyalty.domain.values import dataclass


class Level(Enum):
    """How a device or a line is."""

    PLAIN = "plain"
    GOOD = "good"
    WAITING = "waiting"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class ChipState:
    """A chip; an empty text hides it. ``detail`` is its tooltip."""

    text: str = ""
    level: Level = Level.PLAIN
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the menu; an entry without words is a line between groups."""

    id: str = ""
    words: str = ""
    icon: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ShellState:
    """The top bar."""

    shop_name: str = ""
    till_name: str = ""
    printer: ChipState = ChipState()
    link: ChipState = ChipState()
    staff: ChipState = ChipState()
    time: str = ""
    menu: tuple[MenuEntry, ...] = ()
    menu_name: str = ""
