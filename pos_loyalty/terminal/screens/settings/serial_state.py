"""What the settings show of a scanner on a serial line."""

from pos_loyalty.domain.values import dataclass
from pos_loyalty.terminal.screens.settings.state import Message


@dataclass(frozen=True, slots=True)
class SerialTrialState:
    """The ports to choose from, how the scanner in use is, and what it read last."""

    choices: tuple[tuple[str, str], ...] = ()
    link: Message | None = None
    read: Message | None = None
