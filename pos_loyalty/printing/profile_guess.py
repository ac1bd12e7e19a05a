"""Which profile a printer that was found is likely to need, from what it calls itself."""

import re
from typing import Final

from pos_loyalty.printing.profiles import PROFILES

# The first that fits; makers write their models in many ways.
_MODELS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), profile)
    for pattern, profile in (
        (r"TM-?T88[ _-]?(II|III|IV)(?!\w)", "tm-t88-older"),
        (r"TM-?T88", "tm-t88"),
        (r"TM-?(T20|T82)", "tm-t20"),
        (r"TM-?M(10|30|50)", "tm-m30"),
        (r"TSP[ _-]?\d|mC-?Print|\bStar\b", "star-escpos"),
        (r"58 ?mm|POS-?58|58(80|90|iih|IIN)|\b58", "generic-58"),
        (r"80 ?mm|POS-?80|XP-?80|\b80(?!\d)", "generic-80"),
        (r"receipt|thermal|\bbons?\b|TM-|ESC/?POS", "generic-80"),
    )
)


def guessed_profile(name: str) -> str | None:
    """The profile for a printer of this name; nothing when the name says nothing."""
    for pattern, profile in _MODELS:
        if pattern.search(name) and profile in PROFILES:
            return profile
    return None
