"""Cuts the bytes of a serial line into codes."""

import re
from typing import Final

SILENCE_MS: Final = 200
"""After so long without a byte a code that has no end is over."""

_START: Final = 0x02
_ENDS: Final = frozenset(b"\r\n\t\x03\x04\x00")
_SHORTEST: Final = 4
_LONGEST: Final = 512
_REPEAT_MS: Final = 300
# What scanners put before the code to tell its kind; "]Q1" is a QR code.
_AIM: Final = re.compile(r"\A\][A-Za-z][0-9A-Fa-f]")


class Framer:
    """Takes chunks as they come: half a code, two at once, or what a plug makes of being moved.

    A code ends with a line's end, with end of text, or with silence. The same code again at
    once is a scanner that reads twice.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._is_flood = False
        self._last: tuple[str, int] | None = None
        self._heard_ms = 0

    @property
    def is_waiting(self) -> bool:
        """Whether ``expire`` is due after ``SILENCE_MS`` without a byte."""
        return bool(self._bytes) or self._is_flood

    def feed(self, data: bytes, now_ms: int) -> list[str]:
        """The codes that are complete with these bytes."""
        codes = self.expire(now_ms)
        self._heard_ms = now_ms
        for byte in data:
            if byte in _ENDS or byte == _START:
                codes += self._cut(now_ms)
            elif len(self._bytes) < _LONGEST:
                self._bytes.append(byte)
            else:
                # No code is that long: the line is set to another speed, or it is no scanner.
                self._is_flood = True
        return codes

    def expire(self, now_ms: int) -> list[str]:
        """The code that silence has ended, if there was one."""
        if self.is_waiting and now_ms - self._heard_ms >= SILENCE_MS:
            return self._cut(now_ms)
        return []

    def _cut(self, now_ms: int) -> list[str]:
        raw, is_flood = bytes(self._bytes), self._is_flood
        self._bytes.clear()
        self._is_flood = False
        text = "" if is_flood else _text(raw)
        if len(text) < _SHORTEST:
            return []
        last, self._last = self._last, (text, now_ms)
        is_repeat = last is not None and last[0] == text and now_ms - last[1] <= _REPEAT_MS
        return [] if is_repeat else [text]


def _text(raw: bytes) -> str:
    """The code in what came; empty when it is none."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        # A loose plug and a wrong speed look like this. Half a code is none.
        return ""
    plain = "".join(character for character in text if character.isprintable()).strip()
    return _AIM.sub("", plain)
