"""What the page of prize draws needs from below; all calls run in the worker."""

from collections.abc import Sequence
from typing import Protocol

from pos_loyalty.services.draws import DrawOverview


class DrawsRoom(Protocol):
    """The shop's prize draws. All but the list raise ``NotAllowedError``."""

    def overview(self) -> Sequence[DrawOverview]:
        """All draws and where they stand."""
        ...

    def commit(self, draw_id: str) -> None:
        """Make and seal a seed, and note its hash."""
        ...

    def hold(self, draw_id: str) -> None:
        """Draw the winners from the sealed seed."""
        ...

    def print_result(self, draw_id: str) -> None:
        """Queue the notice that says who won."""
        ...

    def export(self, draw_id: str, path: str) -> None:
        """Write what the result is recomputed from, with the script beside it.

        Raises ``OutageError`` when the file cannot be written.
        """
        ...
