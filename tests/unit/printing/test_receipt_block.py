import pytest
import zxingcpp
from PIL import Image

from pos_loyalty.config.paths import resources
from pos_loyalty.printing.command_stream import CommandStream, Kind
from pos_loyalty.printing.receipt_block import BlockPress
from tests.support.escpos_oracle import PrintedDots, PrintedFeed, decode

LINES = ("Punkte für diesen Einkauf", "Zeigen Sie diesen Bon bis 21.01.2027 mit Ihrer Karte.")
CLAIM = "LC1ABCDEFGHJK0123456789ABCDEFGHJKLMN"


def _picture(data: bytes) -> Image.Image:
    dots = [event for event in decode(data).events if isinstance(event, PrintedDots)]
    width = dots[0].width_bytes * 8
    rows = b"".join(each.rows for each in dots)
    return Image.frombytes("1", (width, sum(each.height for each in dots)), rows, "raw", "1;I")


@pytest.mark.parametrize(
    ("columns", "dots"), [(20, 384), (32, 384), (42, 504), (48, 576), (90, 576)]
)
def test_a_block_is_a_picture_as_wide_as_the_receipt(columns: int, dots: int) -> None:
    """Read by another program, its code is what it should be."""
    block = BlockPress(resources() / "fonts").block(
        LINES, CLAIM, columns=columns, feeds_to_knife=False
    )
    picture = _picture(block)
    assert picture.width == dots
    (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert found.text == CLAIM


def test_a_block_changes_nothing_of_what_follows() -> None:
    """Dots and a feed, and no command that a printer would remember."""
    press = BlockPress(resources() / "fonts")
    block = press.block(LINES, CLAIM, columns=42, feeds_to_knife=True)
    tokens = CommandStream().feed(block)
    assert {token.kind for token in tokens} == {Kind.PICTURE, Kind.FEED}
    assert decode(block).events[-1] == PrintedFeed(5)
    for real_time in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
        assert real_time not in block


def test_a_block_may_have_no_code() -> None:
    """A member's points need none."""
    press = BlockPress(resources() / "fonts")
    plain = press.block(LINES, "", columns=48, feeds_to_knife=False)
    assert zxingcpp.read_barcodes(_picture(plain).convert("L")) == []
