import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.cards.check_character import ALPHABET
from pos_loyalty.cards.claim import claim_text, new_claim
from pos_loyalty.cards.code_shapes import CodeShapes
from pos_loyalty.cards.key_ring import CardKey
from pos_loyalty.cards.payload import card_payload
from tests.support.keyboards import card, claim

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = CardKey("K", bytes(range(32)), made_at=NOW)
SHAPES = CodeShapes()
CARD = card_payload(member_id="7K48217P2M", issue=0, key=KEY)
CLAIM = claim_text(new_claim(NOW, 3650), KEY)


@pytest.mark.parametrize("code", [CARD, CLAIM])
def test_what_is_printed_is_whole(code: str) -> None:
    """And each beginning of it may become one."""
    assert SHAPES.is_whole(code)
    assert all(SHAPES.could_begin(code[:length]) for length in range(1, len(code) + 1))


@pytest.mark.parametrize("text", ["", "K", "LX", "LTI", "LT7O", "lt", "4006381333931", "X" * 28])
def test_what_no_code_of_ours_begins_with(text: str) -> None:
    """Other letters, characters that our codes do not have, lower case."""
    assert not SHAPES.could_begin(text)
    assert not SHAPES.is_whole(text)


def test_nothing_is_longer_than_the_longest() -> None:
    """Two codes in one are none."""
    assert not SHAPES.could_begin(CARD + CARD)
    assert not SHAPES.could_begin(CLAIM + "0")


@given(st.integers(0, 2**32), st.data())
def test_a_wrong_character_is_noticed(seed: int, data: st.DataObject) -> None:
    """In a card, a phone's card and a claim, wherever it stands."""
    dice = random.Random(seed)  # noqa: S311 - any code will do
    code = data.draw(st.sampled_from([card(dice), card(dice, length=31), claim(dice)]))
    place = data.draw(st.integers(2, len(code) - 1))
    other = data.draw(st.sampled_from([each for each in ALPHABET if each != code[place]]))
    assert SHAPES.is_whole(code)
    assert not SHAPES.is_whole(code[:place] + other + code[place + 1 :])


def test_the_shortest_is_a_card() -> None:
    """Before so many characters nobody need look."""
    assert SHAPES.shortest == len(CARD)
    assert SHAPES.starts == ("LT", "LC")
