import pytest

from pos_loyalty.scanning.luma import LumaPlane, luma_of_pairs


def test_rows_may_be_longer_than_the_picture_is_wide() -> None:
    """Systems pad rows; the last one may go without."""
    plane = LumaPlane(bytes(8 + 8 + 5), width=5, height=3, stride=8)
    assert (plane.width, plane.height, plane.stride) == (5, 3, 8)


@pytest.mark.parametrize(
    ("size", "width", "height", "stride"),
    [(20, 5, 3, 8), (100, 9, 3, 8), (100, 0, 3, 8), (100, 5, 0, 8)],
)
def test_a_picture_that_ends_early_is_none(size: int, width: int, height: int, stride: int) -> None:
    """A decoder that reads beyond the data would end the program."""
    with pytest.raises(ValueError, match="picture"):
        LumaPlane(bytes(size), width, height, stride)


@pytest.mark.parametrize(("first", "data"), [(0, b"YuYv..YuYv.."), (1, b"uYvY..uYvY..")])
def test_brightness_is_taken_from_between_the_colors(first: int, data: bytes) -> None:
    """Webcams that send pairs need no conversion: every second byte is the picture."""
    plane = luma_of_pairs(data, width=2, height=2, stride=6, first=first)
    rows = [
        bytes(plane.data[row * plane.stride : row * plane.stride + plane.width]) for row in (0, 1)
    ]
    assert rows == [b"YY", b"YY"]


def test_a_picture_does_not_show_in_a_log() -> None:
    """A million bytes of a member's card have no business there."""
    assert "data" not in repr(LumaPlane(b"1234", 2, 2, 2))
