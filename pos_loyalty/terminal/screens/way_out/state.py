"""All that the way out shows."""

from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class WayOutState:
    """How many digits are typed, and what came of the last try."""

    digits: int = 0
    notice: str = ""
    is_busy: bool = False
