from datetime import timedelta

import pytest

from pos_loyalty.domain.letter import HOPELESS, Letter, LetterKind, LetterProblem, LetterState
from tests.support.builders import at

NOW = at("2026-05-04 12:00")
LETTER = Letter(id="l", member_id="anna", kind=LetterKind.CARD, created_at=NOW, next_at=NOW)
WAITING = sorted(set(LetterProblem) - HOPELESS)


def test_a_letter_that_was_taken_is_done() -> None:
    """It keeps when, and no problem of before."""
    sent = LETTER.refused(LetterProblem.BUSY, NOW).sent(NOW)
    assert (sent.state, sent.finished_at, sent.problem) == (LetterState.SENT, NOW, None)


@pytest.mark.parametrize("problem", WAITING)
def test_what_time_may_mend_is_tried_again(problem: LetterProblem) -> None:
    """Later and later, and it says why it waits."""
    letter = LETTER.refused(problem, NOW)
    assert (letter.state, letter.problem, letter.finished_at) == (LetterState.QUEUED, problem, None)
    assert letter.next_at > NOW


@pytest.mark.parametrize("problem", sorted(HOPELESS))
def test_what_nothing_mends_is_given_up(problem: LetterProblem) -> None:
    """An address that does not exist is not written to again."""
    letter = LETTER.refused(problem, NOW)
    assert (letter.state, letter.problem, letter.finished_at) == (LetterState.FAILED, problem, NOW)


def test_patience_ends() -> None:
    """After three days a letter is given up, whatever the reason."""
    late = NOW + timedelta(days=3)
    assert LETTER.refused(LetterProblem.BUSY, late).state is LetterState.FAILED


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (99, 60)])
def test_rests_grow_to_an_hour(attempts: int, minutes: int) -> None:
    """A server that is down is not asked every second."""
    letter = Letter(
        id="l",
        member_id="anna",
        kind=LetterKind.CARD,
        created_at=NOW,
        next_at=NOW,
        attempts=attempts,
    )
    assert letter.refused(LetterProblem.BUSY, NOW).next_at == NOW + timedelta(minutes=minutes)
