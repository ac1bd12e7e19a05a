"""What the sign-in screen shows."""

from enum import StrEnum

from pos_loyalty.domain.staff import Role
from pos_loyalty.domain.values import dataclass


class Occasion(StrEnum):
    """Why somebody is asked who they are."""

    START = "start"
    LOCKED = "locked"
    """The till locked itself, or somebody did; what was open stays open behind the lock."""
    CHANGE = "change"
    """Another person takes over; this one can go back."""


@dataclass(frozen=True, slots=True)
class StaffTile:
    """One person who may sign in."""

    id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class SignInState:
    """The PIN itself is not in here, only how long it is so far."""

    occasion: Occasion = Occasion.START
    shop_name: str = ""
    till: str = ""
    people: tuple[StaffTile, ...] = ()
    chosen: str = ""
    digits: int = 0
    may_enter: bool = False
    """Whether the PIN is long enough to be tried."""
    is_busy: bool = False
    is_loaded: bool = False
    error: str = ""
    waiting_s: int = 0
    """Seconds until the next PIN is looked at; 0 when there is nothing to wait for."""

    @property
    def person(self) -> StaffTile | None:
        """Who was chosen."""
        return next((each for each in self.people if each.id == self.chosen), None)

    @property
    def may_leave(self) -> bool:
        """Whether there is a way back without a PIN."""
        return self.occasion is Occasion.CHANGE
