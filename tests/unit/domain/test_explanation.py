from pos_loyalty.domain.explanation import ExplanationLine, Rule


def test_a_line_says_what_it_stands_for() -> None:
    """Points by a rule; name, money and factor where they apply."""
    line = ExplanationLine(Rule.BASE, 36, amount_minor=3_650)
    assert (line.name, line.factor, line.amount_minor) == ("", None, 3_650)
