from tests.golden.golden_characters import FILE, table


def test_each_character_goes_the_way_that_was_reviewed() -> None:
    """Which letters are pictures, on which printer, changes only when somebody has looked."""
    assert table() == FILE.read_text(encoding="utf-8")


def test_no_letter_is_lost() -> None:
    """Nothing in the table is a question mark or the box of a missing shape."""
    assert not {"?", "□"} & set(FILE.read_text(encoding="utf-8"))
