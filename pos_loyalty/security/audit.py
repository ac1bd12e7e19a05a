"""One line of the audit log, and the bytes by which it is chained to the line before.

An entry names people by id and things by id. Names, phone numbers and the like stay
out: the log is kept when a member is erased.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from pos_loyalty.domain.chain import GENESIS, chain_hash, first_broken_link
from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what, when, and who approved it."""

    at: datetime
    staff_id: str
    action: str
    subject: str
    approved_by: str | None = None
    facts: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("an audit entry's time carries its zone")
        if not (self.staff_id and self.action):
            raise ValueError("an audit entry names a person and an action")

    def payload(self) -> bytes:
        """The entry's one written form: sorted, in UTC, the same in every release."""
        document = {
            "action": self.action,
            "approved_by": self.approved_by,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "facts": sorted(self.facts),
            "staff": self.staff_id,
            "subject": self.subject,
        }
        return json.dumps(
            document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()

    def link(self, prev_hash: bytes = GENESIS) -> bytes:
        """The hash to store beside the entry, given the one before."""
        return chain_hash(prev_hash, self.payload())


def audit_entry(
    actor: Actor, *, at: datetime, action: str, subject: str, **facts: object
) -> AuditEntry:
    """The line for something that ``actor`` did, naming the approver where there was one."""
    return AuditEntry(
        at=at,
        staff_id=actor.staff_id,
        action=action,
        subject=subject,
        approved_by=None if actor.approved_by is None else actor.approved_by.staff_id,
        facts=tuple(sorted((name, str(value)) for name, value in facts.items())),
    )


def first_tampered(
    entries: Iterable[tuple[AuditEntry, bytes]], *, prev_hash: bytes = GENESIS
) -> int | None:
    """Position of the first entry that does not fit its stored hash; None when all do."""
    return first_broken_link(
        ((entry.payload(), stored) for entry, stored in entries), prev_hash=prev_hash
    )
