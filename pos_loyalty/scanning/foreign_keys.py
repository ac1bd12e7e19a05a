"""What a text was before a scanner's US keys were read as those of another country's keyboard.

Card codes hold only what is the same on most keyboards. An address does not: its signs, and
some of its letters, lie elsewhere. A text that begins with known words shows where.
"""

from collections.abc import Iterator
from typing import Final

# What each keyboard writes, in lower case, and which US key that is. Keys that write the same are
# not named; Turkish ones are not here, for there # is a dead key and is lost.
_KEYBOARDS: Final = (
    ("zyßö-§?", "yz-:/#_"),  # German
    ("zy'é-*?", "yz-:/#_"),  # Swiss, German names
    ("zy'ö-*?", "yz-:/#_"),  # Swiss, French names
    ("aqzwm,?;:!)3°&é\"'(-è_çà", "qawz:mm,./-#_1234567890"),  # French
    ("aqzwm,?;:=)3°&é\"'(§è!çà", "qawz:mm,./-#_1234567890"),  # Belgian
    ("'ç-£?", "-:/#_"),  # Italian, Portuguese
    ("'ñ-·?", "-:/#_"),  # Spanish
    ("£", "#"),  # British
    ("+æ-?", "-:/_"),  # Danish
    ("+ø-?", "-:/_"),  # Norwegian
    ("+ö-?", "-:/_"),  # Swedish, Finnish
    ("zy+\\", "yz-#"),  # Swedish, once its ö was taken for a German one
)
_AS_US: Final = tuple(str.maketrans(written, meant) for written, meant in _KEYBOARDS)


def possible_readings(text: str) -> Iterator[str]:
    """The text as it came; then, in lower case, what it would have been on each keyboard."""
    yield text
    lowered = text.lower()
    for table in _AS_US:
        yield lowered.translate(table)
