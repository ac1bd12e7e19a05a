import pytest

from pos_loyalty.scanning.keyboard_text import settled, was_read_as_german
from pos_loyalty.scanning.wedge_settings import ScannerLayout

CARD = "LT7K48217P2M9244744CAMB0N6ME"


@pytest.mark.parametrize("text", [CARD, CARD.lower(), CARD.swapcase()])
def test_case_is_settled(text: str) -> None:
    """However it came, the code is in upper case."""
    assert settled(text) == CARD


def test_caps_lock_on_a_german_keyboard_is_undone() -> None:
    """There it shifts the digits as well as the letters."""
    digits = str.maketrans("1234567890", '!"§$%&/()=')
    assert settled(CARD.lower().translate(digits)) == CARD


@pytest.mark.parametrize("text", ["AB/CD=", "AB/1", "$%&", "12/3"])
def test_signs_alone_are_no_caps_lock(text: str) -> None:
    """Other people's codes have signs in them, and keep them."""
    assert settled(text) == text


def test_us_keys_read_as_german_are_turned_back() -> None:
    """The umlauts among the separators give it away."""
    assert settled("LTßZYÖ0123456789-QWX") == "LT-YZ:0123456789/QWX"
    assert was_read_as_german("LTßZYÖ")
    assert not was_read_as_german("LT-YZ:")


def test_a_learned_layout_is_applied_without_evidence() -> None:
    """Two letters moved and nothing shows it; the settings know."""
    assert settled("zy", ScannerLayout.US_ON_GERMAN) == "YZ"
    assert settled("zy") == "ZY"


@pytest.mark.parametrize("text", ["Straße", "ßßß", "ﬁx", "İ"])
def test_each_character_keeps_its_place(text: str) -> None:
    """No letter becomes two, whatever a layout brings forth."""
    assert len(settled(text)) == len(text)
