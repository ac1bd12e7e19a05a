"""Ids of members who were known elsewhere before: made from their number there.

Every till makes the same id from the same number, so two tills that take in the same export
without a network take in the same members, and whoever types the old number finds the member.
"""

import hashlib
from typing import Final

from pos_loyalty.cards.check_character import written
from pos_loyalty.cards.member_number import MEMBER_ID_LENGTH

ATTEMPTS: Final = 8
"""How many ids one number may have; the second is used only when somebody else has the first."""

_LABEL: Final = "member from elsewhere"


def member_id_for(reference: str, attempt: int = 0) -> str:
    """The id of the member with that number elsewhere; ``attempt`` counts from 0."""
    text = "\x1f".join((_LABEL, tidy_reference(reference), str(attempt)))
    digest = hashlib.sha256(text.encode()).digest()
    return written(int.from_bytes(digest, "big"), length=MEMBER_ID_LENGTH)


def tidy_reference(reference: str) -> str:
    """A number of another system as it is kept and compared: leading zeros are part of it."""
    return " ".join(reference.split())
