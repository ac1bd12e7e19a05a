"""Records chained by hash: nobody changes an old one without it being noticed.

Each link is SHA-256 over the link before it and the record's own bytes. Both are
written with their length in front, so that no two different pairs give the same
input, whatever bytes a record holds.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

LINK_BYTES: Final = 32

GENESIS: Final = bytes(LINK_BYTES)
"""What the first record of a chain is linked to."""

_LENGTH_BYTES: Final = 8


def chain_hash(prev_hash: bytes, payload: bytes) -> bytes:
    """The link that binds ``payload`` to everything before it."""
    digest = sha256()
    for field in (prev_hash, payload):
        digest.update(len(field).to_bytes(_LENGTH_BYTES, "big"))
        digest.update(field)
    return digest.digest()


def first_broken_link(
    links: Iterable[tuple[bytes, bytes]], *, prev_hash: bytes = GENESIS
) -> int | None:
    """Position of the first (payload, stored link) that does not fit; None when all do.

    Everything from that position on is unproven, not necessarily wrong.
    """
    for position, (payload, stored) in enumerate(links):
        if chain_hash(prev_hash, payload) != stored:
            return position
        prev_hash = stored
    return None
