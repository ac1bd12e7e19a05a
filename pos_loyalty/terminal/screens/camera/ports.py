"""What the panel needs from the camera that stands on the counter."""

from typing import Protocol


class Eye(Protocol):
    """A camera that can be looked through."""

    def look(self) -> None:
        """Look and show what is seen."""
        ...

    def look_away(self) -> None:
        """Show nothing more; it may go on reading where it always does."""
        ...
