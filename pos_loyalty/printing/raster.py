"""Pictures as the dots that a printer is sent."""

import re

from PIL import Image

from pos_loyalty.domain.values import dataclass

MAX_SLICE_ROWS = 128
"""Longer pictures overrun some printers' buffers, which then print the rest as characters."""

_REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


@dataclass(frozen=True, slots=True)
class Raster:
    """Black dots, eight to a byte, row by row from the left."""

    width_dots: int
    rows: bytes

    @property
    def width_bytes(self) -> int:
        return (self.width_dots + 7) // 8

    @property
    def height(self) -> int:
        return len(self.rows) // self.width_bytes

    def slices(self) -> list["Raster"]:
        """The same picture in pieces that every printer's buffer holds."""
        step = MAX_SLICE_ROWS * self.width_bytes
        pieces = (self.rows[at : at + step] for at in range(0, len(self.rows), step))
        return [Raster(self.width_dots, piece) for piece in pieces]

    def image(self) -> Image.Image:
        """The picture, black on white."""
        size = (self.width_dots, self.height)
        return Image.frombytes("1", size, bytes(byte ^ 0xFF for byte in self.rows))


def raster(image: Image.Image) -> Raster:
    """The dots of a picture, black where it is dark.

    Printers obey their real-time commands even in the midst of a picture, so one dot is added
    wherever a picture would happen to spell one.
    """
    inverted = bytes(byte ^ 0xFF for byte in image.convert("1").tobytes())
    width_bytes = (image.width + 7) // 8
    if spare := width_bytes * 8 - image.width:
        mask = 0xFF << spare & 0xFF
        last = slice(width_bytes - 1, None, width_bytes)
        cleared = bytearray(inverted)
        cleared[last] = bytes(byte & mask for byte in cleared[last])
        inverted = bytes(cleared)
    safe = _REAL_TIME.sub(lambda found: bytes((0x10, found[0][1] | 0x08)), inverted)
    return Raster(image.width, safe)
