"""What signing in needs from below. ``bootstrap`` fills it."""

from collections.abc import Sequence
from typing import Protocol

from pos_loyalty.domain.staff import Actor
from pos_loyalty.terminal.screens.sign_in.state import StaffTile


class Door(Protocol):
    """Who may come in; both calls run in the worker."""

    def people(self) -> Sequence[StaffTile]:
        """Everybody on the staff who is active, in the order in which they are offered."""
        ...

    def sign_in(self, staff_id: str, pin: str) -> Actor:
        """The person, when the PIN is right. Refuses with ``wrong-pin`` and ``pin-locked``."""
        ...
