import pytest

from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import OPERATOR, Actor, Role
from pos_loyalty.security.roles import Permission, check, is_allowed, permissions_of

CASHIER = Actor("s1", "Mira", Role.CASHIER)
MANAGER = Actor("s2", "Jo", Role.MANAGER)

CASHIERS_WORK = {
    Permission.SELL,
    Permission.REDEEM,
    Permission.TAKE_PART,
    Permission.ENROLL,
    Permission.REFUND,
    Permission.REPLACE_CARD,
}


@pytest.mark.parametrize("permission", Permission)
def test_a_manager_may_do_everything(permission: Permission) -> None:
    """Also what is added to the list later."""
    check(MANAGER, permission)
    check(OPERATOR, permission)


def test_a_cashier_may_do_the_work_at_the_counter() -> None:
    """And nothing that changes the shop, the books or the people."""
    assert permissions_of(Role.CASHIER) == CASHIERS_WORK


@pytest.mark.parametrize("permission", sorted(set(Permission) - CASHIERS_WORK))
def test_the_rest_is_refused_by_name(permission: Permission) -> None:
    """The refusal tells who asked for what, so that a manager can be called."""
    with pytest.raises(NotAllowedError) as caught:
        check(CASHIER, permission)
    assert caught.value.code == "not-allowed"
    assert caught.value.facts == {"reason": "role", "permission": permission, "staff": "s1"}


def test_a_managers_approval_opens_the_way() -> None:
    """A cashier does it, a manager approved it, and both are named."""
    approved = Actor("s1", "Mira", Role.CASHIER, approved_by=MANAGER)
    check(approved, Permission.VOID)


def test_a_second_cashier_approves_nothing() -> None:
    """Approval lends the approver's permissions, and a cashier has none to lend."""
    approved = Actor("s1", "Mira", Role.CASHIER, approved_by=Actor("s3", "Kim", Role.CASHIER))
    assert not is_allowed(approved, Permission.VOID)
