"""What is shown on the page of prize draws: everything worded already."""

from enum import StrEnum

from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.screens.settings.state import Message


class DrawTone(StrEnum):
    """How a draw is to be looked at: running, waiting for somebody, or settled."""

    IDLE = "idle"
    RUNNING = "running"
    WAITING = "waiting"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class WinnerShown:
    """One prize, and who won it with which ticket."""

    prize: str
    who: str
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawShown:
    """One draw. An empty label means that there is no such button."""

    id: str
    name: str
    tone: DrawTone
    phase: str
    source: str
    tickets: str
    prizes: str
    seal: str = ""
    seal_note: str = ""
    commit_label: str = ""
    hold_label: str = ""
    hold_note: str = ""
    question: str = ""
    """Asked before the draw is held, in the place of its button."""
    winners: tuple[WinnerShown, ...] = ()
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class DrawsState:
    """The page."""

    is_loaded: bool = False
    draws: tuple[DrawShown, ...] = ()
    is_busy: bool = False
    message: Message | None = None
