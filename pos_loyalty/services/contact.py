"""Contact data as people type them at a counter: tidied where plain, refused where wrong."""

import re
from datetime import date

from pos_loyalty.domain.calendar import parse_month_day
from pos_loyalty.domain.errors import RefusalError

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_PHONE_FILLING = re.compile(r"[\s()/.–-]+")
_PHONE = re.compile(r"\+?\d{5,15}", re.ASCII)
_LONGEST_EMAIL = 254


class BadContactError(RefusalError):
    """A birthday, e-mail address or phone number that cannot be one. Facts: ``field``."""

    code = "bad-contact"


def checked_email(text: str) -> str | None:
    """The address without spaces around it; None for nothing. Raises BadContactError."""
    email = text.strip()
    if not email:
        return None
    if len(email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise BadContactError(field="email")
    return email


def checked_phone(text: str) -> str | None:
    """The number without filling, ``+`` kept; None for nothing. Raises BadContactError."""
    number = _PHONE_FILLING.sub("", text.strip())
    if not number:
        return None
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if not _PHONE.fullmatch(number):
        raise BadContactError(field="phone")
    return number


def checked_birthday(text: str) -> str | None:
    """``--MM-DD``, or an ISO day where the year is given; None for nothing.

    Raises BadContactError.
    """
    day = text.strip().removeprefix("--")
    if not day:
        return None
    try:
        if len(day) == len("05-04"):
            parse_month_day(day)
            return f"--{day}"
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise BadContactError(field="birthday") from None
