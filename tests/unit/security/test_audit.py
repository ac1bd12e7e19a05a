from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pos_loyalty.domain.chain import GENESIS
from pos_loyalty.domain.staff import OPERATOR, Actor, Role
from pos_loyalty.security.audit import AuditEntry, audit_entry, first_tampered

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
MANAGER = Actor("s2", "Jo", Role.MANAGER)


def test_the_written_form_never_changes() -> None:
    """A log written today is verified by every later release."""
    entry = audit_entry(
        OPERATOR, at=NOW, action="adjust", subject="K48217P2M9", points=-50, cause="Kulanz ü"
    )
    assert entry.payload().decode() == (
        '{"action":"adjust","approved_by":null,"at":"2026-05-04T09:00:00.000000+00:00",'
        '"facts":[["cause","Kulanz ü"],["points","-50"]],"staff":"operator","subject":"K48217P2M9"}'
    )


def test_an_approval_names_both_people() -> None:
    """By id; their names are not in the log."""
    cashier = Actor("s1", "Mira", Role.CASHIER, approved_by=MANAGER)
    entry = audit_entry(cashier, at=NOW, action="void", subject="sale-1")
    assert (entry.staff_id, entry.approved_by) == ("s1", "s2")
    assert b"Mira" not in entry.payload()
    assert b"Jo" not in entry.payload()


def test_one_instant_has_one_form() -> None:
    """The same moment told in another zone is the same entry."""
    here = AuditEntry(NOW, "s1", "void", "sale-1")
    there = replace(here, at=NOW.astimezone(timezone(timedelta(hours=2))))
    assert here.payload() == there.payload()


def test_the_order_of_facts_is_nothing() -> None:
    """Facts are a set of named values."""
    one = AuditEntry(NOW, "s1", "void", "sale-1", facts=(("a", "1"), ("b", "2")))
    assert one.payload() == replace(one, facts=(("b", "2"), ("a", "1"))).payload()


def test_a_chain_of_entries_is_whole_until_somebody_touches_it() -> None:
    """The first entry that was changed is found."""
    log: list[tuple[AuditEntry, bytes]] = []
    previous = GENESIS
    for number in range(3):
        entry = AuditEntry(NOW, "s1", "void", f"sale-{number}")
        previous = entry.link(previous)
        log.append((entry, previous))
    assert first_tampered(log) is None
    log[1] = (replace(log[1][0], staff_id="s9"), log[1][1])
    assert first_tampered(log) == 1
    assert first_tampered(log[2:], prev_hash=log[1][1]) is None


def test_an_entry_says_who_did_what_when() -> None:
    """An entry without a zone, a person or an action does not exist."""
    with pytest.raises(ValueError, match="zone"):
        AuditEntry(NOW.replace(tzinfo=None), "s1", "void", "sale-1")
    for staff_id, action in (("", "void"), ("s1", "")):
        with pytest.raises(ValueError, match="person"):
            AuditEntry(NOW, staff_id, action, "sale-1")
