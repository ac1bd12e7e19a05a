"""Where members stand, packed: each of a million for itself, in a third of the room.

They are packed against the names that are in each of them. Whoever has other names finds that out
and reads nothing.
"""

import zlib
from typing import Final

import msgspec

from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.storage.codec import decode_state

_NAMES: Final = (
    *("tickets", "challenges", "memberships", "free_rewards", "stamps", "spin_uses"),
    *("action_uses", "reward_uses", "campaign_uses", "tallies", "tier", "debt", "lapsed"),
    *("better_ends", "valid_until", "welcome", "referrer_id", "enrolled_at", "versions", "last"),
    *("held", "floor", "below_since", "stepped_on", "purchases", "last_purchase_at"),
    *("largest_eligible", "credited", "day", "points", "visits", "spend", "at", "qualifying"),
    *("expires_at", "spendable_at", "points", "position", "effective_at", "device", "epoch"),
    *("seq", "lots"),
)
"""As older tills have packed states: changed only together with their shape, never otherwise."""

DICTIONARY: Final = b"".join(bytes([0xA0 + len(name)]) + name.encode() for name in _NAMES)
_LEVEL: Final = 6
_LARGEST: Final = 8 << 20


def packed_state(body: bytes) -> bytes:
    """A state as it was encoded, packed."""
    packer = zlib.compressobj(_LEVEL, zdict=DICTIONARY)
    return packer.compress(body) + packer.flush()


def unpacked_state(packed: bytes) -> MemberState | None:
    """The state; None where this release cannot read it."""
    unpacker = zlib.decompressobj(zdict=DICTIONARY)
    try:
        return decode_state(unpacker.decompress(packed, _LARGEST))
    except (zlib.error, msgspec.DecodeError):
        return None
