from pos_loyalty.i18n.words import Words, words_for


def test_points_in_the_language() -> None:
    """Where a program has no unit of its own, the language's word is taken."""
    german = words_for("de")
    assert german.points_with_unit(1) == "1 Punkt"
    assert german.points_with_unit(1284) == "1.284 Punkte"
    assert german.signed_points(-14) == "−14 Punkte"
    assert words_for("en").points_with_unit(65) == "65 points"


def test_points_in_the_programs_unit() -> None:
    """A program that counts in stars speaks of stars, in every language."""
    words = words_for("en", unit_one="Stern", unit_many="Sterne")
    assert words.points_with_unit(1) == "1 Stern"
    assert words.points_with_unit(-1) == "−1 Stern"
    assert words.points_with_unit(0) == "0 Sterne"


def test_counted_texts_show_grouped_numbers() -> None:
    """A large number in a sentence is written as people write it."""
    words: Words = words_for("en")
    assert words.plural("{n} slip", "{n} slips", 1284) == "1,284 slips"
    assert words.text("Hello, {name}", name="Anna") == "Hello, Anna"
