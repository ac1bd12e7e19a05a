import pytest

from pos_loyalty.domain.play import takes_part
from tests.support.builders import COFFEE, COFFEE_CARD, program

_TREE = {"id": "tree", "name": "Baum", "cost": 100, "kind": "donation", "value": "5.00"}
_CHALLENGE = {"id": "c", "name": "C", "goal": {"visits": 3}}
_DRAW = {"id": "d", "name": "D", "ticket": {"spend": "10.00"}, "prizes": ["Korb"]}
_WHEEL = {"id": "w", "name": "W", "segments": [{"weight": 1, "points": 5}]}


@pytest.mark.parametrize(
    "sections",
    [
        {"action": [{"id": "a", "name": "A", "points": 5}]},
        {"reward": [COFFEE], "stamp_card": [COFFEE_CARD]},
        {"membership": [{"id": "club", "name": "Club"}]},
        {"challenge": [_CHALLENGE]},
        {"draw": [_DRAW]},
        {"wheel": [_WHEEL]},
        {"reward": [COFFEE, _TREE]},
    ],
)
def test_what_there_is_to_take_part_in(sections: dict[str, object]) -> None:
    """Any of these is enough for the counter to offer it."""
    assert takes_part(program(**sections))


def test_purchases_and_rewards_alone_are_nothing_more() -> None:
    """The counter then has no button that leads nowhere."""
    assert not takes_part(program(reward=[COFFEE]))
