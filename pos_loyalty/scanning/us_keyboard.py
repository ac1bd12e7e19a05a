"""What a key writes on a US keyboard, by its place: the scan code.

Whatever keyboard the computer believes in, a scanner that was never set up presses the
keys of a US one. The numbers are those of the PC's first keyboard, which Windows still
hands out, and Linux under the name of evdev.
"""

from typing import Final

_ROWS: Final = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
_PLAIN: Final = {first + at: key for first, keys, _ in _ROWS for at, key in enumerate(keys)}
_SHIFTED: Final = {first + at: key for first, _, keys in _ROWS for at, key in enumerate(keys)}


def us_character(scan_code: int) -> str:
    """What the key writes by itself; empty for keys that write nothing."""
    return _PLAIN.get(scan_code, "")


def shifted_us_character(scan_code: int) -> str:
    """What the key writes together with Shift. Caps Lock changes nothing here."""
    return _SHIFTED.get(scan_code, "")
