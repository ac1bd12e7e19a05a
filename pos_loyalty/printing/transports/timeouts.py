"""How long we wait for a printer."""

from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """The longest waits, in seconds. All of them together end well before a claim on a job does."""

    connect_s: float = 2.0
    ask_s: float = 0.8
    """For one question that a printer answers at once, or not at all."""
    send_s: float = 5.0
    """Without a single byte being taken."""
    whole_s: float = 30.0
    """For all bytes of a slip, over the slowest cable, until they have left this computer."""
    answer_s: float = 6.0
    """For the word that all is printed."""
