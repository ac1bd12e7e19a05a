from dataclasses import replace
from typing import Any

import pytest

from pos_loyalty.bootstrap.printer_settings import printer_problems, profile_in_force, standing_in
from pos_loyalty.config.settings import Printer, Receipt, Settings
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import words_for
from pos_loyalty.printing.code_pages import CodePage
from pos_loyalty.printing.profiles import GENERIC_80, PROFILES


def _settings(**printer: Any) -> Settings:  # noqa: ANN401 - any field of the printer's
    return replace(Settings(), printer=Printer(**printer))


def test_settings_that_can_be_are_used_as_they_are() -> None:
    """A known printer, other columns and another slot of a code page."""
    settings = _settings(profile="tm-t88", columns=40, code_page="CP852:18")
    assert printer_problems(settings) == ()
    used = profile_in_force(settings)
    assert (used.id, used.columns, used.pages) == ("tm-t88", 40, (CodePage("CP852", 18),))


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"profile": "TM-T88V"}, "printer.profile"),
        ({"columns": 7}, "printer.columns"),
        ({"columns": 96}, "printer.columns"),
        ({"code_page": "CP000"}, "printer.code_page"),
        ({"code_page": "CP858:x"}, "printer.code_page"),
        ({"code_page": "99"}, "printer.code_page"),
    ],
)
def test_what_cannot_be_is_left_out_and_named(wrong: dict[str, Any], key: str) -> None:
    """Slips come out plainer rather than not at all, and somebody learns why."""
    settings = _settings(**wrong)
    (problem,) = printer_problems(settings)
    assert problem.facts["key"] == key
    for language in ("de", "en"):
        assert key in message_for(problem, words_for(language))
    assert profile_in_force(settings) == GENERIC_80


def test_each_part_is_judged_alone() -> None:
    """One wrong part does not cost the right ones."""
    settings = replace(
        _settings(profile="tm-t20", columns=7, code_page="CP1252"), receipt=Receipt(width="58mm")
    )
    used = profile_in_force(settings)
    assert (used.id, used.pages, used.columns) == ("tm-t20", (CodePage("CP1252", 16),), 32)
    assert len(printer_problems(settings)) == 1


def test_an_address_that_is_none_is_named() -> None:
    """It looks like one in the settings file, but no printer is reached that way."""
    (problem,) = printer_problems(_settings(receipt="pigeon://loft"))
    assert problem.code == "printer-address"


def test_a_number_from_the_test_page_sets_the_page() -> None:
    """Nobody has to know what a code page is called."""
    assert printer_problems(_settings(code_page="71")) == ()
    assert profile_in_force(_settings(code_page="71")).pages == (CodePage("CP1252", 71),)


@pytest.mark.parametrize(
    ("choice", "profile", "native"),
    [
        ("model", "generic-80", True),
        ("model", "generic-58", False),
        ("printer", "generic-58", True),
        ("picture", "generic-80", False),
    ],
)
def test_the_shop_says_who_draws_the_code(choice: str, profile: str, *, native: bool) -> None:
    """Clones often can what their papers deny, and cannot what they promise."""
    assert profile_in_force(_settings(qr_code=choice, profile=profile)).native_qr is native


def test_the_whole_slip_can_be_sent_as_a_picture() -> None:
    """The last way out for a printer that garbles text; its code is drawn as well."""
    used = profile_in_force(_settings(as_picture=True, qr_code="printer", profile="tm-t20"))
    assert used == PROFILES["tm-t20"].drawing_all()


def test_every_profile_can_be_set() -> None:
    """No printer that we know is refused, on either paper."""
    for name in PROFILES:
        assert printer_problems(_settings(profile=name)) == ()


def test_the_second_printer_is_looked_at_as_the_first_is() -> None:
    """What cannot be of it is named by its own key; without one there is nothing to look at."""
    wrong = {"fallback_profile": "matrix", "fallback_code_page": "CP000"}
    assert printer_problems(_settings(**wrong)) == ()
    problems = printer_problems(_settings(fallback="pigeon://loft", **wrong))
    assert [problem.facts["key"] for problem in problems] == [
        "printer.fallback",
        "printer.fallback_profile",
        "printer.fallback_code_page",
    ]


def test_the_second_printer_has_a_paper_and_a_profile_of_its_own() -> None:
    """It need not be like the first."""
    settings = standing_in(
        _settings(fallback="file:///x", fallback_profile="pos-5890", fallback_width="58mm")
    )
    assert (settings.printer.receipt, settings.receipt.width) == ("file:///x", "58mm")
    assert profile_in_force(settings) == profile_in_force(
        replace(settings, printer=Printer(profile="pos-5890"))
    )
