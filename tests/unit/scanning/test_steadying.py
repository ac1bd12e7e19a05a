from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.scanning.steadying import AWAY_MS, Steadying

_CARDS = ("ANNA", "BERTA", "CLARA")
_Frame = tuple[int, list[str]]

_frames = st.lists(
    st.tuples(
        st.integers(min_value=1, max_value=AWAY_MS * 2),
        st.lists(st.sampled_from(_CARDS), unique=True, max_size=2),
    ),
    max_size=60,
)


def _counted(frames: Sequence[_Frame]) -> list[tuple[int, str]]:
    """When which card counted, the frames each so long after the one before."""
    steadying, now, counted = Steadying(), 1_000, []
    for pause, texts in frames:
        now += pause
        new = steadying.news(texts, now)
        if new is not None:
            counted.append((now, new))
    return counted


def test_a_card_that_stays_counts_once() -> None:
    """A card that was forgotten before the camera does not come back after each sale."""
    assert _counted([(80, ["ANNA"])] * 500) == [(1_080, "ANNA")]


def test_a_card_that_flickers_counts_once() -> None:
    """Not every picture of a card in a hand can be read."""
    frames: list[_Frame] = [(80, ["ANNA"]), (1_900, []), (80, ["ANNA"]), (1_900, ["ANNA"])]
    assert _counted(frames) == [(1_080, "ANNA")]


def test_a_card_that_was_away_counts_anew() -> None:
    """Somebody who shows the card a second time means it."""
    assert _counted([(80, ["ANNA"]), (AWAY_MS, ["ANNA"])]) == [(1_080, "ANNA"), (3_080, "ANNA")]


def test_another_card_counts_at_once() -> None:
    """The next member in the queue does not wait for the last one's card to be forgotten."""
    frames: list[_Frame] = [(80, ["ANNA"]), (80, ["BERTA"]), (80, ["ANNA", "CLARA"])]
    assert [text for _at, text in _counted(frames)] == ["ANNA", "BERTA", "CLARA"]


def test_of_two_cards_at_once_the_first_counts() -> None:
    """Nobody means two: the one nearest to the middle is taken, the other stays out of it."""
    assert [text for _at, text in _counted([(80, ["ANNA", "BERTA"])] * 3)] == ["ANNA"]


def test_after_forgetting_every_card_counts() -> None:
    """A camera that was off has seen nothing."""
    steadying = Steadying()
    steadying.news(["ANNA"], 1_000)
    steadying.forget()
    assert steadying.news(["ANNA"], 1_010) == "ANNA"


def test_a_clock_that_runs_backwards_blocks_no_card() -> None:
    """What was seen in the future is not in sight."""
    steadying = Steadying()
    steadying.news(["ANNA"], 5_000)
    assert steadying.news(["ANNA"], 1_000) == "ANNA"


@given(_frames)
def test_the_same_card_never_counts_twice_within_its_time(frames: list[_Frame]) -> None:
    """Whatever a camera sees, a member is served once and not twice."""
    counted = _counted(frames)
    for card in _CARDS:
        instants = [at for at, text in counted if text == card]
        assert all(later - earlier >= AWAY_MS for earlier, later in pairwise(instants))


@given(_frames)
def test_a_card_alone_that_was_not_in_sight_counts(frames: list[_Frame]) -> None:
    """Whatever came before, a card that is new to the camera is taken at once."""
    steadying, now = Steadying(), 0
    for pause, texts in frames:
        now += pause
        steadying.news(texts, now)
    assert steadying.news(["DORA"], now + 1) == "DORA"
