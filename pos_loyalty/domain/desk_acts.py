"""What an operator of the hub did: when, about what, who says so. The hub keeps it for good."""

from enum import StrEnum

from pos_loyalty.domain.values import dataclass


class DeskActKind(StrEnum):
    """What was done. Its subject is a till's id, an event's id, or a field of a record."""

    REVOKED = "revoked"
    READMITTED = "readmitted"
    WRITTEN_OFF = "written-off"
    BOOKED = "booked"
    """An event that was kept aside is booked after all."""
    DONE = "done"
    """Somebody has dealt with an event that was kept aside; it is left as it is."""
    SETTLED = "settled"
    """Somebody has seen what two tills changed apart."""
    PUT_BACK = "put-back"
    RECOVERY_ENDED = "recovery-ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAct:
    """One act. ``person`` is who it was by their own word, ``note`` what they wrote to it."""

    at_us: int
    kind: DeskActKind
    subject: str
    person: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who acts, now, and what they say to it."""

    now_us: int
    person: str = ""
    note: str = ""

    def act(self, kind: DeskActKind, subject: str) -> DeskAct:
        """An act of theirs."""
        return DeskAct(
            at_us=self.now_us, kind=kind, subject=subject, person=self.person, note=self.note
        )
