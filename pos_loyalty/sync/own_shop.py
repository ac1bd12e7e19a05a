"""What a till brings of a shop of its own to a hub's door, and whether it belongs to the hub's.

Asked before the code is used up: who stands before the wrong door needs no new code for the right
one. Of card keys only marks travel, which nobody can turn back into keys.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

import msgspec

from pos_loyalty.cards.key_ring import CardKeyRing
from pos_loyalty.cards.key_ring_file import ring_in
from pos_loyalty.storage.records import ProgramRecord
from pos_loyalty.storage.shop import program_digest
from pos_loyalty.sync.protocol import OwnShop, ProgramNote

_MARK: Final = b"pos-loyalty card key\0"


class _Parcel(msgspec.Struct):
    ring: str


def own_shop(ring: CardKeyRing, programs: Iterable[ProgramRecord], *, has_members: bool) -> OwnShop:
    """What a till says of its shop."""
    return OwnShop(
        key_marks=_marks(ring),
        has_members=has_members,
        programs={str(each.number): program_digest(each.document) for each in programs},
    )


def is_another(own: OwnShop, parcel: bytes) -> bool:
    """Whether no card of this shop was ever one of the hub's, whose parcel is opened here.

    False for a parcel that cannot be read: its tills are of another release, and look themselves.
    """
    try:
        ring = ring_in(msgspec.json.decode(parcel, type=_Parcel).ring.encode())
    except (msgspec.MsgspecError, ValueError):
        return False
    return not set(own.key_marks) & set(_marks(ring))


def has_other_programs(own: OwnShop, notes: Iterable[ProgramNote]) -> bool:
    """Whether there is a version that the hub has not, or has otherwise."""
    theirs: Mapping[str, str] = {
        str(note.number): program_digest(bytes(note.document)) for note in notes
    }
    return any(theirs.get(number) != digest for number, digest in own.programs.items())


def _marks(ring: CardKeyRing) -> tuple[str, ...]:
    return tuple(sha256(_MARK + key.secret).hexdigest() for key in ring.keys)
