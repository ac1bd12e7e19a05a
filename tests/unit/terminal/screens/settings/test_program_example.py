from fractions import Fraction

from pos_loyalty.domain.explanation import ExplanationLine, Rule
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.settings.ports import Purchase
from pos_loyalty.terminal.screens.settings.program_example import example_of, purchase_of

_WORDS = words_for("de")
_BASE = ExplanationLine(Rule.BASE, 10, amount_minor=1000)
_GOLD = ExplanationLine(Rule.TIER, 5, name="Gold", factor=Fraction(3, 2))


def test_a_purchase_is_read_as_it_was_typed() -> None:
    """An amount in the language's notation; what is none is no purchase."""
    assert purchase_of(("12,5", " kaffee "), _WORDS) == Purchase(1250, "kaffee")
    assert purchase_of(("viel", ""), _WORDS) is None


def test_the_draft_stands_beside_what_holds() -> None:
    """Tier by tier; a tier that is new has nothing to be compared with."""
    after = {"basis": (_BASE,), "gold": (_BASE, _GOLD)}
    before = {"basis": (_BASE,)}
    document = {"tier": [{"id": "basis", "name": "Basis"}, {"id": "gold", "name": "Gold"}]}
    example = example_of(("10", ""), (after, before), document, _WORDS)
    assert [(row.label, row.after, row.before, row.is_changed) for row in example.rows] == [
        ("Basis", "10", "10", False),
        ("Gold", "15", "–", True),
    ]
    assert example.reasons == (("Basis", "10,00\u00a0€", "+10"), ("Gold", "×1,5", "+5"))


def test_without_tiers_there_is_one_row() -> None:
    """It is for everybody; before the first answer there is none."""
    example = example_of(("10", ""), ({"": (_BASE,)}, {"": ()}), {}, _WORDS)
    assert [(row.label, row.after, row.before) for row in example.rows] == [
        ("Alle Mitglieder", "10", "0")
    ]
    assert example_of(("10", ""), ({}, {}), {}, _WORDS).rows == ()
