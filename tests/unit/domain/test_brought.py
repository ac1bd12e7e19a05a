from pos_loyalty.domain.brought import remembered
from tests.support.builders import COFFEE, COFFEE_CARD, basket, line, program
from tests.support.story import Story


def test_a_remembered_sale_counts_and_gives_nothing() -> None:
    """Tiers look at money and points as if it had been made here; no point, no stamp moves."""
    rules = program(reward=[COFFEE], stamp_card=[COFFEE_CARD])
    bought = basket(line("2.40", category="kaffee"), line("10.00"))
    priced = Story(rules).quote(bought)
    kept = remembered(priced)
    assert priced.earned > 0
    assert priced.purchased.stamps
    assert (kept.earned, kept.purchased.stamps, kept.explanation) == (0, (), ())
    assert kept.purchased.eligible == priced.purchased.eligible
    assert kept.purchased.measure_points == priced.purchased.measure_points
    assert (kept.total_minor, kept.due_minor) == (1_240, 1_240)
