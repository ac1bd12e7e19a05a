from pos_loyalty.bootstrap.stories import play_story
from pos_loyalty.services.scenario.document import scenarios_of
from pos_loyalty.services.scenario.steps import Scenario
from tests.support.shop import rules


def _story() -> Scenario:
    played = scenarios_of(
        {
            "schema": 1,
            "id": "two-purchases",
            "program": rules(),
            "start": "2026-01-05T09:00:00+01:00",
            "steps": [
                {"do": "purchase", "id": "A", "amount": "36.50"},
                {"do": "purchase", "id": "B", "amount": "10.00", "at": "2026-01-06"},
            ],
        }
    )
    assert isinstance(played, Scenario)
    return played


def test_a_story_is_played_on_a_shop_of_its_own() -> None:
    """Two tellings know nothing of each other and come to the same."""
    first, second = play_story(_story(), "de"), play_story(_story(), "de")
    assert first == second
    assert first["final"]["members"]["member"]["balance"] == 46


def test_a_story_is_told_in_the_language_asked_for() -> None:
    """The explanation is in the words and figures of whoever reads it."""
    german, english = (play_story(_story(), language) for language in ("de", "en"))
    assert german["steps"][0]["explanation"][0]["text"] == "36,50\N{NO-BREAK SPACE}€"
    assert english["steps"][0]["explanation"][0]["text"] == "€36.50"
