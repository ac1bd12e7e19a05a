from PIL import Image

from pos_loyalty.printing.raster import MAX_SLICE_ROWS, Raster, raster


def test_dark_dots_are_ones() -> None:
    """A printer burns where a bit is set."""
    image = Image.new("1", (12, 2), 1)
    image.putpixel((0, 0), 0)
    image.putpixel((11, 1), 0)
    assert raster(image) == Raster(12, b"\x80\x00\x00\x10")


def test_what_lies_beyond_the_edge_is_white() -> None:
    """The bits that fill up the last byte print nothing."""
    assert raster(Image.new("1", (9, 1), 0)).rows == b"\xff\x80"


def test_the_picture_of_the_dots_is_the_picture() -> None:
    """Nothing is lost between the picture and its dots."""
    image = Image.radial_gradient("L").point(lambda dot: 255 * (dot > 128)).convert("1")
    assert raster(image).image().tobytes() == image.tobytes()


def test_real_time_commands_are_broken_up() -> None:
    """Bytes 10 04 would be obeyed at once; one more dot makes them harmless."""
    image = Image.frombytes(
        "1", (16, 3), bytes(byte ^ 0xFF for byte in b"\x10\x04\x10\x05\x10\x14")
    )
    assert raster(image).rows == b"\x10\x0c\x10\x0d\x10\x1c"


def test_slices_make_up_the_whole() -> None:
    """No row is lost or sent twice."""
    whole = Raster(16, bytes(range(256)) * 3)
    slices = whole.slices()
    assert b"".join(piece.rows for piece in slices) == whole.rows
    assert max(piece.height for piece in slices) == MAX_SLICE_ROWS
