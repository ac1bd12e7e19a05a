from datetime import timedelta
from threading import Barrier, Thread

import pytest

from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import OPERATOR, Actor, Role
from pos_loyalty.security.lockout import PinLockedError
from pos_loyalty.security.pins import PinCheck, PinFormError, PinHasher, WrongPinError
from pos_loyalty.services.staff import StaffMember, StaffRoom
from pos_loyalty.storage.records import StaffRecord
from tests.support.shop import FAST_HASHER, MANAGER, Shop, scratch_shop


def _hire(shop: Shop, name: str, role: Role, pin: str) -> StaffMember:
    return shop.application.staff.add(MANAGER, name=name, role=role, pin=pin, now=shop.now)


def _staffed() -> tuple[Shop, StaffMember, StaffMember]:
    """A shop with a manager (4711) and a cashier (0815)."""
    shop = scratch_shop()
    return (
        shop,
        _hire(shop, "Mona", Role.MANAGER, "4711"),
        _hire(shop, "Cora", Role.CASHIER, "0815"),
    )


def _actor(member: StaffMember) -> Actor:
    return Actor(member.id, member.name, member.role)


def _record(shop: Shop, staff_id: str) -> StaffRecord:
    with shop.application.store.read() as reading:
        record = reading.shop.staff_member(staff_id)
    assert record is not None
    return record


