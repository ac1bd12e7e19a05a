"""What the page of the till that is read along shows."""

from enum import StrEnum

from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.screens.settings.state import Message


class Target(StrEnum):
    """What is being pointed at on a receipt."""

    TOTAL = "total"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: with a ``place`` it can be pointed at; ``marked`` says what it is."""

    text: str
    place: str = ""
    marked: Target | None = None


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A receipt that was kept for teaching, and what is recognized on it."""

    name: str
    title: str
    detail: str
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class TillLine:
    """A till that was taught."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class SheetState:
    """The receipt that is being taught from."""

    lines: tuple[tuple[Piece, ...], ...] = ()
    target: Target = Target.TOTAL
    prompt: str = ""
    can_learn: bool = False


@dataclass(frozen=True, slots=True)
class RelayPageState:
    """The page."""

    is_loaded: bool = False
    is_busy: bool = False
    is_on: bool = False
    wants_block: bool = False
    is_teaching: bool = False
    listen: str = ""
    printer: str = ""
    listen_error: str = ""
    printer_error: str = ""
    minutes: str = ""
    minutes_error: str = ""
    standing: Message | None = None
    figures: str = ""
    kept: tuple[KeptLine, ...] = ()
    sheet: SheetState | None = None
    tills: tuple[TillLine, ...] = ()
    message: Message | None = None
