"""What was put back from a backup, copied, or shut out."""

import shutil

import pytest

from pos_loyalty.bootstrap.keys import checked_keys, copy_keys, put_back
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.storage.backup import make_backup, restore
from tests.support.hub_town import Till, Town
from tests.support.shop import data_folder_in


def _two_open(town: Town) -> tuple[Till, Till]:
    one, other = town.new_till("Kasse 1"), town.new_till("Kasse 2")
    one.open()
    other.open()
    return one, other


@pytest.mark.parametrize("keeps_mark", [True, False])
def test_a_till_that_is_put_back_gets_back_what_the_hub_had(
    town: Town, *, keeps_mark: bool
) -> None:
    """Whether the till itself notices or the hub does: a new epoch, and all hold the same."""
    one, other = _two_open(town)
    folder = data_folder_in(one.folder)
    anna = one.do("enroll", name="Anna")["id"]
    one.do("sale", member=anna, amount="300.00")
    town.settle()
    backup = make_backup(folder.database, folder.backups, now=SystemClock().now())
    for _ in range(5):
        one.do("sale", member=anna, amount="40.00")
    bea = one.do("enroll", name="Bea")["id"]
    one.do("redeem", member=anna, points=200)
    town.settle()
    one.close()

    restore(backup.path, folder.database, now=SystemClock().now())
    if not keeps_mark:
        folder.sidecar.unlink()
    one.open()
    one.do("sale", member=anna, amount="11.00")
    other.do("sale", member=bea, amount="7.00")
    town.settle()

    town.check_agreement()
    town.check_confirmed()
    assert one.ask("digest")["epoch"] > 1
    assert town.balances() == {anna: 311, bea: 7}


def test_a_till_is_put_back_twice_to_the_same_backup(town: Town) -> None:
    """Each time it begins an epoch of its own, and nothing is taken for something else."""
    one, _other = _two_open(town)
    folder = data_folder_in(one.folder)
    anna = one.do("enroll", name="Anna")["id"]
    backup = make_backup(folder.database, folder.backups, now=SystemClock().now())
    epochs = set()
    for _ in range(3):
        one.do("sale", member=anna, amount="40.00")
        town.settle()
        epochs.add(one.ask("digest")["epoch"])
        one.close()
        restore(backup.path, folder.database, now=SystemClock().now())
        folder.sidecar.unlink()
        one.open()

    town.settle()

    town.check_agreement()
    town.check_confirmed()
    assert len(epochs) == 3
    assert town.balances() == {anna: 120}


def test_a_till_whose_disk_broke_goes_on_as_itself_on_a_new_one(town: Town) -> None:
    """Backup and keys are all that is left of it: what came later is brought back by the hub."""
    one, other = _two_open(town)
    folder = data_folder_in(one.folder)
    anna = one.do("enroll", name="Anna")["id"]
    one.do("sale", member=anna, amount="300.00")
    town.settle()
    backup = make_backup(folder.database, folder.backups, now=SystemClock().now())
    keys = copy_keys(folder, SystemClock().now())
    saved = one.folder.with_name("saved")
    shutil.copytree(folder.backups, saved)
    one.do("sale", member=anna, amount="40.00")
    one.do("redeem", member=anna, points=200)
    town.settle()
    one.close()
    settings = folder.settings.read_bytes()
    shutil.rmtree(one.folder)

    folder.create()
    folder.settings.write_bytes(settings)
    with checked_keys(folder, saved / keys.folder.name) as checked:
        restore(saved / backup.path.name, folder.database, now=SystemClock().now())
        put_back(folder, checked, SystemClock().now())
    one.open()
    one.do("sale", member=anna, amount="11.00")
    other.do("sale", member=anna, amount="7.00")
    town.settle()

    town.check_agreement()
    town.check_confirmed()
    assert one.ask("digest")["epoch"] > 1
    assert town.balances() == {anna: 158}
    with town.office() as office:
        assert office.till("Kasse 1").row.status is DeviceStatus.ACTIVE


