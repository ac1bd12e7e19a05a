import re
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from pos_loyalty.domain.advice import Advice, advice
from pos_loyalty.i18n.advice import advice_text, known_codes, words_of
from pos_loyalty.i18n.words import words_for
from tests.support.builders import program

_DOMAIN = Path(__file__).parents[3] / "pos_loyalty" / "domain"
_GIVEN = re.compile(r"\badvice\(\s*\"([a-z-]+)\"")
_GERMAN = words_for("de", unit_one="Stern", unit_many="Sterne")


def _plain(found: Advice) -> str:
    return advice_text(found, _GERMAN).replace("\u00a0", " ")


def test_every_advice_has_words_and_all_words_are_given() -> None:
    """Whatever lint finds, a shop manager is told why."""
    given = {
        code
        for module in _DOMAIN.glob("lint_*.py")
        for code in _GIVEN.findall(module.read_text(encoding="utf-8"))
    }
    assert given == known_codes()


def test_terms_are_told_in_months_or_days() -> None:
    """As they are written in the document, one or many."""
    assert _plain(advice("short-expiry", "", term=1)).startswith(
        "Punkte können schon nach 1 Monat verfallen."
    )
    days = advice("short-expiry", "", term=timedelta(days=90))
    assert "nach 90 Tagen" in _plain(days)


def test_amounts_points_and_days_are_told_as_people_write_them() -> None:
    """Money with its sign, points with the unit of the program, days in the local order."""
    less = advice("points-worth-less", "", points=100, was_minor=100, now_minor=50)
    assert _plain(less).startswith("100 Sterne waren 1,00 € wert und sind jetzt 0,50 € wert")
    over = advice("is-over", "", name="Herbst", last_day=date(2026, 11, 1))
    assert _plain(over).startswith("„Herbst“ endete am 01.11.2026.")


def test_shares_and_factors_differ() -> None:
    """A half is 50 percent of a purchase and ×0,5 of a rate."""
    half, whole = Fraction(1, 2), Fraction(1)
    share = advice("redeeming-capped", "", was_percent=whole, now_percent=half)
    assert "höchstens 50 %" in _plain(share)
    factor = advice("tier-earns-less", "", name="Gold", was=whole, now=half)
    assert "×0,5" in _plain(factor)


def test_bare_numbers_stay_bare() -> None:
    """Stamps and visits have no unit of their own here."""
    card = advice("stamp-card-larger", "", name="Kaffeekarte", was=10, now=12)
    assert _plain(card).startswith("„Kaffeekarte“ braucht 12 Stempel, bisher 10.")


def test_the_words_of_a_program() -> None:
    """Its unit and its currency, in the language of the reader."""
    draft = program(unit={"one": "Meile", "many": "Meilen"}, currency="CHF")
    words = words_of(draft, _GERMAN)
    assert words.points_with_unit(2) == "2 Meilen"
    assert words.translator.language == "de"
    assert "CHF" in words.formats.money(100)
