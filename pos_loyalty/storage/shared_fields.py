"""The fields of the records that tills share, as they travel: plain values under their names.

What a record is at one till alone stays there: who mistyped a PIN, and when.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from pos_loyalty.domain.shared_records import CONSENT
from pos_loyalty.storage.instants import from_us, to_us
from pos_loyalty.storage.records import (
    CardRecord,
    CardStatus,
    MemberRecord,
    MemberStatus,
    StaffRecord,
)

_OTHERWISE: Final = frozenset({"id", "status", "enrolled_at", "consents", "segments", "hlc"})
_AS_IT_IS: Final = tuple(each.name for each in fields(MemberRecord) if each.name not in _OTHERWISE)
_STAFF: Final = ("name", "role", "pin_hash", "active")
_MILLISECOND_US: Final = 1000
_HLC_SHIFT: Final = 16


def member_fields(member: MemberRecord) -> dict[str, Any]:
    """What tills share of a member."""
    found = {name: getattr(member, name) for name in _AS_IT_IS}
    found["status"] = member.status.value
    found["enrolled_at"] = to_us(member.enrolled_at)
    found["segments"] = list(member.segments) or None
    found.update({f"{CONSENT}{name}": said for name, said in member.consents.items()})
    return found


def member_of(member_id: str, said: Mapping[str, Any], *, hlc: int) -> MemberRecord:
    """The member with these fields; of one who was erased nothing else is left."""
    status = MemberStatus(said.get("status") or MemberStatus.ACTIVE)
    enrolled_at = from_us(said.get("enrolled_at") or 0)
    if status is MemberStatus.ERASED:
        return MemberRecord(id=member_id, enrolled_at=enrolled_at, status=status, hlc=hlc)
    consents = {
        name.removeprefix(CONSENT): value
        for name, value in sorted(said.items())
        if name.startswith(CONSENT) and value
    }
    return MemberRecord(
        id=member_id,
        enrolled_at=enrolled_at,
        status=status,
        consents=consents,
        segments=tuple(said.get("segments") or ()),
        hlc=hlc,
        **{name: said.get(name) for name in _AS_IT_IS},
    )


def card_fields(card: CardRecord) -> dict[str, Any]:
    """What tills share of a card."""
    return {"status": card.status.value, "issued_us": to_us(card.issued_at)}


def card_key(card: CardRecord) -> str:
    """Under which key a card travels."""
    return f"{card.member_id}/{card.issue}"


def card_of(key: str, said: Mapping[str, Any]) -> CardRecord:
    """The card of a key with these fields."""
    member_id, issue = place_of_card(key)
    issued_at = from_us(said.get("issued_us") or 0)
    return CardRecord(member_id, issue, CardStatus(said["status"]), issued_at)


def place_of_card(key: str) -> tuple[str, int]:
    """The member and the issue of a card's key."""
    member_id, _slash, issue = key.rpartition("/")
    return member_id, int(issue)


def card_hlc(card: CardRecord) -> int:
    """The stamp of a card since it was issued: no card is kept with one."""
    return (to_us(card.issued_at) // _MILLISECOND_US) << _HLC_SHIFT


def staff_fields(staff: StaffRecord) -> dict[str, Any]:
    """What tills share of somebody who signs in."""
    return {name: getattr(staff, name) for name in _STAFF}


def staff_of(
    staff_id: str, said: Mapping[str, Any], *, before: StaffRecord | None, hlc: int
) -> StaffRecord:
    """Somebody with these fields; wrong PINs are forgotten with the PIN that they were not."""
    pin_hash = said.get("pin_hash")
    is_same = before is not None and before.pin_hash == pin_hash
    return StaffRecord(
        id=staff_id,
        name=said.get("name") or "",
        role=said.get("role") or "",
        pin_hash=pin_hash,
        active=bool(said.get("active", True)),
        failed_pins=before.failed_pins if before is not None and is_same else 0,
        last_failure_at=before.last_failure_at if before is not None and is_same else None,
        hlc=hlc,
    )