def test_of_a_till_that_was_copied_no_sale_is_lost(town: Town) -> None:
    """The disk was cloned and both go on: the hub says that there are two, and has all sales.

    Each burned the share that was on the disk, which nobody can prevent: a person sees the second
    one, and it was no more than the share. From then on neither is given another.
    """
    one, other = _two_open(town)
    anna = one.do("enroll", name="Anna")["id"]
    for _ in range(2):
        one.do("sale", member=anna, amount="200.00")
        town.settle()
    one.close()
    twin = town.twin_of(one, "Kasse 1 noch einmal")
    one.line.cut()
    for till in (one, twin):
        till.open()
        till.do("redeem", member=anna, points=200)
        assert till.ask("do", kind="redeem", member=anna, points=100)["outage"]
        till.do("sale", member=anna, amount="30.00")
    one.line.heal()
    for till in (one, twin, one, twin):
        till.ask("sync")
    for till in (twin, one):
        # Each finds out that the other one went on when it has something to send itself.
        till.do("sale", member=anna, amount="5.00")
        town.settle(till)

    other.do("sale", member=anna, amount="130.00")
    town.settle(other)
    town.settle(one)
    town.check_agreement(one, other)
    town.check_confirmed()
    assert town.balances() == {anna: 200}
    with town.office() as office:
        assert office.till("Kasse 1").row.status is DeviceStatus.TWIN
        assert [line.row.type for line in office.refused()] == ["redeemed"]
    assert one.ask("do", kind="redeem", member=anna, points=100)["outage"]


@pytest.mark.parametrize("is_said", [True, False])
def test_a_hub_that_is_put_back_gets_everything_again(town: Town, *, is_said: bool) -> None:
    """Whether somebody says so or a till that knows more is heard: all is sent again.

    Once every till was heard, shares are given again.
    """
    one, other = _two_open(town)
    anna = one.do("enroll", name="Anna")["id"]
    one.do("sale", member=anna, amount="300.00")
    town.settle()
    town.close_hubs()
    old = town.copy_database()
    town.open_hubs(1)
    other.do("sale", member=anna, amount="50.00")
    bea = other.do("enroll", name="Bea")["id"]
    town.settle()
    one.do("redeem", member=anna, points=100)
    other.do("label", member=anna, add=["stammgast"], remove=[])
    town.settle()

    town.close_hubs()
    town.put_back(old)
    if is_said:
        with town.office() as office:
            office.restored()
    town.open_hubs(1)
    other.do("sale", member=bea, amount="20.00")
    town.settle()

    town.check_agreement()
    town.check_confirmed()
    assert town.balances() == {anna: 250, bea: 20}
    with town.office() as office:
        assert not office.standing().meta.is_recovering
    other.do("redeem", member=anna, points=200)


def test_what_a_revoked_till_sold_waits_for_a_person(town: Town) -> None:
    """It is refused at once; its sales are kept aside, and once accepted they are everywhere."""
    one, other = _two_open(town)
    anna = one.do("enroll", name="Anna")["id"]
    town.settle()
    other.line.cut()
    for amount in ("10.00", "20.00", "30.00"):
        other.do("sale", member=anna, amount=amount)
    with town.office() as office:
        office.revoke(office.till("Kasse 2").row.device)
    other.line.heal()

    said = other.ask("sync")

    assert said["error"] == "revoked"
    town.settle(one)
    assert one.balance(anna) == 0
    with town.office() as office:
        waiting = [line.row for line in office.refused()]
        assert [row.reason for row in waiting if row.member == anna] == ["revoked"] * 3
        for row in waiting:
            office.accept(row.id)
        office.readmit(office.till("Kasse 2").row.device)
    town.settle()
    town.check_agreement()
    town.check_confirmed()
    assert town.balances() == {anna: 60}


def test_a_shop_that_was_alone_for_a_year_founds_a_hub(town: Town) -> None:
    """All that it wrote comes to the hub and to tills that join later; then they go on together."""
    first = town.old_shop("Kasse 1", members=15)
    town.found(first)
    second, third = town.new_till("Kasse 2"), town.new_till("Kasse 3")
    for till in (first, second, third):
        till.open()
        till.tell("sell", deeds=10, reverses=0.2)
    for till in (first, second, third):
        till.wait()

    town.settle()

    town.check_agreement()
    town.check_confirmed()
