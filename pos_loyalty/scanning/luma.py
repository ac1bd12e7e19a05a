"""The brightness of a camera's picture: all that is needed to read a code from it."""

from dataclasses import field

from pos_loyalty.domain.values import dataclass

Buffer = bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class LumaPlane:
    """One byte for each pixel, row by row; a row may be longer than the picture is wide."""

    data: Buffer = field(repr=False)
    width: int
    height: int
    stride: int

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1 or self.stride < self.width:
            raise ValueError("a picture has rows that are at least as long as it is wide")
        # The last row need not be padded.
        if len(self.data) < (self.height - 1) * self.stride + self.width:
            raise ValueError("the data ends before the picture does")


def luma_of_pairs(data: Buffer, *, width: int, height: int, stride: int, first: int) -> LumaPlane:
    """The brightness where it alternates with color, as many webcams send it.

    ``first`` is the place of the first brightness: 0 for YUYV, 1 for UYVY.
    """
    return LumaPlane(memoryview(data)[first::2].tobytes(), width, height, stride // 2)
