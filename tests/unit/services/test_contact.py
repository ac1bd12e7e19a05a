import pytest

from pos_loyalty.services.contact import (
    BadContactError,
    checked_birthday,
    checked_email,
    checked_phone,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        ("  ", None),
        (" anna@sommer.example ", "anna@sommer.example"),
        ("a.b+c@mail.sommer.example", "a.b+c@mail.sommer.example"),
        ("jürgen@müller.example", "jürgen@müller.example"),
    ],
)
def test_an_address_is_kept_as_it_was_meant(typed: str, kept: str | None) -> None:
    """Spaces around it go, all else is the member's own affair."""
    assert checked_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["anna", "anna@", "@sommer.example", "anna@sommer", "an na@sommer.example", "a@b@c.example"],
)
def test_what_can_be_no_address_is_refused(typed: str) -> None:
    """A typing mistake is noticed while its owner still stands there."""
    with pytest.raises(BadContactError, match="email"):
        checked_email(typed)


def test_an_endless_address_is_refused() -> None:
    """No mail server takes more than 254 characters."""
    with pytest.raises(BadContactError):
        checked_email(f"anna@{'sommer.' * 40}example")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        (" - ", None),
        ("0170 / 123-45.67", "01701234567"),
        ("+49 (170) 1234567", "+491701234567"),
        ("0049 170 1234567", "+491701234567"),
        ("030–123456", "030123456"),
    ],
)
def test_a_number_is_kept_without_its_filling(typed: str, kept: str | None) -> None:
    """However it was spaced, one number is one text."""
    assert checked_phone(typed) == kept


@pytest.mark.parametrize("typed", ["1234", "0170-ANNA", "+", "1" * 16, "٠١٢٣٤٥٦"])
def test_what_can_be_no_number_is_refused(typed: str) -> None:
    """Too short, too long, or not of the keypad's digits."""
    with pytest.raises(BadContactError, match="phone"):
        checked_phone(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        ("05-04", "--05-04"),
        (" --05-04 ", "--05-04"),
        ("02-29", "--02-29"),
        ("1990-05-04", "1990-05-04"),
    ],
)
def test_a_birthday_is_a_day_with_or_without_its_year(typed: str, kept: str | None) -> None:
    """The leap day is a birthday too."""
    assert checked_birthday(typed) == kept


@pytest.mark.parametrize("typed", ["13-01", "02-30", "1990-02-29", "4. Mai", "5-4", "1990"])
def test_what_can_be_no_day_is_refused(typed: str) -> None:
    """There is no thirtieth of February."""
    with pytest.raises(BadContactError, match="birthday"):
        checked_birthday(typed)
