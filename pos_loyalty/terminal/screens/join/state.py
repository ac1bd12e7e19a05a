"""What the page shows on which a new machine joins a shop."""

from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class JoinState:
    """What was typed, what is missing, and how far the shop was read."""

    url: str = ""
    code: str = ""
    till: str = ""
    till_error: str = ""
    certificate: str = ""
    """The file of the hub's own certificate; most have a public one."""
    is_busy: bool = False
    share: float | None = None
    """0 to 1; None while nothing is being read."""
    reading: str = ""
    failure: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether there is something in each line."""
        return bool(self.url.strip() and self.code.strip() and self.till.strip())
