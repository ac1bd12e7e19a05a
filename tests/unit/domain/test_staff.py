import pytest

from pos_loyalty.domain.staff import OPERATOR, Actor, Role


def test_the_command_line_acts_as_a_manager() -> None:
    """Who has the machine may do all, and is named so in the audit log."""
    assert (OPERATOR.staff_id, OPERATOR.role) == ("operator", Role.MANAGER)


def test_a_name_stays_out_of_what_is_logged() -> None:
    """An actor that ends up in a log or a trace shows an id only."""
    assert "Mira" not in repr(Actor("s1", "Mira", Role.CASHIER))


def test_nobody_is_nobody() -> None:
    """What is done, is done under an id."""
    with pytest.raises(ValueError, match="id"):
        Actor("", "Mira", Role.CASHIER)


def test_nobody_approves_their_own_doing() -> None:
    """Four eyes belong to two people."""
    mira = Actor("s1", "Mira", Role.MANAGER)
    with pytest.raises(ValueError, match="approves"):
        Actor("s1", "Mira", Role.CASHIER, approved_by=mira)


def test_an_approver_is_named_where_there_is_one() -> None:
    """Records and events name both people by their ids, or the one."""
    mira, mona = Actor("s1", "Mira", Role.CASHIER), Actor("s2", "Mona", Role.MANAGER)
    assert mira.approver_id is None
    assert Actor("s1", "Mira", Role.CASHIER, approved_by=mona).approver_id == "s2"
