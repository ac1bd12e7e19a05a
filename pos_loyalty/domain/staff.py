"""Those who sign in: what a person on the staff is, and under whose name something is done."""

from dataclasses import field
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.values import dataclass


class Role(StrEnum):
    """What somebody is in the shop; ``security.roles`` says what that allows."""

    CASHIER = "cashier"
    MANAGER = "manager"
    MEMBER = "member"
    """A member who serves themselves: nobody on the staff has this role."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind an action, and the one who approved it where a second was needed.

    The name is for slips and screens; it stays out of every log.
    """

    staff_id: str
    name: str = field(repr=False)
    role: Role
    approved_by: "Actor | None" = None

    def __post_init__(self) -> None:
        if not self.staff_id:
            raise ValueError("an actor has an id")
        if self.approved_by is not None and self.approved_by.staff_id == self.staff_id:
            raise ValueError("nobody approves what they do themselves")

    @property
    def approver_id(self) -> str | None:
        """The id of the second person, where there was one."""
        return self.approved_by.staff_id if self.approved_by else None


OPERATOR: Final = Actor("operator", "operator", Role.MANAGER)
"""Who sits at the command line: has the machine, hence the manager's role."""

TILL: Final = Actor("till", "till", Role.CASHIER)
"""Other software beside the till: may do what whoever stands at it may."""

KIOSK: Final = Actor("kiosk", "kiosk", Role.MEMBER)
"""The screen on the members' side: may do what a member may do without anybody's help."""

STAFF_ROLES: Final = (Role.CASHIER, Role.MANAGER)
"""What somebody on the staff can be."""
