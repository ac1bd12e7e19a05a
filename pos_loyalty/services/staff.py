"""Staff: who may sign in, with which PIN and which role."""

from collections.abc import Callable
from dataclasses import field, replace
from datetime import datetime

from uuid_utils import uuid7

from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.staff import Actor, Role
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.lockout import UNTRIED, Lockout, require_open
from pos_loyalty.security.pins import PinHasher, WrongPinError
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.records import StaffRecord
from pos_loyalty.storage.store import Store, Work


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody of the staff, as lists show them."""

    id: str
    name: str = field(repr=False)
    role: Role
    active: bool
    has_pin: bool


class StaffRoom:
    """Signs people in and keeps the list of staff."""

    def __init__(self, store: Store, hasher: PinHasher) -> None:
        self._store = store
        self._hasher = hasher
        # Beside the count that storage keeps: that one ends when somebody signs in.
        self._approvals: dict[str, Lockout] = {}

    def everybody(self) -> tuple[StaffMember, ...]:
        """All staff by name, also those who no longer sign in."""
        with self._store.read() as reading:
            return tuple(_member(record) for record in reading.shop.staff())

    def sign_in(self, staff_id: str, pin: str, now: datetime) -> Actor:
        """The actor for a right PIN. Takes some 40 ms.

        Raises PinLockedError while there is something to wait for, WrongPinError, and
        NotAllowedError for somebody who no longer signs in.
        """
        with self._store.read() as reading:
            record = reading.shop.staff_member(staff_id)
        if record is None or not record.active or record.pin_hash is None:
            raise NotAllowedError(reason="no-sign-in", staff=staff_id)
        lockout = _lockout(record)
        require_open(lockout, staff_id, now)
        result = self._hasher.check(pin, stored=record.pin_hash)
        if not result.correct:
            self._keep_lockout(staff_id, lambda last: last.failed(now))
            raise WrongPinError(staff=staff_id)
        if result.replacement is not None or record.failed_pins:
            self._keep_lockout(staff_id, lambda _last: UNTRIED, pin_hash=result.replacement)
        return Actor(record.id, record.name, Role(record.role))

    def approve(self, actor: Actor, pin: str, now: datetime) -> Actor:
        """``actor`` with the approval of the manager whose PIN it is; names both people.

        A PIN that is no manager's counts against the one who asks, not against every
        manager there is; signing in with the own PIN in between forgives none of it.
        Raises WrongPinError and PinLockedError.
        """
        with self._store.read() as reading:
            everybody = reading.shop.staff()
        asking = next((one for one in everybody if one.id == actor.staff_id), None)
        lockout = _lockout(asking) if asking else UNTRIED
        require_open(lockout, actor.staff_id, now)
        require_open(self._approvals.get(actor.staff_id, UNTRIED), actor.staff_id, now)
        for manager in everybody:
            if _may_approve(manager, actor) and self._fits(pin, manager):
                self._approvals.pop(actor.staff_id, None)
                if lockout.failures:
                    self._keep_lockout(actor.staff_id, lambda _last: UNTRIED)
                return replace(actor, approved_by=Actor(manager.id, manager.name, Role.MANAGER))
        self._approvals[actor.staff_id] = self._approvals.get(actor.staff_id, UNTRIED).failed(now)
        self._keep_lockout(actor.staff_id, lambda last: last.failed(now))
        raise WrongPinError(staff=actor.staff_id)

    def add(self, actor: Actor, *, name: str, role: Role, pin: str, now: datetime) -> StaffMember:
        """Add somebody. The first one of all needs nobody's permission, and is a manager.

        Raises PinFormError, NotAllowedError without a name or without the permission.
        """
        if not name.strip():
            raise NotAllowedError(reason="staff-name-missing")
        pin_hash = self._hasher.hash(pin)
        with self._store.begin() as work:
            if work.shop.staff():
                check(actor, Permission.MANAGE_STAFF)
            else:
                role = Role.MANAGER
            record = StaffRecord(
                id=str(uuid7()),
                name=name.strip(),
                role=role.value,
                pin_hash=pin_hash,
                hlc=work.log.stamp(now),
            )
            self._put(work, actor, record, now)
            work.commit()
        return _member(record)

    def change(
        self,
        actor: Actor,
        staff_id: str,
        *,
        now: datetime,
        name: str | None = None,
        role: Role | None = None,
        pin: str | None = None,
        active: bool | None = None,
    ) -> StaffMember:
        """Change what is given of somebody; the last active manager stays one.

        Raises PinFormError and NotAllowedError.
        """
        check(actor, Permission.MANAGE_STAFF)
        pin_hash = self._hasher.hash(pin) if pin is not None else None
        with self._store.begin() as work:
            known = work.shop.staff_member(staff_id)
            if known is None:
                raise NotAllowedError(reason="unknown-staff", staff=staff_id)
            record = replace(
                known,
                name=name.strip() if name is not None and name.strip() else known.name,
                role=role.value if role is not None else known.role,
                active=known.active if active is None else active,
                pin_hash=pin_hash or known.pin_hash,
                failed_pins=0 if pin_hash else known.failed_pins,
                last_failure_at=None if pin_hash else known.last_failure_at,
                hlc=work.log.stamp(now),
            )
            _require_a_manager(work, record)
            self._put(work, actor, record, now)
            work.commit()
        return _member(record)

    def _fits(self, pin: str, record: StaffRecord) -> bool:
        return (
            record.pin_hash is not None and self._hasher.check(pin, stored=record.pin_hash).correct
        )

    def _put(self, work: Work, actor: Actor, record: StaffRecord, now: datetime) -> None:
        work.shop.put_staff(record)
        work.append(
            EventDraft(
                type="staff-changed",
                data={"staff": record.id, "role": record.role, "active": record.active},
                effective_at=now,
                occurred_at=now,
                staff_id=actor.staff_id,
                approved_by=actor.approver_id,
            )
        )

    def _keep_lockout(
        self,
        staff_id: str,
        change: Callable[[Lockout], Lockout],
        *,
        pin_hash: str | None = None,
    ) -> None:
        # Looked at again in the writing, so that of two tries at once both count.
        with self._store.begin() as work:
            record = work.shop.staff_member(staff_id)
            if record is None:
                return
            lockout = change(_lockout(record))
            work.shop.put_staff(
                replace(
                    record,
                    failed_pins=lockout.failures,
                    last_failure_at=lockout.last_failure_at,
                    pin_hash=pin_hash or record.pin_hash,
                )
            )
            work.commit()


def _member(record: StaffRecord) -> StaffMember:
    return StaffMember(
        record.id, record.name, Role(record.role), record.active, record.pin_hash is not None
    )


def _may_approve(record: StaffRecord, actor: Actor) -> bool:
    return record.active and record.role == Role.MANAGER.value and record.id != actor.staff_id


def _lockout(record: StaffRecord) -> Lockout:
    if not record.failed_pins or record.last_failure_at is None:
        return UNTRIED
    return Lockout(record.failed_pins, record.last_failure_at)


def _require_a_manager(work: Work, changed: StaffRecord) -> None:
    others = [one for one in work.shop.staff() if one.id != changed.id]
    everybody = [*others, changed]
    if not any(one.active and one.role == Role.MANAGER.value for one in everybody):
        raise NotAllowedError(reason="last-manager", staff=changed.id)
