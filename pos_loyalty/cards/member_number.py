"""Member ids, and the number that people read out, type and see on slips.

An id is ten random characters: fifty bits, so that two tills without a network do
not hit upon the same one, and nobody guesses a neighbor's. The number is the id
with its check character, shown in groups.
"""

import secrets
from collections.abc import Callable
from typing import Final

from pos_loyalty.cards.check_character import check_character, is_checked, is_plain, written
from pos_loyalty.cards.errors import MistypedNumberError

MEMBER_ID_LENGTH: Final = 10

_NUMBER_LENGTH: Final = MEMBER_ID_LENGTH + 1
_ID_BITS: Final = 50
_GROUPS: Final = (slice(0, 5), slice(5, 10), slice(10, None))
_TAIL_LENGTH: Final = 4
_MASK: Final = "••••"
# Nobody's number has an O or an I, so who types one means the digit.
_MEANT: Final = str.maketrans({"O": "0", "I": "1"} | dict.fromkeys("-–−.· \t\u00a0\u202f"))


def new_member_id(random_bits: Callable[[int], int] = secrets.randbits) -> str:
    """An id that nobody has yet, in all likelihood; the member table has the last word."""
    return written(random_bits(_ID_BITS), length=MEMBER_ID_LENGTH)


def is_member_id(text: str) -> bool:
    """Whether ``text`` has the form of a member id."""
    return len(text) == MEMBER_ID_LENGTH and is_plain(text)


def member_number(member_id: str) -> str:
    """The number in groups, as it stands on card and screen: ``K4821-7P2M9-B``."""
    _require_member_id(member_id)
    number = member_id + check_character(member_id)
    return "-".join(number[group] for group in _GROUPS)


def masked_number(member_id: str) -> str:
    """Enough for the member to know it is theirs, too little for a finder of the slip."""
    _require_member_id(member_id)
    return _MASK + (member_id + check_character(member_id))[-_TAIL_LENGTH:]


def parse_number(text: str) -> str:
    """The member id in a number as people type it: any case, any grouping.

    Raises MistypedNumberError when a character is missing, wrong or exchanged.
    """
    number = text.strip().upper().translate(_MEANT)
    if len(number) != _NUMBER_LENGTH:
        raise MistypedNumberError
    if not is_checked(number):
        raise MistypedNumberError(reason="mistyped")
    return number[:MEMBER_ID_LENGTH]


def _require_member_id(text: str) -> None:
    if not is_member_id(text):
        raise ValueError("a member id is ten characters of the alphabet")
