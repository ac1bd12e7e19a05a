"""What each role may do. Services ask here; buttons only follow."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import Actor, Role


class Permission(StrEnum):
    """One thing that not everybody may do."""

    SELL = "sell"
    REDEEM = "redeem"
    TAKE_PART = "take-part"
    ENROLL = "enroll"
    REFUND = "refund"
    VOID = "void"
    ADJUST = "adjust"
    SET_TIER = "set-tier"
    MANAGE_MEMBERS = "manage-members"
    ERASE_MEMBER = "erase-member"
    REPLACE_CARD = "replace-card"
    EDIT_SETTINGS = "edit-settings"
    PUBLISH_PROGRAM = "publish-program"
    HOLD_DRAWS = "hold-draws"
    MANAGE_STAFF = "manage-staff"
    VIEW_REPORTS = "view-reports"
    VIEW_AUDIT_LOG = "view-audit-log"
    EXPORT_DATA = "export-data"
    BACK_UP = "back-up"
    ROTATE_KEYS = "rotate-keys"
    OPEN_DRAWER = "open-drawer"


_GRANTED: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.CASHIER: frozenset(
        {
            Permission.SELL,
            Permission.REDEEM,
            Permission.TAKE_PART,
            Permission.ENROLL,
            Permission.REFUND,
            Permission.REPLACE_CARD,
        }
    ),
    Role.MANAGER: frozenset(Permission),
    # Points go to a good cause or into a draw, never over the counter.
    Role.MEMBER: frozenset({Permission.TAKE_PART, Permission.ENROLL}),
}


def permissions_of(role: Role) -> frozenset[Permission]:
    """All that a role may do without asking."""
    return _GRANTED[role]


def is_allowed(actor: Actor, permission: Permission) -> bool:
    """Whether the actor may, or the person who approved may."""
    people = (actor, actor.approved_by)
    return any(person and permission in permissions_of(person.role) for person in people)


def check(actor: Actor, permission: Permission) -> None:
    """Raises NotAllowedError, with reason ``role``, when neither actor nor approver may."""
    if not is_allowed(actor, permission):
        raise NotAllowedError(reason="role", permission=str(permission), staff=actor.staff_id)