def _fail(shop: Shop, staff_id: str, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(WrongPinError):
            shop.application.staff.sign_in(staff_id, "9999", shop.now)


# The list


def test_the_first_of_all_is_a_manager() -> None:
    """A shop without anybody lets anybody in, once, and has a manager then."""
    shop = scratch_shop()
    somebody = Actor("nobody-yet", "?", Role.CASHIER)
    staff = shop.application.staff
    first = staff.add(somebody, name=" Mona ", role=Role.CASHIER, pin="4711", now=shop.now)
    assert (first.name, first.role, first.active, first.has_pin) == (
        "Mona",
        Role.MANAGER,
        True,
        True,
    )
    with pytest.raises(NotAllowedError, match="role"):
        staff.add(somebody, name="Cora", role=Role.MANAGER, pin="0815", now=shop.now)
    assert staff.everybody() == (first,)


def test_somebody_has_a_name_and_a_pin() -> None:
    """Without either, nobody is added and nothing is logged."""
    shop = scratch_shop()
    before = shop.written()
    staff = shop.application.staff
    with pytest.raises(NotAllowedError, match="staff-name-missing"):
        staff.add(OPERATOR, name=" ", role=Role.MANAGER, pin="4711", now=shop.now)
    with pytest.raises(PinFormError):
        staff.add(OPERATOR, name="Mona", role=Role.MANAGER, pin="47", now=shop.now)
    assert shop.written() == before


def test_changes_are_kept_and_logged_without_a_name() -> None:
    """The log says who changed whom, by ids; names and PINs stay out of it."""
    shop, mona, cora = _staffed()
    staff = shop.application.staff
    changed = staff.change(
        _actor(mona), cora.id, now=shop.now, name="Coralie", role=Role.MANAGER, pin="12345"
    )
    assert (changed.name, changed.role) == ("Coralie", Role.MANAGER)
    assert staff.sign_in(cora.id, "12345", shop.now).role is Role.MANAGER
    event = shop.bodies()[-1]
    assert (event.type, event.staff) == ("staff-changed", mona.id)
    assert event.data == {"staff": cora.id, "role": "manager", "active": True}


def test_what_is_not_given_stays() -> None:
    """A change of one thing changes one thing; an empty name is none."""
    shop, mona, cora = _staffed()
    before = _record(shop, cora.id)
    shop.application.staff.change(_actor(mona), cora.id, now=shop.now, name="  ")
    after = _record(shop, cora.id)
    assert (after.name, after.role, after.pin_hash) == (before.name, before.role, before.pin_hash)
    assert after.hlc > before.hlc


def test_the_last_manager_stays_one() -> None:
    """A shop does not lock itself out, whichever way it tries."""
    shop, mona, _ = _staffed()
    staff = shop.application.staff
    with pytest.raises(NotAllowedError, match="last-manager"):
        staff.change(_actor(mona), mona.id, now=shop.now, role=Role.CASHIER)
    with pytest.raises(NotAllowedError, match="last-manager"):
        staff.change(_actor(mona), mona.id, now=shop.now, active=False)
    _hire(shop, "Mara", Role.MANAGER, "2222")
    assert not staff.change(_actor(mona), mona.id, now=shop.now, active=False).active


def test_only_who_may_changes_somebody_who_is_there() -> None:
    """A cashier may not, and nobody changes nobody."""
    shop, mona, cora = _staffed()
    staff = shop.application.staff
    with pytest.raises(NotAllowedError, match="role"):
        staff.change(_actor(cora), cora.id, now=shop.now, role=Role.MANAGER)
    with pytest.raises(NotAllowedError, match="unknown-staff"):
        staff.change(_actor(mona), "nobody", now=shop.now, role=Role.MANAGER)


# Signing in


def test_the_right_pin_signs_in() -> None:
    """The actor carries id and role, and the name for the screen."""
    shop, _, cora = _staffed()
    actor = shop.application.staff.sign_in(cora.id, "0815", shop.now)
    assert actor == Actor(cora.id, "Cora", Role.CASHIER)


def test_who_is_unknown_gone_or_without_a_pin_does_not_sign_in() -> None:
    """Each of them is refused before any PIN is looked at."""
    shop, mona, cora = _staffed()
    staff = shop.application.staff
    staff.change(_actor(mona), cora.id, now=shop.now, active=False)
    with shop.application.store.begin() as work:
        work.shop.put_staff(StaffRecord(id="new", name="Nele", role="cashier"))
        work.commit()
    for staff_id in (cora.id, "new", "nobody"):
        with pytest.raises(NotAllowedError, match="no-sign-in"):
            staff.sign_in(staff_id, "0815", shop.now)


def test_wrong_pins_slow_down_then_lock_and_a_right_one_forgives() -> None:
    """While there is something to wait for not even the right PIN is looked at."""
    shop, _, cora = _staffed()
    staff = shop.application.staff
    _fail(shop, cora.id, 3)
    with pytest.raises(PinLockedError) as caught:
        staff.sign_in(cora.id, "0815", shop.now)
    assert caught.value.facts["reason"] == "slow"
    shop.wait(seconds=5)
    assert staff.sign_in(cora.id, "0815", shop.now).staff_id == cora.id
    assert _record(shop, cora.id).failed_pins == 0
    _fail(shop, cora.id)
    assert _record(shop, cora.id).failed_pins == 1


def test_a_restart_forgives_nothing() -> None:
    """Wrong PINs are counted in the database."""
    shop, _, cora = _staffed()
    _fail(shop, cora.id, 3)
    again = StaffRoom(shop.application.store, FAST_HASHER)
    with pytest.raises(PinLockedError):
        again.sign_in(cora.id, "0815", shop.now)


def test_wrong_pins_at_once_all_count() -> None:
    """Nobody gets more guesses by asking twice at the same time."""
    shop, _, cora = _staffed()
    ready = Barrier(2)

    class Waiting(PinHasher):
        def check(self, pin: str, *, stored: str) -> PinCheck:
            ready.wait()
            return PinCheck(correct=False)

    room = StaffRoom(shop.application.store, Waiting())

    def guess() -> None:
        with pytest.raises(WrongPinError):
            room.sign_in(cora.id, "9999", shop.now)

    threads = [Thread(target=guess) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _record(shop, cora.id).failed_pins == 2


def test_a_new_pin_ends_a_lock() -> None:
    """Who forgot the PIN gets another one from the manager, and is let in at once."""
    shop, mona, cora = _staffed()
    _fail(shop, cora.id, 3)
    staff = shop.application.staff
    staff.change(_actor(mona), cora.id, now=shop.now, pin="2468")
    assert staff.sign_in(cora.id, "2468", shop.now).name == "Cora"


def test_a_hash_of_lesser_care_is_made_anew_at_the_next_sign_in() -> None:
    """Nobody has to choose a new PIN when the parameters rise."""
    shop, _, cora = _staffed()
    before = _record(shop, cora.id).pin_hash
    stricter = PinHasher(time_cost=2, memory_kib=8)
    StaffRoom(shop.application.store, stricter).sign_in(cora.id, "0815", shop.now)
    after = _record(shop, cora.id).pin_hash
    assert after not in {None, before}
    assert shop.application.staff.sign_in(cora.id, "0815", shop.now).name == "Cora"


# Approving


def test_an_approval_names_both_people() -> None:
    """The manager's PIN lends the cashier's action the manager's right."""
    shop, mona, cora = _staffed()
    approved = shop.application.staff.approve(_actor(cora), "4711", shop.now)
    assert (approved.staff_id, approved.approver_id) == (cora.id, mona.id)
    assert approved.role is Role.CASHIER


def test_the_own_pin_forgives_no_guess_at_a_managers() -> None:
    """Whoever guesses at approvals and signs in in between has to wait all the same."""
    shop, _mona, cora = _staffed()
    staff = shop.application.staff
    for _ in range(2):
        with pytest.raises(WrongPinError):
            staff.approve(_actor(cora), "9999", shop.now)
    staff.sign_in(cora.id, "0815", shop.now)
    with pytest.raises(WrongPinError):
        staff.approve(_actor(cora), "9999", shop.now)
    with pytest.raises(PinLockedError):
        staff.approve(_actor(cora), "4711", shop.now)


def test_nobody_but_another_active_manager_approves() -> None:
    """Neither the cashier's own PIN, nor another cashier's, nor that of a manager who left."""
    shop, mona, cora = _staffed()
    mara = _hire(shop, "Mara", Role.MANAGER, "2222")
    _hire(shop, "Cleo", Role.CASHIER, "3333")
    staff = shop.application.staff
    staff.change(_actor(mona), mara.id, now=shop.now, active=False)
    for pin in ("0815", "3333"):
        with pytest.raises(WrongPinError):
            staff.approve(_actor(cora), pin, shop.now)
    with pytest.raises(WrongPinError):
        staff.approve(_actor(mona), "2222", shop.now)
    with pytest.raises(WrongPinError):
        staff.approve(_actor(mona), "4711", shop.now)


def test_a_manager_without_a_pin_approves_nothing() -> None:
    """No PIN is no PIN, and fits none."""
    shop, _, cora = _staffed()
    with shop.application.store.begin() as work:
        work.shop.put_staff(StaffRecord(id="new", name="Nele", role="manager"))
        work.commit()
    with pytest.raises(WrongPinError):
        shop.application.staff.approve(_actor(cora), "", shop.now)


def test_wrong_approvals_count_against_who_asks() -> None:
    """The managers stay free to sign in; the one who guesses has to wait."""
    shop, mona, cora = _staffed()
    staff = shop.application.staff
    for _ in range(3):
        with pytest.raises(WrongPinError):
            staff.approve(_actor(cora), "9999", shop.now)
    with pytest.raises(PinLockedError):
        staff.approve(_actor(cora), "4711", shop.now)
    assert staff.sign_in(mona.id, "4711", shop.now).name == "Mona"
    shop.wait(seconds=5)
    assert staff.approve(_actor(cora), "4711", shop.now).approver_id == mona.id


def test_a_right_approval_forgives_slips_of_the_hand() -> None:
    """What counts is wrong PINs in a row, not those of a whole day."""
    shop, _, cora = _staffed()
    staff = shop.application.staff
    for _ in range(5):
        with pytest.raises(WrongPinError):
            staff.approve(_actor(cora), "9999", shop.now)
        staff.approve(_actor(cora), "4711", shop.now + timedelta(seconds=1))
    assert _record(shop, cora.id).failed_pins == 0


def test_somebody_who_is_not_on_the_list_may_ask_too() -> None:
    """The command line's operator has no PIN of its own; a manager's fits all the same."""
    shop, mona, _ = _staffed()
    staff = shop.application.staff
    assert staff.approve(OPERATOR, "4711", shop.now).approver_id == mona.id
    with pytest.raises(WrongPinError):
        staff.approve(OPERATOR, "9999", shop.now)


def test_a_name_stays_out_of_what_is_logged() -> None:
    """A staff member that ends up in a log or a trace shows an id only."""
    shop, mona, _ = _staffed()
    assert "Mona" not in repr(mona)
    assert all("Mona" not in repr(body) for body in shop.bodies())
