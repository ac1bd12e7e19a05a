import pytest

from pos_loyalty.scanning.us_keyboard import shifted_us_character, us_character


@pytest.mark.parametrize(
    ("scan_code", "plain", "shifted"),
    [
        (2, "1", "!"),
        (11, "0", ")"),
        (16, "q", "Q"),
        (21, "y", "Y"),
        (27, "]", "}"),
        (30, "a", "A"),
        (39, ";", ":"),
        (44, "z", "Z"),
        (50, "m", "M"),
        (53, "/", "?"),
        (57, " ", " "),
    ],
)
def test_each_key_writes_what_stands_on_a_us_keyboard(
    scan_code: int, plain: str, shifted: str
) -> None:
    """Alone and with Shift, in each row."""
    assert (us_character(scan_code), shifted_us_character(scan_code)) == (plain, shifted)


@pytest.mark.parametrize("scan_code", [0, 1, 14, 15, 28, 42, 59, 183, -8, 100_000])
def test_keys_that_write_nothing_write_nothing(scan_code: int) -> None:
    """Escape, Enter, Shift, function keys, and what is no key at all."""
    assert (us_character(scan_code), shifted_us_character(scan_code)) == ("", "")


def test_each_character_has_one_key() -> None:
    """No two keys write the same, but for the space with and without Shift."""
    plain = [us_character(code) for code in range(1, 60) if us_character(code)]
    shifted = [shifted_us_character(code) for code in range(1, 60) if us_character(code)]
    assert len({*plain, *shifted}) == len(plain) + len(shifted) - 1
