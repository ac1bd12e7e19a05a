"""What the panel needs from the camera that stands on the counter."""

from collections.abc import Sequence
from typing import Protocol


class Eye(Protocol):
    """A camera that can be looked through."""

    def look(self) -> None:
        """Look and show what is seen."""
        ...

    def look_away(self) -> None:
        """Show nothing more; it may go on reading where it always does."""
        ...


class Lens(Protocol):
    """A camera that can be chosen, and looked through for as long as it is wanted."""

    def names(self) -> Sequence[str]:
        """The cameras there are."""
        ...

    def start(self, name: str) -> None:
        """Look through one of them, or through whichever there is."""
        ...

    def stop(self) -> None:
        """Look no longer."""
        ...

    def show_pictures(self) -> None:
        """Tell what is seen."""
        ...

    def hide_pictures(self) -> None:
        """Tell it no longer."""
        ...
