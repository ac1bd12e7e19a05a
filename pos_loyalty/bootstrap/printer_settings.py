"""The printer's settings as they can be used, and what in them cannot be.

A till opens and sells whatever somebody wrote into its settings by hand. Light to import: the
window asks for this while it opens.
"""

from dataclasses import replace
from typing import Any

from pos_loyalty.config.settings import Printer, Settings, WrongSettingError
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.print_job import PrinterAddressError
from pos_loyalty.printing.address import parse_address
from pos_loyalty.printing.profiles import (
    COMMON_SLOTS,
    DEFAULT,
    PROFILES,
    PrinterProfile,
    profile,
)


def profile_in_force(settings: Settings) -> PrinterProfile:
    """The profile that the settings describe; what cannot be is left out of it."""
    return _checked(settings)[0]


def printer_problems(settings: Settings) -> tuple[RefusalError, ...]:
    """What in the printer's settings cannot be, each in the words for a wrong setting."""
    problems: list[RefusalError] = []
    try:
        parse_address(settings.printer.receipt)
    except PrinterAddressError as error:
        problems.append(error)
    return (*problems, *_checked(settings)[1], *_fallback_problems(settings))


def standing_in(settings: Settings) -> Settings:
    """The settings of a till whose only printer is the one that stands in for the first."""
    printer = replace(
        settings.printer,
        receipt=settings.printer.fallback or settings.printer.receipt,
        profile=settings.printer.fallback_profile,
        code_page=settings.printer.fallback_code_page,
        columns=0,
    )
    receipt = replace(settings.receipt, width=settings.printer.fallback_width)
    return replace(settings, printer=printer, receipt=receipt)


def _fallback_problems(settings: Settings) -> tuple[RefusalError, ...]:
    if not settings.printer.fallback:
        return ()
    problems: list[RefusalError] = []
    try:
        parse_address(settings.printer.fallback)
    except PrinterAddressError as error:
        problems.append(PrinterAddressError(**{**error.facts, "key": "printer.fallback"}))
    for wrong in _checked(standing_in(settings))[1]:
        key = str(wrong.facts["key"]).replace("printer.", "printer.fallback_")
        problems.append(WrongSettingError(**{**wrong.facts, "key": key}))
    return tuple(problems)


def _checked(settings: Settings) -> tuple[PrinterProfile, tuple[WrongSettingError, ...]]:
    printer, paper_mm = settings.printer, int(settings.receipt.width.removesuffix("mm"))
    name, wrong = printer.profile, []
    if name != DEFAULT and name not in PROFILES:
        wrong.append(_wrong("profile", name, "choice", ", ".join((DEFAULT, *PROFILES))))
        name = DEFAULT
    pages = ", ".join(COMMON_SLOTS)
    parts: tuple[tuple[str, Any, str, str], ...] = (
        ("columns", printer.columns, "range", "20–48"),
        ("code_page", printer.code_page, "choice", pages),
    )
    usable: dict[str, Any] = {}
    for part, value, reason, expected in parts:
        try:
            profile(name, paper_mm=paper_mm, **{part: value})
        except (ValueError, LookupError):
            wrong.append(_wrong(part, str(value), reason, expected))
        else:
            usable[part] = value
    return _drawn(profile(name, paper_mm=paper_mm, **usable), printer), tuple(wrong)


def _drawn(found: PrinterProfile, printer: Printer) -> PrinterProfile:
    """The profile with as much of the slip drawn by us as the shop wants."""
    if printer.as_picture:
        return found.drawing_all()
    if printer.qr_code == "model":
        return found
    return replace(found, native_qr=printer.qr_code == "printer")


def _wrong(name: str, value: str, reason: str, expected: str) -> WrongSettingError:
    return WrongSettingError(key=f"printer.{name}", value=value, reason=reason, expected=expected)
