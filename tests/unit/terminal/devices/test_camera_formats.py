import pytest

from pos_loyalty.terminal.devices.camera_formats import FormatFacts, best_format

_VGA = FormatFacts(640, 480, 30, has_luma=True)
_HD = FormatFacts(1280, 720, 30, has_luma=True)
_HD_PACKED = FormatFacts(1280, 720, 30, has_luma=False)
_HD_SLOW = FormatFacts(1280, 720, 10, has_luma=True)
_FULL_HD = FormatFacts(1920, 1080, 30, has_luma=True)
_UHD = FormatFacts(3840, 2160, 30, has_luma=True)
_NONE = FormatFacts(0, 0, 30, has_luma=True)


@pytest.mark.parametrize(
    ("offered", "best"),
    [
        ((_VGA, _UHD, _HD, _FULL_HD), _HD),
        ((_VGA, _FULL_HD, _UHD), _FULL_HD),
        ((_HD_PACKED, _HD), _HD),
        ((_HD_PACKED, _VGA), _HD_PACKED),
        ((_HD_SLOW, _VGA), _VGA),
        ((_NONE, _UHD), _UHD),
        ((_HD_SLOW,), _HD_SLOW),
    ],
)
def test_the_format_that_shows_a_card_best_is_taken(
    offered: tuple[FormatFacts, ...], best: FormatFacts
) -> None:
    """Enough frames a second first, then a size near 720p, then no conversion."""
    place = best_format(offered)
    assert place is not None
    assert offered[place] == best


def test_a_camera_that_offers_nothing_decides_itself() -> None:
    """Some drivers tell of no formats and work all the same."""
    assert best_format(()) is None
