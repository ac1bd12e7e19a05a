from dataclasses import replace
from datetime import timedelta

import pytest

from pos_loyalty.storage.errors import BrokenConstraintError
from pos_loyalty.storage.records import ProgramRecord, RequestRecord, StaffRecord
from tests.support.stores import NOW, memory_store

_VERSION = ProgramRecord(1, NOW, b'{"name":"A"}', NOW, "s1")


def test_program_versions_are_listed_in_order() -> None:
    """Whoever prices a sale of last year finds the rules of last year."""
    store = memory_store()
    later = ProgramRecord(2, NOW + timedelta(days=1), b'{"name":"B"}', NOW)
    with store.begin() as work:
        assert work.shop.program_count() == 0
        work.shop.add_program_version(later)
        work.shop.add_program_version(_VERSION)
        assert work.shop.program_versions() == (_VERSION, later)
        assert work.shop.program_count() == 2


@pytest.mark.parametrize(
    "statement", ["UPDATE program_version SET document = x'00'", "DELETE FROM program_version"]
)
def test_a_published_version_never_changes(statement: str) -> None:
    """The rules of a sale stay what they were when it was made."""
    store = memory_store()
    with store.begin() as work:
        work.shop.add_program_version(_VERSION)
        work.commit()
    with pytest.raises(BrokenConstraintError, match="only added to"), store.begin() as work:
        work.connection.execute(statement)


def test_staff_is_kept_as_it_was_put_last() -> None:
    """A wrong PIN is counted, a role changes, and nobody is listed twice."""
    store = memory_store()
    eva = StaffRecord(id="s1", name="Eva", role="cashier")
    with store.begin() as work:
        work.shop.put_staff(eva)
        work.shop.put_staff(StaffRecord(id="s2", name="Adam", role="manager", pin_hash="hash"))
        changed = replace(eva, role="manager", failed_pins=2, last_failure_at=NOW, active=False)
        work.shop.put_staff(changed)
        assert work.shop.staff_member("s1") == changed
        assert [person.name for person in work.shop.staff()] == ["Adam", "Eva"]
        assert work.shop.staff_member("s3") is None


def test_a_request_is_answered_once() -> None:
    """The same key never gets a second answer."""
    store = memory_store()
    answered = RequestRecord("key", b"hash", b'{"sale":"1"}', NOW)
    with store.begin() as work:
        assert work.shop.request("key") is None
        work.shop.add_request(answered)
        assert work.shop.request("key") == answered
        work.commit()
    with pytest.raises(BrokenConstraintError), store.begin() as work:
        work.shop.add_request(replace(answered, outcome=b"{}"))
