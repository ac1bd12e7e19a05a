from pos_loyalty.domain.lint import advice_of
from tests.support.builders import at, program

_FAIR = {
    "earn": {"exclude_categories": ["gutschein"]},
    "redemption": {"minimum_points": 100, "step": 100},
    "expiry": {"kind": "months", "length": 36, "warn_days": 60},
}


def test_a_fair_program_needs_no_advice() -> None:
    """Whoever follows the usual practice is left in peace, also after an unchanged version."""
    fair = program(**_FAIR)
    assert advice_of(fair) == ()
    assert advice_of(fair, before=fair, now=at("2026-01-05")) == ()


def test_fairness_comes_before_the_change_and_mere_sense_last() -> None:
    """What can end in court stands above what only costs money."""
    draft = program(
        **{**_FAIR, "expiry": {"kind": "months", "length": 24, "warn_days": 60}},
        action=[{"id": "eis", "name": "Eis", "points": 5}],
    )
    found = advice_of(draft, before=program(**_FAIR))
    assert [each.code for each in found] == ["short-expiry", "expiry-shortened", "unlimited-action"]


def test_the_past_is_only_known_with_a_clock() -> None:
    """Without the time of day nothing can be over."""
    ended = {"id": "alt", "name": "Alt", "to": "2025-07-01", "multiplier": "2"}
    draft = program(**_FAIR, campaign=[ended])
    assert advice_of(draft) == ()
    assert [each.code for each in advice_of(draft, now=at("2026-01-05"))] == ["is-over"]
