"""What is shown of printers beside their settings: how they are, and a search for others."""

from collections.abc import Mapping
from dataclasses import field

from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.screens.settings.state import Message

PRINTER, FALLBACK = "printer", "fallback"
"""The cards of the two printers, by the names of their groups."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A printer that was found, ready to be taken."""

    address: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class SearchShown:
    """A search on one of the cards."""

    card: str
    summary: str
    lines: tuple[FoundLine, ...] = ()
    is_running: bool = False
    share: float = 0.0
    range_text: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """How a printer is connected: which kind, and what its address looks like."""

    kind: str
    help: str


@dataclass(frozen=True, slots=True)
class PrintersState:
    """The page, without the values of its settings."""

    conditions: Mapping[str, Message] = field(default_factory=dict)
    connections: Mapping[str, Connection] = field(default_factory=dict)
    kinds: tuple[tuple[str, str], ...] = ()
    search: SearchShown | None = None
