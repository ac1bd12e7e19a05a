import hashlib
import json

import pytest

from tests.support.command_line import CommandLine

WHEEL = {
    "id": "rad",
    "name": "Glücksrad",
    "minimum_purchase": "20.00",
    "limit": "1 per day",
    "segments": [{"points": 0, "weight": 3}, {"points": 50, "weight": 1}],
}


@pytest.fixture
def card(till: CommandLine) -> str:
    """The code of a member's card at a shop that has a wheel."""
    program = till.folder.parent / "wheel.json"
    document = {**till.done("program", "show")["program"], "wheel": [WHEEL]}
    program.write_text(json.dumps(document), "utf-8")
    till.done("program", "set", str(program))
    return str(till.done("member", "enroll")["card"])


def test_a_spin_can_be_recomputed_from_its_answer(till: CommandLine, card: str) -> None:
    """Seed, member and number are all that is needed."""
    sale = till.done("sale", "--card", card, "--amount", "25.00")
    spun = till.done("spin", "--card", card, "--wheel", "rad", "--seed", "mint")
    text = f"mint\nrad\n{spun['member']}\n{spun['number']}"
    stop = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") % 4
    segment = 0 if stop < 3 else 1
    assert spun["spin"] == {"segment": segment, "points": 50 * segment, "reward": None}
    assert (spun["seed"], spun["number"], spun["sale"]) == ("mint", 0, sale["sale"])
    assert spun["earned"] == 50 * segment
    assert till.json("spin", "--card", card, "--wheel", "rad").code == "limit-reached"


def test_a_spin_under_its_key_is_answered_again(till: CommandLine, card: str) -> None:
    """A seed that was drawn is kept with the answer."""
    till.done("sale", "--card", card, "--amount", "25.00")
    words = ("spin", "--card", card, "--wheel", "rad", "--key", "k")
    first, again = till.done(*words), till.done(*words)
    assert again == {**first, "repeated": True}
    assert len(first["seed"]) == 32
    assert till.json("spin", "--card", card, "--wheel", "none").code == "not-allowed"


def test_people_hear_where_the_wheel_stopped(till: CommandLine, card: str) -> None:
    """In words, with the balance after it."""
    till.done("sale", "--card", card, "--amount", "25.00")
    said = till("spin", "--card", card, "--wheel", "rad", "--seed", "mint")
    assert "Das Rad blieb stehen bei: " in said.out


def test_odds_are_listed_as_they_are_weighed(till: CommandLine, card: str) -> None:
    """For programs as numbers, for people as they stand on the slip."""
    assert card
    (wheel,) = till.done("wheel", "odds")["wheels"]
    assert (wheel["id"], wheel["minimum_purchase"], wheel["limit"]) == ("rad", "20.00", "1 per day")
    assert wheel["total_weight"] == 4
    assert wheel["segments"][1] == {"segment": 1, "points": 50, "reward": None, "weight": 1}
    assert "Kein Gewinn: 3 von 4" in till("wheel", "odds").out


def test_a_program_without_wheels_has_no_odds(till: CommandLine) -> None:
    """An empty list is an answer."""
    assert till.done("wheel", "odds") == {"wheels": []}
    assert "keine Glücksräder" in till("wheel", "odds").out
