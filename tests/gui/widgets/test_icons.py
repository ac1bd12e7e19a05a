import pytest
from PySide6.QtGui import QColor

from pos_loyalty.terminal import icons
from pos_loyalty.terminal.screens.cashier import member_view, queue_view, wording
from pos_loyalty.terminal.widgets.notice import NoticeTone
from tests.support.looks import dress, light

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("size", [icons.SMALL, icons.MEDIUM, icons.LARGE])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_is_sharp_at_each_size(size: int, ratio: float) -> None:
    """The picture has the device's pixels, and lines in the color asked for."""
    dress(light())
    picture = icons.pixmap("printer", QColor("#0f6656"), size=size, ratio=ratio)
    assert picture.width() == round(size * ratio)
    image = picture.toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    strongest = max(pixels, key=QColor.alpha)
    assert strongest.alpha() > 150
    distance = abs(strongest.red() - 0x0F) + abs(strongest.green() - 0x66)
    assert distance + abs(strongest.blue() - 0x56) < 12


def test_an_icon_for_menus_has_all_sizes() -> None:
    """Menus pick the size that fits the screen."""
    dress(light())
    assert {size.width() for size in icons.icon("settings").availableSizes()} >= {16, 20, 24}


def test_a_missing_icon_is_no_disaster() -> None:
    """The counter goes on without one picture."""
    dress(light())
    assert icons.svg("no-such-icon", QColor("black")) == b""
    assert not icons.pixmap("no-such-icon", QColor("black"), size=16).isNull()


def test_the_icons_in_tables_are_there() -> None:
    """Names that stand in tables are files too."""
    dress(light())
    named = {tone.value[1] for tone in NoticeTone}
    named |= set(wording._REWARD_ICONS.values())  # noqa: SLF001 - its table
    named |= {name for name, _ in queue_view._PICTURES.values()}  # noqa: SLF001 - its table
    assert all(icons.svg(name, QColor("black")) for name in named)
    assert member_view.MemberView().first_reward() is None
