from pathlib import Path

import pytest

from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.config.private_files import MissingPrivateFileError
from pos_loyalty.domain.counter import SaleRequest
from pos_loyalty.domain.staff import OPERATOR, Role
from pos_loyalty.security.vault import MemberVault
from pos_loyalty.storage.errors import DatabaseMissingError
from tests.support.builders import basket
from tests.support.clock import FixedClock
from tests.support.shop import (
    FAST_HASHER,
    MANAGER,
    data_folder_in,
    disk_shop,
    reopened,
    scratch_shop,
)


def test_a_folder_without_a_shop_is_not_opened(tmp_path: Path) -> None:
    """A wrong folder is said to be one, and nothing is made in it."""
    with pytest.raises(DatabaseMissingError):
        open_application(data_folder_in(tmp_path), FixedClock())
    assert list(tmp_path.iterdir()) == []


def test_each_service_is_built_once() -> None:
    """Whoever asks gets the same one, so that what it keeps is shared."""
    application = scratch_shop().application
    assert application.sales is application.sales
    assert application.key_ring() is application.key_ring()


def test_sales_go_on_without_the_key_files(tmp_path: Path) -> None:
    """A till that lost its keys still sells by number; only what needs a key says so."""
    shop = disk_shop(tmp_path)
    anna = shop.enroll()
    shop.close()
    assert shop.folder is not None
    for key in shop.folder.keys.iterdir():
        key.unlink()
    again = reopened(shop)
    assert again.balance(anna) == 0
    with pytest.raises(MissingPrivateFileError):
        again.application.members.card(anna)
    again.close()


def test_pins_are_hashed_with_the_hasher_of_the_application() -> None:
    """Signing in goes through the hasher that was handed over; without one, through ours."""
    shop = scratch_shop()
    told = Application(
        store=shop.application.store,
        settings=shop.application.settings,
        clock=shop.clock,
        key_ring=shop.application.key_ring,
        vault=lambda: MemberVault(bytes(32)),
        hasher=FAST_HASHER,
    )
    mona = told.staff.add(OPERATOR, name="Mona", role=Role.MANAGER, pin="4711", now=shop.now)
    with told.store.read() as reading:
        record = reading.shop.staff_member(mona.id)
    assert record is not None
    assert "m=8,t=1,p=1" in str(record.pin_hash)
    del shop.application.__dict__["staff"]
    assert shop.application.staff.sign_in(mona.id, "4711", shop.now).name == "Mona"


def test_the_counter_tells_when_there_is_a_slip() -> None:
    """The spooler is nudged by what leaves a slip, and by nothing else."""
    shop = scratch_shop()
    nudges: list[str] = []
    counter = shop.application.counter(lambda: MANAGER, lambda: nudges.append("slip"))
    anna = shop.enroll()
    counter.member(anna)
    counter.preview(anna, basket("10.00"))
    assert nudges == []
    receipt = counter.record(SaleRequest(key="k", member_id=anna, basket=basket("10.00")))
    assert nudges == ["slip"]
    counter.reprint(key="copy", sale_id=receipt.id)
    assert nudges == ["slip", "slip"]


def test_a_guarded_clock_that_jumps_is_not_believed() -> None:
    """Once guarded, a clock set to another year changes nothing that is booked."""
    shop = scratch_shop()
    anna = shop.enroll()
    guard = shop.application.guard_clock(lambda: 0.0)
    before = shop.now
    shop.wait(days=365)
    assert shop.application.clock is guard
    assert guard.now() == before
    counter = shop.application.counter(lambda: MANAGER)
    receipt = counter.record(SaleRequest(key="k", member_id=anna, basket=basket("10.00")))
    assert receipt.at == before
