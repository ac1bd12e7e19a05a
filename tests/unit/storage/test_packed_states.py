"""Where a member stands, in a third of the room."""

import zlib
from datetime import UTC, datetime
from hashlib import sha256

from pos_loyalty.domain.events import Position
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.storage.codec import encode_state
from pos_loyalty.storage.packed_states import DICTIONARY, packed_state, unpacked_state

_AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
_STATE = MemberState(at=_AT, last=Position(_AT, "till-a", 1, 7), versions=1, enrolled_at=_AT)


def test_a_state_comes_back_as_it_was() -> None:
    """In much less room."""
    whole = encode_state(_STATE)
    packed = packed_state(whole)
    assert unpacked_state(packed) == _STATE
    assert len(packed) < len(whole) / 2


def test_what_this_release_cannot_read_is_nothing() -> None:
    """Packed against other names, or no state at all."""
    assert unpacked_state(b"something else") is None
    assert unpacked_state(zlib.compress(b"\xff")) is None
    other = zlib.compressobj(zdict=b"other names")
    assert unpacked_state(other.compress(encode_state(_STATE)) + other.flush()) is None


def test_names_stay_as_older_tills_know_them() -> None:
    """States that are kept could not be read any more: their shape is raised with the names."""
    digest = sha256(DICTIONARY).hexdigest()
    assert digest[:16] == "c61d481854205c64"
